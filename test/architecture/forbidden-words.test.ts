import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../support/project-root.ts';

/** The project speaks of itself: not of one machine, of a tracker, or of where its packages came from. */
const FORBIDDEN: readonly (readonly [what: string, pattern: RegExp])[] = [
  ['a path of one machine', /(?<![\w.])\/(?:work|root|home\/\w+|tmp\/steward)\//],
  ['the number of an issue', /\bissues? #?\d/i],
  ['the host of a package registry', /\bregistry\.[a-z-]+\.[a-z]|\bnpmjs\.(?:org|com)\b/i],
];

/** Written by npm, hosts included. */
const EXEMPT: readonly string[] = ['package-lock.json'];

const listing = spawnSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '-z'], {
  cwd: projectRoot,
  encoding: 'utf8',
});
const paths = listing.status === 0 ? listing.stdout.split('\0').filter((path) => path !== '' && !EXEMPT.includes(path)) : [];

function findForbidden(text: string): readonly string[] {
  return FORBIDDEN.filter(([, pattern]) => pattern.test(text)).map(([what]) => what);
}

/** Git's own rule: a file with a zero byte is no text. A listed file may have been deleted on disk. */
function readText(path: string): string {
  if (!existsSync(join(projectRoot, path))) return '';
  const bytes = readFileSync(join(projectRoot, path));
  return bytes.includes(0) ? '' : bytes.toString('utf8');
}

describe('the files of the project', () => {
  it.skipIf(paths.length === 0)('name no machine, no issue and no registry', () => {
    const found = paths.flatMap((path) => findForbidden(readText(path)).map((what) => `${path} holds ${what}`));
    expect(found).toEqual([]);
  });

  it.each([
    [`read /${'work'}/data`, 'a path of one machine'],
    [`see issue #${7}`, 'the number of an issue'],
    [`see issue ${7}`, 'the number of an issue'],
    [`https://${'registry'}.example.org/x`, 'the host of a package registry'],
  ])('would be caught with: %s', (text, what) => {
    expect(findForbidden(text)).toEqual([what]);
  });

  it.each(['how it works/fails', './work/in-progress.ts', 'an issue of 7 days', 'the registry of tools'])(
    'may hold: %s',
    (text) => {
      expect(findForbidden(text)).toEqual([]);
    },
  );
});
