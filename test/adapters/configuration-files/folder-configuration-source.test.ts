import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FolderConfigurationSource } from '../../../src/adapters/configuration-files/folder-configuration-source.ts';

describe('FolderConfigurationSource', () => {
  let folder = '';

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'steward-configuration-'));
  });

  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const load = () => new FolderConfigurationSource({ folder }).load();

  it('gives the YAML files of the folder and of its folder llm, by their path below it', async () => {
    mkdirSync(join(folder, 'llm'));
    mkdirSync(join(folder, 'old'));
    writeFileSync(join(folder, 'steward.yaml'), 'autonomy: auto\n');
    writeFileSync(join(folder, 'steward.yml'), '');
    writeFileSync(join(folder, 'notes.txt'), 'not configuration');
    writeFileSync(join(folder, 'old', 'steward.yaml'), 'autonomy: advisor\n');
    writeFileSync(join(folder, 'llm', 'single.yaml'), 'agents: {}\n');
    expect(await load()).toEqual([
      { name: 'llm/single.yaml', text: 'agents: {}\n' },
      { name: 'steward.yaml', text: 'autonomy: auto\n' },
      { name: 'steward.yml', text: '' },
    ]);
  });

  it('gives nothing for a folder that does not exist', async () => {
    expect(await new FolderConfigurationSource({ folder: join(folder, 'absent') }).load()).toEqual([]);
  });

  it('refuses a file that is too large to be configuration', async () => {
    writeFileSync(join(folder, 'steward.yaml'), '#'.repeat(256 * 1024 + 1));
    await expect(load()).rejects.toMatchObject({
      name: 'Fault',
      code: 'storage',
      message: expect.stringContaining('steward.yaml has 262145 bytes'),
    });
  });

  it('refuses a file that is not UTF-8', async () => {
    writeFileSync(join(folder, 'steward.yaml'), Buffer.from([0xff, 0xfe, 0x61]));
    await expect(load()).rejects.toMatchObject({ name: 'Fault', code: 'storage' });
  });

  it('refuses a folder that cannot be listed', async () => {
    writeFileSync(join(folder, 'file'), '');
    await expect(new FolderConfigurationSource({ folder: join(folder, 'file') }).load()).rejects.toMatchObject({
      name: 'Fault',
      code: 'storage',
    });
  });
});
