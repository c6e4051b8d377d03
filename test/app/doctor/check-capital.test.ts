import { describe, expect, it } from 'vitest';
import { checkCapital } from '../../../src/app/doctor/check-capital.ts';
import { ConfigurationManager } from '../../../src/configuration/configuration-manager.ts';
import { RISK_LIMITS } from '../../../src/risk/limits.ts';

function check(overrides: Readonly<Record<string, string>>) {
  const loaded = new ConfigurationManager({ limitDefinitions: RISK_LIMITS }).loadConfiguration({ files: [], overrides });
  if (loaded.tag === 'invalid') throw new Error(JSON.stringify(loaded.problems));
  return checkCapital(loaded.configuration);
}

describe('the capital', () => {
  it.each([
    ['the usual one', {}, 'ok', 'leave room'],
    ['25 USDT under the usual limits', { 'capital.allotted': '25' }, 'warning', 'only entries whose stop is within'],
    [
      '25 USDT of which a fifth may go into one symbol',
      { 'capital.allotted': '25', 'limits.positionFractionMax': '0.2' },
      'warning',
      'nothing can be bought',
    ],
    [
      '25 USDT of which little may be lost',
      { 'capital.allotted': '25', 'limits.riskPerTradeFractionMax': '0.001' },
      'warning',
      'nothing can be bought',
    ],
    [
      '25 USDT with room',
      { 'capital.allotted': '25', 'limits.positionFractionMax': '0.5', 'limits.riskPerTradeFractionMax': '0.05' },
      'ok',
      'leave room',
    ],
  ] as const)('of %s is told', (_what, overrides, state, told) => {
    const found = check(overrides);
    expect(found).toMatchObject({ name: 'capital', state });
    expect(found.text).toContain(told);
  });
});
