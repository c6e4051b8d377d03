import { describe, expect, it } from 'vitest';
import type { FactOf } from '../../../src/domain/journal-entry.ts';
import { alertMessage, alertResolvedMessage } from '../../../src/report/messages/alert-message.ts';
import { messageText } from '../message-text.ts';

const CONTEXT = { venue: 'paper', control: 'active' } as const;
const USED = {
  day: '2026-11-25',
  cause: 'used',
  usedFraction: '0.8104',
  costUsd: '2.4312',
  dayUsdMax: '3',
  tokens: '374295',
  dayTokensMax: '2000000',
  calls: '82',
  dayCallsMax: '1000',
  economyMode: 'single',
  economyModel: 'auto',
};

function told(key: string, facts: FactOf<'alert-raised'>['facts']): string {
  return messageText(alertMessage(CONTEXT, { fact: { kind: 'alert-raised', key, level: 'warning', facts }, count: 1 }, 'en'));
}

function over(key: string): string {
  return messageText(alertResolvedMessage(CONTEXT, { key, lastedMs: 3_600_000 }, 'en'));
}

describe('the alert that the budget is low', () => {
  it('says how much is used and what sessions do instead', () => {
    expect(told('budget-economy', USED)).toMatchInlineSnapshot(`
      "(normal)
      🟠 81 % of the day's budget is used
      PAPER
      Used today: 2.43 of 3.00 USD, 374.3k of 2M tokens, 82 of 1000 calls.
      Sessions that begin now use mode single, until the next UTC day or a higher limit. /mode stays as it is."
    `);
  });

  it('says so where sessions go on unchanged', () => {
    expect(told('budget-economy', { ...USED, economyMode: 'none' })).toContain('Sessions go on as before');
  });

  it('says that a call was not carried', () => {
    expect(told('budget-hold', { ...USED, cause: 'refused' })).toMatchInlineSnapshot(`
      "(normal)
      🟠 The day's budget is used up
      PAPER
      Used today: 2.43 of 3.00 USD, 374.3k of 2M tokens, 82 of 1000 calls.
      What is left did not carry a call that a session wanted to make.
      No model is asked until the next UTC day or a higher limit: everything is held. Stops and /close go on."
    `);
  });

  it('is resolved by name', () => {
    expect([over('budget-economy'), over('budget-hold')].join('\n')).toMatchInlineSnapshot(`
      "(silent)
      ✅ Resolved · the low budget of the day
      PAPER
      It lasted 1 h.
      (silent)
      ✅ Resolved · the used-up budget of the day
      PAPER
      It lasted 1 h."
    `);
  });
});

describe('the alert of a vendor', () => {
  const until = '2026-11-25T14:05:00.000Z';

  it.each([
    ['unauthorised', 'vendor-anthropic', 'Anthropic does not accept the key'],
    ['timeout', 'vendor-openai', 'OpenAI did not answer in time'],
    ['overloaded', 'vendor-google', 'Google is overloaded'],
    ['rate-limited', 'vendor-google', 'Google asks for a slower pace'],
    ['network', 'vendor-openai', 'OpenAI could not be reached'],
    ['model-unknown', 'model-openai-gpt-9', 'OpenAI does not know the model gpt-9'],
  ])('tells %s in plain words', (cause, key, title) => {
    expect(told(key, { provider: '', model: '', cause, until }).split('\n')[1]).toBe(`🟠 ${title}`);
  });

  it('says what to do and when it is asked again', () => {
    expect(told('vendor-anthropic', { provider: 'anthropic', model: 'm', cause: 'unauthorised', until })).toMatchInlineSnapshot(`
      "(normal)
      🟠 Anthropic does not accept the key
      PAPER
      Put a valid one into .env and start again.
      It is asked again from 14:05 UTC on. Until then its agents abstain, or another model stands in for them."
    `);
  });

  it('is resolved by name', () => {
    expect(over('vendor-google')).toContain('Resolved · the trouble with Google');
    expect(over('model-openai-gpt-6.1-terra')).toContain('Resolved · the unknown model gpt-6.1-terra of OpenAI');
  });
});
