import { describe, expect, it } from 'vitest';
import { renderStory } from '../../../src/report/stories/render-story.ts';
import { SessionStoryFold } from '../../../src/report/stories/session-story-fold.ts';
import { storyText } from '../../../src/report/stories/story-text.ts';
import { tellSession } from '../../../src/report/stories/tell-session.ts';
import {
  closed,
  DELIBERATION,
  ENTERED,
  ENTRY_REASONING,
  exitFilled,
  journalOf,
  OPENED,
  OWNER,
  REFUSED,
  SESSION_ID,
  STAGED,
  START,
  STARTED,
  stopHit,
  type TimedFact,
} from './journal-fixture.ts';

function textOf(facts: readonly TimedFact[], sessionId: string = SESSION_ID): string | null {
  const story = tellSession({ entries: journalOf(facts), sessionId }, 'en');
  return story === null ? null : storyText(story);
}

describe('the story of a session', () => {
  it('is told from what was known to how it is protected, late fills included', () => {
    expect(textOf(ENTERED)).toMatchInlineSnapshot(`
      "Session 20240115T14 · completed · 2 signals · 1 order · 2 fills (demo)

      What was known
        It began for 2024-01-15 14:00 UTC, by schedule, in mode single.
        Snapshot snapshot-1 holds what was known at 2024-01-15 14:00 UTC:
        BTC: close 42,150.37, RSI14 56.2, MACD histogram 12.5, MA20 41,800.00, MA50 40,950.50, ATR14 820
        ETH: close 2,512.40, RSI14 48.0, MACD histogram -3.1, ATR14 61.5, not tradable: 2 hours are missing

      What was said
        trader (rules trend) finished after 3 turns. It called get_market_context, propose_trade (misunderstood), propose_trade.
          “ETH is bought with a stop below 2,440; BTC is left alone.”
        trader wants: buy ETH, size step 0.5, stop 2,437.00, target 2,663.00. Confidence 71 %.
          “ETH held 2,480 after the sell-off & RSI <b>turned</b> up; funding is neutral.”
        It stands on ETH.1d.rsi14, ETH.4h.ma20.
        trader wants: hold BTC. Confidence 50 %.
          “No edge.”

      What the guard judged
        ETH: Approved if a person confirms: buy 0.4776 ETH at about 2512.4 USDT (1,199.92 USDT), paying at most 2524.96 USDT each; stop 2437 USDT (-3 %), target 2663 USDT (+5.99 %). The trade is worth 1,199.92 USDT; above 500.00 USDT a person is asked. The quantity was rounded from 0.47761 to 0.4776, which the market accepts.

      Who was asked
        P1, buy ETH · 1,199.92 USDT: a person was asked until 2024-01-15 14:16 UTC.
        14:03:00 P1 was approved by owner.

      What was ordered
        14:03:00 A market order to enter: buy 0.4776 ETH (st-P1-ETHUSDT-e1-1).
        14:03:00 st-P1-ETHUSDT-e1-1 was sent.
        14:03:00 st-P1-ETHUSDT-e1-1 was filled.

      What was filled
        14:03:00 Bought 0.4 ETH at 2,512.00, commission 0.0004 ETH.
        14:03:00 Bought 0.0776 ETH at 2,515.00, commission 0.0001 ETH.
        14:03:00 P1 was carried out.

      How it is protected
        The stop of ETH was set to 2,437.00, the target to 2,663.00.
        14:03:00 A stop at 2,437.00 covers 0.4771 ETH on the exchange, after 1 s without one.

      The books afterwards
        Equity 10,000.00 USDT, of it 8,800.00 USDT in cash.

      What it cost
        Commissions: 1.26 USDT.

      How it ended
        14:01:00 It was completed in 23 s."
    `);
  });
  it('tells a refusal with its reasons', () => {
    expect(textOf([...DELIBERATION, [0, REFUSED], ...closed(1)])).toMatchInlineSnapshot(`
      "Session 20240115T14 · completed · 2 signals · 0 orders · 0 fills

      What was known
        It began for 2024-01-15 14:00 UTC, by schedule, in mode single.
        Snapshot snapshot-1 holds what was known at 2024-01-15 14:00 UTC:
        BTC: close 42,150.37, RSI14 56.2, MACD histogram 12.5, MA20 41,800.00, MA50 40,950.50, ATR14 820
        ETH: close 2,512.40, RSI14 48.0, MACD histogram -3.1, ATR14 61.5, not tradable: 2 hours are missing

      What was said
        trader (rules trend) finished after 3 turns. It called get_market_context, propose_trade (misunderstood), propose_trade.
          “ETH is bought with a stop below 2,440; BTC is left alone.”
        trader wants: buy ETH, size step 0.5, stop 2,437.00, target 2,663.00. Confidence 71 %.
          “ETH held 2,480 after the sell-off & RSI <b>turned</b> up; funding is neutral.”
        It stands on ETH.1d.rsi14, ETH.4h.ma20.
        trader wants: hold BTC. Confidence 50 %.
          “No edge.”

      What the guard judged
        ETH: Refused. A stop was hit in this symbol: no entry in it before 2024-01-15 15:00 UTC.

      The books afterwards
        Equity 10,042.16 USDT, of it 8,800.00 USDT in cash.

      How it ended
        14:01:00 It was completed in 23 s."
    `);
  });
  it('tells the answers that came later', () => {
    const answers = [
      { tag: 'rejected', by: OWNER, at: START, why: 'not today' },
      { tag: 'expired', at: START },
      { tag: 'superseded', at: START, byProposalId: 'P9' },
      { tag: 'blocked', at: START, reasons: [{ code: 'advisor-only' }] },
      { tag: 'failed', at: START, why: 'interrupted' },
    ] as const;
    const told = answers.map((state) =>
      textOf([
        [0, STARTED],
        [1, STAGED],
        [9, { kind: 'proposal-changed', proposalId: 'P1', state }],
      ]),
    );
    expect(told.map((text) => text?.split('\n').filter((line) => line.includes('14:09:00')))).toMatchInlineSnapshot(`
      [
        [
          "  14:09:00 P1 was rejected by owner: not today.",
        ],
        [
          "  14:09:00 P1 expired without an answer.",
        ],
        [
          "  14:09:00 P1 was replaced by P9.",
        ],
        [
          "  14:09:00 P1 was judged again on fresh prices and blocked. Autonomy is advisor: proposals are shown to the person, and no order is sent.",
        ],
        [
          "  14:09:00 P1 failed: the process ended before an order was sent.",
        ],
      ]
    `);
  });
  it('tells how a session failed and that one has not ended', () => {
    const failed: TimedFact = [
      2,
      {
        kind: 'session-closed',
        outcome: { tag: 'failed', stage: 'gather', code: 'no-data', message: 'no candles for BTCUSDT' },
        durationMs: 500,
      },
    ];
    expect(textOf([[0, STARTED], failed])).toMatchInlineSnapshot(`
      "Session 20240115T14 · failed · 0 signals · 0 orders · 0 fills

      What was known
        It began for 2024-01-15 14:00 UTC, by schedule, in mode single.

      How it ended
        14:02:00 It failed in gathering the market data: the data is missing (no-data). no candles for BTCUSDT"
    `);
    expect(textOf([[0, STARTED]])).toContain('not ended');
  });
  it('leaves out what other sessions and stops did', () => {
    const later: readonly TimedFact[] = [
      [60, STARTED, '20240115T15'],
      ...exitFilled(61).map(([minute, fact]): TimedFact => [minute, fact, '20240115T15']),
    ];
    expect(textOf([...ENTERED, ...later, ...stopHit(90)])).toBe(textOf(ENTERED));
  });
  it('is null for a session that is not in the journal', () => {
    expect(textOf(ENTERED, '20240101T00')).toBeNull();
    expect(new SessionStoryFold({ sessionId: SESSION_ID, language: 'en' }).story()).toBeNull();
  });
  it('keeps what models wrote in quotes, unchanged', () => {
    const story = tellSession({ entries: journalOf([[-60, OPENED, null], ...ENTERED]), sessionId: SESSION_ID }, 'en');
    const blocks = story === null ? [] : renderStory(story);
    expect(blocks.filter((block) => block.kind === 'quote').map(({ text }) => text)).toContain(ENTRY_REASONING);
    expect(JSON.stringify(blocks.filter((block) => block.kind !== 'quote'))).not.toContain('<b>');
  });
});
