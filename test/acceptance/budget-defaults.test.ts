import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseModels } from '../../src/configuration/parse-models.ts';
import { MODES } from '../../src/domain/control-state.ts';
import type { ModelCatalogue } from '../../src/domain/language-model.ts';
import { paidVendor } from '../support/paid-vendor.ts';
import { projectRoot } from '../support/project-root.ts';
import { stewardForTest } from '../support/steward-for-test.ts';

/** What a call of an agent uses with its whole market in it. */
const TOKENS_PER_CALL = 12_000;

function catalogue(): ModelCatalogue {
  const name = 'models.yaml';
  const outcome = parseModels({ name, text: readFileSync(join(projectRoot, 'config', name), 'utf8') });
  if (outcome.tag === 'invalid') throw new Error(JSON.stringify(outcome.problems));
  return outcome.models;
}

describe('the budget as it is when nobody changed it', () => {
  it.each(MODES)(
    'carries a session in the mode %s, all agents of one vendor, with the most that each call can cost',
    async (mode) => {
      const vendor = paidVendor();
      vendor.tokensPerCall = TOKENS_PER_CALL;
      for (const action of ['open', 'open', 'open'] as const) vendor.llm.wish({ action, symbol: 'BTCUSDT' });
      const rig = await stewardForTest({ vendor, models: catalogue(), settings: { mode } });
      await rig.runNextSession();
      const finished = await rig.factsOf('agent-finished');
      expect(finished.map(({ agent, summary }) => `${agent}: ${summary}`).filter((text) => text.includes('budget:'))).toEqual([]);
      await rig.stop();
      expect(rig.bugs).toEqual([]);
    },
  );
});
