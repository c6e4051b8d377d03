import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../support/project-root.ts';
import { foldersInReadme } from './readme-tree.ts';

const readmePath = join(projectRoot, 'README.md');
const inReadme = existsSync(readmePath) ? foldersInReadme(readFileSync(readmePath, 'utf8')) : null;

describe('the tree in the README', () => {
  it.skipIf(inReadme === null)('lists exactly the folders under src/', () => {
    const onDisk = readdirSync(join(projectRoot, 'src'), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name);
    expect([...(inReadme ?? [])].sort()).toEqual(onDisk.sort());
  });

  it('is read from the code block below the heading', () => {
    const readme = [
      '# Steward',
      '```',
      'src/',
      '  wrong/',
      '```',
      '## Layout',
      'Words.',
      '```text',
      'src/',
      '  main.ts     The command line.',
      '  domain/     Words,',
      '              told on/two lines.',
      '  fear-greed/ Mood.',
      '    deeper/   Not directly under src.',
      'tools/        Not under src.',
      '  inner/',
      '```',
    ];
    expect(foldersInReadme(readme.join('\n'))).toEqual(['domain', 'fear-greed']);
  });

  it('is missing where the heading has no code block', () => {
    expect(foldersInReadme('# Steward\n## Layout\nSoon.\n')).toBeNull();
  });
});
