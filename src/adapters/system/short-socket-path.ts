import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';

/** `sun_path` holds 108 bytes on Linux, 104 on macOS, its closing zero included. */
const SOCKET_PATH_BYTES_MAX = 103;

/**
 * Lets `use` reach the socket at `path` by a path that the operating system takes. Where the folder's own is too long, a link to the
 * folder stands in the temporary folder meanwhile; the socket itself always lives in its folder.
 */
export async function withShortSocketPath<T>(path: string, use: (shortPath: string) => Promise<T>): Promise<T> {
  if (Buffer.byteLength(path) <= SOCKET_PATH_BYTES_MAX) return use(path);
  const detour = await mkdtemp(join(tmpdir(), 'steward-'));
  try {
    const link = join(detour, 'd');
    await symlink(resolve(dirname(path)), link);
    return await use(join(link, basename(path)));
  } finally {
    await rm(detour, { recursive: true, force: true });
  }
}
