import { cpSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readJournal } from '../../src/adapters/journal/read-journal.ts';
import type { FactOf } from '../../src/domain/journal-entry.ts';
import { artefactFolder } from '../support/artefact-folder.ts';
import { projectRoot } from '../support/project-root.ts';
import { runSteward } from '../support/run-steward.ts';

/** Real processes on a machine that may be busy. */
const PATIENCE_MS = 90_000;

describe('steward approve-config', { timeout: PATIENCE_MS }, () => {
  it('lets looser limits count after a yes, and nothing without one', async () => {
    const folder = artefactFolder('approve');
    const dataDir = join(folder, 'data');
    const configDir = join(folder, 'config');
    cpSync(join(projectRoot, 'config'), configDir, { recursive: true });
    const folders = ['--data-dir', dataDir, '--config-dir', configDir];
    const approve = (...operands: readonly string[]) => runSteward(['approve-config', ...folders, ...operands]);
    const trade = async () => {
      const { code, stderr } = await runSteward(['demo', '--hours', '1', '--no-interactive', '--json', ...folders]);
      expect(code, stderr).toBe(0);
    };
    expect((await approve()).stdout).toContain('Nothing waits for approval');
    await trade();

    const file = join(configDir, 'steward.yaml');
    const text = readFileSync(file, 'utf8');
    expect(text).toContain('\n  openPositionsMax: 5\n');
    writeFileSync(file, text.replace('\n  openPositionsMax: 5\n', '\n  openPositionsMax: 7\n'));
    const refused = await approve();
    expect(refused.stdout).toContain('limits.openPositionsMax: 5 → 7');
    expect(refused.stdout).toContain('Not approved: nothing changed.');
    expect(refused.code).toBe(1);
    await trade();
    expect((await approvedIn(dataDir)).slice(1)).toEqual([]);

    const approved = await approve('--yes');
    expect(approved.code, approved.stderr).toBe(0);
    expect(readdirSync(join(dataDir, 'approvals'))).toHaveLength(1);
    await trade();
    expect((await approvedIn(dataDir)).slice(1)).toMatchObject([
      { values: { openPositionsMax: 7 }, by: { kind: 'person', id: 'host' } },
    ]);
    expect((await approve()).stdout).toContain('Nothing waits for approval');
  });
});

async function approvedIn(dataDir: string): Promise<readonly FactOf<'limits-approved'>[]> {
  const facts: FactOf<'limits-approved'>[] = [];
  for await (const { fact } of readJournal(join(dataDir, 'journal'))) if (fact.kind === 'limits-approved') facts.push(fact);
  return facts;
}
