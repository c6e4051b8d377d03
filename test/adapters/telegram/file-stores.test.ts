import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openFileStores } from '../../../src/adapters/telegram/file-stores.ts';
import type { StoredButton } from '../../../src/adapters/telegram/telegram-stores.ts';
import { ownerGrant } from './telegram-rig.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'steward-telegram-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function button(nonceHash: string): StoredButton {
  return { nonceHash, chatId: 42, messageId: null, label: 'Approve', command: { name: 'approve', arguments: ['P7'] } };
}

describe('the files of a Telegram chat', () => {
  it('hold nothing at first', async () => {
    const { offsets, access, buttons } = openFileStores(join(folder, 'new'));
    expect([await offsets.load(), await access.load(), await buttons.load()]).toEqual([null, [], []]);
  });

  it('hold what was saved for the next process', async () => {
    const first = openFileStores(join(folder, 'new'));
    await first.offsets.save(700_000_005);
    await first.access.add(ownerGrant());
    await first.access.add({ ...ownerGrant(), userId: 43, chatId: 43 });
    await first.buttons.save([button('a'), button('b')]);
    const second = openFileStores(join(folder, 'new'));
    expect(await second.offsets.load()).toBe(700_000_005);
    expect((await second.access.load()).map(({ userId }) => userId)).toEqual([42, 43]);
    expect(await second.buttons.load()).toEqual([button('a'), button('b')]);
  });

  it('hold the last of many writes at once, and leave no other file', async () => {
    const { offsets } = openFileStores(folder);
    await Promise.all(Array.from({ length: 20 }, (_, index) => offsets.save(index)));
    expect(await offsets.load()).toBe(19);
    expect(await readdir(folder)).toEqual(['telegram-offset.json']);
  });

  it('can be read by their owner only', async () => {
    await openFileStores(folder).access.add(ownerGrant());
    expect((await stat(join(folder, 'telegram-access.json'))).mode & 0o777).toBe(0o600);
  });

  it.each(['', '{', '{"userId":42}', '[{"userId":"42","chatId":42,"name":"x"}]', '[null]'])(
    'let nobody in when the list of who may speak is damaged: %j',
    async (text) => {
      await writeFile(join(folder, 'telegram-access.json'), text);
      await expect(openFileStores(folder).access.load()).rejects.toMatchObject({ code: 'storage' });
      await expect(openFileStores(folder).access.add(ownerGrant())).rejects.toMatchObject({ code: 'storage' });
      expect(await readFile(join(folder, 'telegram-access.json'), 'utf8')).toBe(text);
    },
  );

  it('do without a damaged offset and damaged buttons', async () => {
    await writeFile(join(folder, 'telegram-offset.json'), '"soon"');
    await writeFile(join(folder, 'telegram-buttons.json'), JSON.stringify([button('a'), { nonceHash: 'b' }, 7]));
    const { offsets, buttons } = openFileStores(folder);
    expect(await offsets.load()).toBeNull();
    expect(await buttons.load()).toEqual([button('a')]);
  });

  it('say which file cannot be written, and can be written when that is over', async () => {
    const blocked = join(folder, 'file');
    await writeFile(blocked, '');
    const { offsets } = openFileStores(blocked);
    await expect(offsets.save(1)).rejects.toMatchObject({
      code: 'storage',
      message: expect.stringContaining('telegram-offset.json'),
    });
    await rm(blocked);
    await offsets.save(2);
    expect(await offsets.load()).toBe(2);
  });
});
