import { describe, expect, it } from 'vitest';
import type { FactOf } from '../../../src/domain/journal-entry.ts';
import { alertMessage, alertResolvedMessage } from '../../../src/report/messages/alert-message.ts';
import { messageText } from '../message-text.ts';

const CONTEXT = { venue: 'paper', control: 'active' } as const;

function told(key: string, facts: FactOf<'alert-raised'>['facts'], level: 'warning' | 'critical' = 'critical'): string {
  return messageText(alertMessage(CONTEXT, { fact: { kind: 'alert-raised', key, level, facts }, count: 1 }, 'en'));
}

function over(key: string): string {
  return messageText(alertResolvedMessage(CONTEXT, { key, lastedMs: 3_600_000 }, 'en'));
}

describe('the alert', () => {
  it('of a stopped market tells what is held of it', () => {
    expect(told('frozen-BTCUSDT', { symbol: 'BTCUSDT', said: 'halted', held: '0.03' }, 'warning')).toMatchInlineSnapshot(`
      "(normal)
      🟠 BTC is not traded now
      PAPER
      The exchange has stopped the market. You hold 0.03 BTC: what rests on the exchange stays there, and nothing else can be sent.
      The other markets go on. This one resumes by itself."
    `);
    expect(told('frozen-BTCUSDT', { symbol: 'BTCUSDT', said: 'closed', held: '0' }, 'warning')).not.toContain('You hold');
  });

  it('of refused orders tells how often, in the exchange’s own words', () => {
    const facts = {
      symbol: 'ADAUSDT',
      class: 'filter',
      code: '-1013',
      message: 'Filter failure: LOT_SIZE',
      count: '3',
      market: 'ab12',
    };
    expect(told('orders-refused-ADAUSDT-filter', facts, 'warning')).toMatchInlineSnapshot(`
      "(normal)
      🟠 Orders in ADA are refused
      PAPER
      3× -1013 Filter failure: LOT_SIZE.
      No entry in ADA for an hour, or until the market changes its rules. Stops and exits are still tried."
    `);
  });

  it('of a refused key asks for a person', () => {
    const facts = { code: '-2015', message: 'Invalid API-key, IP, or permissions for action.', symbol: 'BTCUSDT' };
    expect(told('account-refused', facts)).toMatchInlineSnapshot(`
      "(critical)
      🚨 Key or account refused · trading paused
      PAPER
      -2015 Invalid API-key, IP, or permissions for action.
      Stops on the exchange still stand, but none can be placed or moved. Look at the key, its addresses and what it may do.
      Nothing is bought until you resume.
      [▶️ Resume = resume]"
    `);
  });

  it('of a position that can neither be protected nor sold asks for a person', () => {
    const facts = { symbol: 'BTCUSDT', quantity: '0.03', code: '-1013', message: 'Not supported.' };
    expect(told('exit-refused-BTCUSDT', facts)).toMatchInlineSnapshot(`
      "(critical)
      🚨 BTC NEITHER PROTECTED NOR SOLD · trading paused
      PAPER
      0.03 BTC: the exchange refused every stop, and the sale: -1013 Not supported.
      Steward tries again, more and more seldom. Look at the account, and sell by hand if you must.
      Nothing is bought until you resume. Stops, exits and /close go on.
      [▶️ Resume = resume]"
    `);
  });

  it('of a pause tells its end', () => {
    expect(told('exchange-pause', { until: '2026-11-25T13:30:00.000Z' })).toMatchInlineSnapshot(`
      "(critical)
      🚨 The exchange wants a pause
      PAPER
      It takes no requests from this address before 2026-11-25 13:30 UTC.
      Stops on the exchange still stand. Steward sends nothing until then, and looks at every position right after."
    `);
  });

  it('of a wrong clock tells by how much', () => {
    expect(told('clock-skew', { skewMs: '-1500' })).toMatchInlineSnapshot(`
      "(critical)
      🚨 This machine's clock is wrong
      PAPER
      It differs from the exchange's by 1500 ms. No entry until it is set right; stops and exits go on."
    `);
  });

  it('of a journal that cannot be written tells what goes on', () => {
    expect(told('journal-failed', {})).toMatchInlineSnapshot(`
      "(critical)
      🚨 The journal cannot be written
      PAPER
      The disk is full or broken. No entries and no sessions; stops and exits go on, kept in memory and on the exchange.
      Make room: what is missing is then written by itself. Do not stop Steward before."
    `);
  });

  it('is resolved by name', () => {
    const keys = ['frozen-BTCUSDT', 'orders-refused-ADAUSDT-filter', 'account-refused', 'exit-refused-BTCUSDT'];
    const others = ['exchange-pause', 'clock-skew', 'journal-failed'];
    expect([...keys, ...others].map((key) => over(key).split('\n')[1])).toMatchInlineSnapshot(`
      [
        "✅ Resolved · the stopped market of BTC",
        "✅ Resolved · the refused orders in ADA",
        "✅ Resolved · the refused key or account",
        "✅ Resolved · the refused sale of BTC",
        "✅ Resolved · the pause of the exchange",
        "✅ Resolved · the wrong clock",
        "✅ Resolved · the journal that could not be written",
      ]
    `);
  });
});
