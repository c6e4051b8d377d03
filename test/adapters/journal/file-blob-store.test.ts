import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { FileBlobStore } from '../../../src/adapters/journal/file-blob-store.ts';
import { describeBlobStore } from '../../contract/blob-store.contract.ts';

let root = '';
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'steward-blobs-'));
});
afterEach(() => rm(root, { recursive: true }));

const folder = () => join(root, 'data', 'blobs');
const storedFiles = async () =>
  (await readdir(folder(), { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());

describeBlobStore('The file blob store', async () => ({
  store: new FileBlobStore(folder()),
  reopen: () => new FileBlobStore(folder()),
  count: async () => (await storedFiles()).length,
  damage: (hash) => writeFile(join(folder(), hash.slice(0, 2), hash), 'damaged'),
}));

it('spreads blobs over folders of two digits and leaves no temporary file', async () => {
  const store = new FileBlobStore(folder());
  const hashes = await Promise.all(Array.from({ length: 20 }, (_, index) => store.put(`blob ${index}`)));
  const paths = (await storedFiles()).map((entry) => join(entry.parentPath, entry.name));
  expect(paths.sort()).toEqual(hashes.map((hash) => join(folder(), hash.slice(0, 2), hash)).sort());
});

it('overwrites what a process left half written', async () => {
  const hash = await new FileBlobStore(join(root, 'other')).put('whole');
  const store = new FileBlobStore(folder());
  await store.put('makes the folder');
  await rm(join(root, 'other'), { recursive: true });
  await mkdir(join(folder(), hash.slice(0, 2)), { recursive: true });
  await writeFile(join(folder(), hash.slice(0, 2), `${hash}.tmp`), 'who');
  expect(await store.get(hash)).toBeNull();
  await store.put('whole');
  expect(await store.get(hash)).toBe('whole');
});

it('is a storage fault where the folder cannot be one, and tries again later', async () => {
  await writeFile(join(root, 'data'), '');
  const store = new FileBlobStore(folder());
  await expect(store.put('content')).rejects.toMatchObject({ code: 'storage' });
  await rm(join(root, 'data'));
  const hash = await store.put('content');
  expect(await store.get(hash)).toBe('content');
});
