import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../support/project-root.ts';

const lines = linesOf('Dockerfile');
const admitted = linesOf('.dockerignore').flatMap((line) => (line.startsWith('!') ? [line.slice(1)] : []));

function linesOf(name: string): readonly string[] {
  return readFileSync(join(projectRoot, name), 'utf8').split('\n');
}

/** What is copied from the tree, not from another stage. */
function copiedNames(): readonly string[] {
  return lines.flatMap((line) => {
    const [instruction, ...words] = line.split(' ');
    return instruction === 'COPY' && !words[0]?.startsWith('--from=') ? words.slice(0, -1) : [];
  });
}

describe('the Dockerfile', () => {
  it('copies what is in the tree and admitted to the builder, and nothing else is admitted', () => {
    for (const name of copiedNames()) expect(existsSync(join(projectRoot, name)), name).toBe(true);
    expect([...new Set(copiedNames())].sort()).toEqual([...admitted].sort());
    expect(linesOf('.dockerignore')).toContain('*');
  });

  it('lets Steward run as another user than root, and asks for its health', () => {
    const lastStage = lines.slice(lines.findLastIndex((line) => line.startsWith('FROM ')));
    expect(lastStage).toContain('USER node');
    expect(lastStage).toContain('VOLUME /app/data');
    expect(lastStage.some((line) => /^HEALTHCHECK .*"health"\]$/.test(line))).toBe(true);
  });

  it('has one instruction on each line, as the script that proves it reads them', () => {
    expect(lines.filter((line) => line.endsWith('\\'))).toEqual([]);
  });
});
