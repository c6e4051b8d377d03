import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FileLimitApprovals } from '../../../src/adapters/configuration-files/file-limit-approvals.ts';
import { artefactFolder } from '../../support/artefact-folder.ts';

const APPROVAL = { revision: 7, values: { openPositionsMax: 8 }, by: 'olga', at: 1_700_000_000_000 };

describe('approvals in a folder', () => {
  it('are found by their name as they were saved, and leave nothing else behind', async () => {
    const folder = join(artefactFolder('approvals'), 'new');
    const approvals = new FileLimitApprovals({ folder });
    expect(await approvals.find('abc')).toBeNull();
    await approvals.save('abc', APPROVAL);
    expect(await approvals.find('abc')).toEqual(APPROVAL);
    expect(await approvals.find('other')).toBeNull();
    expect(readdirSync(folder)).toEqual(['abc.json']);
  });

  it.each([
    ['half of one', '{"revision": 7, "val'],
    ['another thing', '[]'],
    ['a value that is no number', JSON.stringify({ ...APPROVAL, values: { openPositionsMax: '8' } })],
    ['nobody who gave it', JSON.stringify({ ...APPROVAL, by: null })],
  ])('are none when the file holds %s', async (_what, text) => {
    const folder = artefactFolder('approvals');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'abc.json'), text);
    expect(await new FileLimitApprovals({ folder }).find('abc')).toBeNull();
  });

  it('that cannot be read are a storage fault', async () => {
    const folder = artefactFolder('approvals');
    mkdirSync(join(folder, 'abc.json'), { recursive: true });
    await expect(new FileLimitApprovals({ folder }).find('abc')).rejects.toMatchObject({ code: 'storage' });
  });
});
