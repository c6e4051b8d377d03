import { describe, expect, it } from 'vitest';
import { drillScenarios } from '../../src/app/drill/drill-scenarios.ts';
import { runDrill } from '../../src/app/drill/run-drill.ts';

const SEED = 1;

describe('the drill', { timeout: 240_000 }, () => {
  it('is survived, every scenario of it', async () => {
    const rows = await runDrill(drillScenarios, { seed: SEED });
    const failed = rows.filter(({ survived }) => !survived).map(({ name, happened, failures }) => ({ name, happened, failures }));
    expect(failed).toEqual([]);
    expect(rows).toHaveLength(drillScenarios.length);
  });
});
