import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { holdsCanary } from './canary.ts';

/** Makes the root of what this run writes; the returned teardown fails the run when a secret was written there. */
export default function watchArtefacts(): () => void {
  const root = join(tmpdir(), `steward-test-${process.pid}`);
  mkdirSync(root, { recursive: true });
  process.env['TMPDIR'] = root;
  return () => {
    const leaks = findCanaries(root);
    if (leaks.length > 0) {
      console.error(`A canary secret was written into ${leaks.length} file(s), kept for inspection:\n  ${leaks.join('\n  ')}`);
      // What a teardown throws is printed, but does not fail the run.
      process.exitCode = 1;
      return;
    }
    rmSync(root, { recursive: true, force: true });
  };
}

/** The files below `root` that hold a canary secret in their bytes, their name, or what their gzip holds. */
export function findCanaries(root: string): readonly string[] {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => holdsCanary(Buffer.from(path)) || holdsCanary(readUnpacked(path)));
}

function readUnpacked(path: string): Buffer {
  const bytes = readFileSync(path);
  if (!path.endsWith('.gz')) return bytes;
  try {
    return gunzipSync(bytes);
  } catch {
    // A test may write a damaged archive on purpose; its bytes are searched as they are.
    return bytes;
  }
}
