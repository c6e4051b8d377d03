import { describe, expect, it } from 'vitest';
import type { ChatMessage } from '../../../src/domain/chat-message.ts';
import type { FactOf } from '../../../src/domain/journal-entry.ts';
import type { ProposalState } from '../../../src/domain/proposal.ts';
import { MessageFold } from '../../../src/report/stories/message-fold.ts';
import { messagesText, messageText } from '../message-text.ts';
import {
  APPROVED,
  ASSESSED,
  closed,
  DELIBERATION,
  ENTERED,
  entryFilled,
  exitFilled,
  journalOf,
  LOOSER_STOP_PROPOSAL,
  OPENED,
  OWNER,
  REFUSED,
  STAGED,
  START,
  STARTED,
  sale,
  startOf,
  stopHit,
  type TimedFact,
  UNASKED_PROPOSAL,
} from './journal-fixture.ts';

/** The messages of the last facts, told after all that went before. */
function tell(facts: readonly TimedFact[], before: readonly TimedFact[] = []): string {
  const fold = new MessageFold({ venue: 'demo', language: 'en' });
  const messages: ChatMessage[] = [];
  for (const entry of journalOf([...before, ...facts])) {
    const told = fold.apply(entry);
    if (entry.sequence > before.length) messages.push(...told);
  }
  return messagesText(messages);
}

const OUTCOMES: readonly ProposalState[] = [
  { tag: 'rejected', by: OWNER, at: START + 120_000, why: null },
  { tag: 'rejected', by: OWNER, at: START + 120_000, why: 'the position was closed by command' },
  { tag: 'expired', at: START + 960_000 },
  { tag: 'superseded', at: START + 120_000, byProposalId: 'P2' },
  { tag: 'blocked', at: START, reasons: [{ code: 'price-drift', driftFraction: '0.0081', driftFractionMax: '0.005' }] },
  { tag: 'failed', at: START, why: 'rejected-by-exchange' },
];

const SYSTEM = { kind: 'system' } as const;

describe('messages about a proposal', () => {
  it('ask for a large entry with its numbers, the words of the agent and the answers', () => {
    expect(tell([[1, STAGED]], [[-60, OPENED, null], ...DELIBERATION])).toMatchInlineSnapshot(`
      "(normal)
      🟠 Confirm: buy ETH · 1,199.92 USDT
      DEMO · P1 · session 20240115T14
      The trade is worth 1,199.92 USDT; above 500.00 USDT a person is asked.
        Price                 2,512.40
        Quantity            0.4776 ETH
        Stop           2,437.00 (−3 %)
        Target      2,663.00 (+5.99 %)
        At stop   −36.01 USDT (−0.36%)
        Share                    12.0%
      > ETH held 2,480 after the sell-off & RSI <b>turned</b> up; funding is neutral.
      Confidence 71 %.
      Answer until 14:16 UTC. No answer means no trade.
      [✅ Approve = approve P1] [½ Half = approve P1 half]
      [❌ Reject = reject P1] [💬 Why = why P1]"
    `);
  });
  it('ask for a looser stop without a half', () => {
    expect(tell([[9, { kind: 'proposal-staged', proposal: LOOSER_STOP_PROPOSAL }]], ENTERED)).toMatchInlineSnapshot(`
      "(normal)
      🟠 Confirm: stop of ETH to 2,400.00
      DEMO · P3 · session 20240115T14
      The stop would fall from 2437 to 2400 USDT.
        Price               2,500.00
        Stop now  2,437.00 (−2.52 %)
        Stop         2,400.00 (−4 %)
      > More room for the swing.
      Confidence 55 %.
      Answer until 14:16 UTC. No answer means no change.
      [✅ Approve = approve P3]
      [❌ Reject = reject P3] [💬 Why = why P3]"
    `);
  });
  it('ask nobody about a trade that policy approves', () => {
    expect(tell([[1, { kind: 'proposal-staged', proposal: UNASKED_PROPOSAL }]])).toBe('');
  });
  it('tell no approval, which is answered at once', () => {
    expect(tell([[3, APPROVED]], [[1, STAGED]])).toBe('');
  });
  it('tell how it ended without a trade', () => {
    const told = OUTCOMES.map((state) => tell([[3, { kind: 'proposal-changed', proposalId: 'P1', state }]], [[1, STAGED]]));
    expect(told.join('\n\n')).toMatchInlineSnapshot(`
      "(silent)
      ❌ P1 rejected · buy ETH · 1,199.92 USDT
      DEMO
      By owner at 14:02 UTC.
      Nothing was sent.

      (silent)
      ❌ P1 rejected · buy ETH · 1,199.92 USDT
      DEMO
      By owner at 14:02 UTC: the position was closed by command.
      Nothing was sent.

      (silent)
      ⌛ P1 expired · buy ETH · 1,199.92 USDT
      DEMO
      There was no answer until 14:16 UTC. Nothing was sent.

      (silent)
      🔁 P1 replaced · buy ETH · 1,199.92 USDT
      DEMO
      P2 takes its place.
      Nothing was sent.

      (normal)
      ⛔ P1 blocked · buy ETH · 1,199.92 USDT
      DEMO
      Judged again on fresh prices, it is refused. Nothing was sent.
      Since the trade was judged the price rose by 0.81 %; at most 0.5 % is allowed.

      (normal)
      ⚠️ P1 failed · buy ETH · 1,199.92 USDT
      DEMO
      Nothing was traded: the exchange refused the order."
    `);
  });
});

describe('messages about trades and stops', () => {
  it('tell a purchase with its stop, then that the stop rests on the exchange', () => {
    expect(tell(entryFilled(3), [[-60, OPENED, null], ...DELIBERATION, [1, STAGED], [3, APPROVED]])).toMatchInlineSnapshot(`
      "(normal)
      🟢 Bought ETH · 1,199.96 USDT @ 2,512.49
      DEMO · P1 · session 20240115T14
        Quantity            0.4776 ETH
        Price                 2,512.49
        Fee                       1.26
        Stop           2,437.00 (−3 %)
        Target      2,663.00 (+5.99 %)
        At stop   −36.05 USDT (−0.36%)
      > ETH held 2,480 after the sell-off & RSI <b>turned</b> up; funding is neutral.

      (silent)
      🛡 Stop placed ETH · 2,437.00
      DEMO
        Quantity   0.4771 ETH
        Stop         2,437.00
        Uncovered         1 s
      It rests on the exchange."
    `);
  });
  it('tell a purchase that was filled in part when its order has ended', () => {
    const [executing, stop, intended, , fill] = entryFilled(3);
    const cut: TimedFact = [
      3,
      {
        kind: 'order-changed',
        clientOrderId: 'st-P1-ETHUSDT-e1-1',
        state: { tag: 'expired', exchangeOrderId: '11', filledQuantity: '0.4', expiryReason: 'ioc' },
      },
    ];
    const facts = [executing, stop, intended, fill].filter((fact) => fact !== undefined);
    const before: readonly TimedFact[] = [
      [-60, OPENED, null],
      [1, STAGED],
    ];
    expect(tell(facts, before)).toBe('');
    expect(tell([cut], [...before, ...facts])).toMatchInlineSnapshot(`
      "(normal)
      🟢 Bought ETH · 1,004.80 USDT @ 2,512.00
      DEMO · P1 · session 20240115T14
      83.8% of the order was filled; the rest was not.
        Quantity               0.4 ETH
        Price                 2,512.00
        Fee                       1.00
        Stop        2,437.00 (−2.99 %)
        Target      2,663.00 (+6.01 %)
        At stop   −30.00 USDT (−0.30%)
      > ETH held 2,480 after the sell-off & RSI <b>turned</b> up; funding is neutral."
    `);
  });
  it('wait for the fills that an ended order still lacks', () => {
    const all = entryFilled(3);
    const late = all[5];
    const early = all.filter((fact) => fact !== late);
    expect(tell(early.slice(0, 6), [[1, STAGED]])).toBe('');
    expect(tell(late === undefined ? [] : [late], [[1, STAGED], ...early.slice(0, 6)])).toContain(
      'Bought ETH · 1,199.96 USDT @ 2,512.49',
    );
  });
  it('tell a sale with what it earned, and how the session went', () => {
    expect(tell([[60, STARTED, '20240115T15'], ...exitFilled(61)], ENTERED)).toMatchInlineSnapshot(`
      "(normal)
      ✅ Closed ETH · +39.34 USDT (+3.28 %)
      DEMO · P2 · session 20240115T14
      As P2 proposed.
        Quantity  0.4771 ETH
        Paid        2,515.12
        Sold at     2,600.00
        Fee             1.16
        Held          58 min"
    `);
  });
  it('tell a stop that was hit', () => {
    expect(tell(stopHit(90), ENTERED)).toMatchInlineSnapshot(`
      "(normal)
      🔴 Stop hit ETH · −38.86 USDT (−3.24 %)
      DEMO · st-S-ETHUSDT-s1-1
      The stop at 2,437.00 on the exchange was reached.
        Quantity  0.4771 ETH
        Paid        2,515.12
        Sold at     2,436.10
        Fee             1.16
        Held      1 h 27 min"
    `);
  });
  it('tell the time of a stop that was hit while nobody could see it', () => {
    const late = stopHit(90).map(([minute, ...fact]): TimedFact => [minute + 185, ...fact]);
    expect(tell(late, ENTERED)).toMatchInlineSnapshot(`
      "(normal)
      🔴 Stop hit ETH · −38.86 USDT (−3.24 %)
      DEMO · st-S-ETHUSDT-s1-1
      The stop at 2,437.00 on the exchange was reached.
      It was filled at 2024-01-15 15:30 UTC; Steward learnt of it 3 h 05 min later.
        Quantity  0.4771 ETH
        Paid        2,515.12
        Sold at     2,436.10
        Fee             1.16
        Held      1 h 27 min"
    `);
  });
  it('tell a part that was sold by command, and what it was in all when the rest follows', () => {
    const half = sale({
      minute: 70,
      clientOrderId: 'st-C-ETHUSDT-x1-1',
      price: '2600',
      proposalId: null,
      reason: 'close-command',
      quantity: '0.2',
    });
    const rest = sale({
      minute: 80,
      clientOrderId: 'st-C-ETHUSDT-x2-1',
      price: '2400',
      proposalId: null,
      reason: 'close-command',
      quantity: '0.2771',
    });
    expect(tell([...half, ...rest], ENTERED)).toMatchInlineSnapshot(`
      "(normal)
      ✅ Sold a part of ETH · +15.82 USDT (+3.14 %)
      DEMO · st-C-ETHUSDT-x1-1
      By your command.
        Quantity     0.2 ETH
        Paid        2,515.12
        Sold at     2,600.00
        Fee             1.16
        Held      1 h 07 min
        Left      0.2771 ETH

      (normal)
      🔴 Closed ETH · −33.06 USDT (−4.74 %)
      DEMO · st-C-ETHUSDT-x2-1
      By your command.
        Quantity   0.2771 ETH
        Paid         2,515.12
        Sold at      2,400.00
        Fee              1.16
        Held       1 h 17 min
        In all    −17.24 USDT"
    `);
  });
  it('tell an emergency exit aloud', () => {
    const exit = sale({
      minute: 70,
      clientOrderId: 'st-S-ETHUSDT-x1-1',
      price: '2300',
      proposalId: null,
      reason: 'emergency-exit',
    });
    expect(tell(exit, ENTERED)).toMatchInlineSnapshot(`
      "(critical)
      🚨 Emergency exit ETH · −103.79 USDT (−8.65 %)
      DEMO · st-S-ETHUSDT-x1-1
      The position could not be covered by a stop, so it was sold at the market.
        Quantity  0.4771 ETH
        Paid        2,515.12
        Sold at     2,300.00
        Fee             1.16
        Held      1 h 07 min"
    `);
  });
  it('tell a fill of an order that nobody intended', () => {
    const fill = stopHit(90)
      .filter(([, fact]) => fact.kind === 'fill-booked')
      .map(([minute, fact]): TimedFact => [minute, fact.kind === 'fill-booked' ? { ...fact, reason: 'unknown' } : fact, null]);
    expect(tell(fill, ENTERED)).toMatchInlineSnapshot(`
      "(normal)
      🔴 Closed ETH · −38.86 USDT (−3.24 %)
      DEMO · st-S-ETHUSDT-s1-1
      By an order that Steward did not send.
        Quantity  0.4771 ETH
        Paid        2,515.12
        Sold at     2,436.10
        Fee             1.16
        Held      1 h 27 min"
    `);
  });
  it('tell a fill once, however often it is in the journal', () => {
    const twice = [...stopHit(90), ...stopHit(91).filter(([, fact]) => fact.kind === 'fill-booked')];
    expect(tell(twice, ENTERED).match(/Stop hit/g)).toHaveLength(1);
  });
  it('tell a stop that moved, and none that stays or that nothing is held for', () => {
    const stopSet = (stopPrice: string): TimedFact => [
      70,
      { kind: 'stop-set', symbol: 'ETHUSDT', stopPrice, targetPrice: '2663', by: 'P4' },
      null,
    ];
    expect(tell([stopSet('2437')], ENTERED)).toBe('');
    expect(tell([stopSet('2300'), stopSet('2310')], [[-60, OPENED, null]])).toBe('');
    expect(tell([stopSet('2489.5')], ENTERED)).toMatchInlineSnapshot(`
      "(silent)
      ↗️ Stop ETH 2,437.00 → 2,489.50
      DEMO
        Stop    2,489.50 (+2.15 %)
        Target            2,663.00
      −1.02 % from the average price paid.
      The order on the exchange follows."
    `);
    expect(tell([stopSet('2400')], ENTERED)).toContain('↘️ Stop ETH 2,437.00 → 2,400.00');
  });
});

describe('messages about sessions', () => {
  const before: readonly TimedFact[] = [[-60, OPENED, null], ...DELIBERATION];

  it('tell what was decided, what waits and what the book is worth', () => {
    expect(tell(closed(2), [...before, [0, ASSESSED], [1, STAGED]])).toMatchInlineSnapshot(`
      "(silent)
      🟠 Session 14:00 · 1 waiting · 10,042.16 USDT (0 %)
      DEMO · 20240115T14 · 23 s
      BUY ETH: waits for your answer to P1 until 14:16 UTC
      HOLD BTC
        Equity         10,042.16
        Cash            8,800.00
        Day     0.00 USDT (0.0%)
        Stops                0/0"
    `);
  });
  it('tell what was bought', () => {
    const traded: readonly TimedFact[] = [
      ...before,
      [0, ASSESSED],
      [1, { kind: 'proposal-staged', proposal: UNASKED_PROPOSAL }],
      ...entryFilled(1),
    ];
    expect(tell(closed(2), traded)).toMatchInlineSnapshot(`
      "(silent)
      🟢 Session 14:00 · 1 trade · 10,042.16 USDT (0 %)
      DEMO · 20240115T14 · 23 s
      BUY ETH: bought 0.4776 @ 2,512.49
      HOLD BTC
        Equity         10,042.16
        Cash            8,800.00
        Day     0.00 USDT (0.0%)
        Stops                1/1"
    `);
  });
  it('count a position as covered only when all of it is', () => {
    const more = entryFilled(60)
      .filter(([, fact]) => fact.kind === 'fill-booked')
      .slice(0, 1)
      .map(
        ([minute, fact]): TimedFact => [
          minute,
          fact.kind === 'fill-booked' ? { ...fact, fill: { ...fact.fill, id: '3' } } : fact,
          null,
        ],
      );
    const next: TimedFact = [60, STARTED, '20240115T15'];
    const end: TimedFact = [62, { kind: 'session-closed', outcome: { tag: 'completed' }, durationMs: 1 }, '20240115T15'];
    const protectedAgain: TimedFact = [
      61,
      { kind: 'position-protected', symbol: 'ETHUSDT', quantity: '0.8767', stopPrice: '2437', unprotectedMs: 900 },
      null,
    ];
    expect(tell([end], [...ENTERED, next, ...more])).toContain('0/1');
    expect(tell([end], [...ENTERED, next, ...more, protectedAgain])).toContain('1/1');
  });
  it('leave out what belongs to another session', () => {
    const other = DELIBERATION.filter(([, fact]) => fact.kind === 'signal-received').map(
      ([minute, fact]): TimedFact => [minute, fact, '20240115T12'],
    );
    expect(tell(closed(2), [[-60, OPENED, null], [0, STARTED], ...other])).not.toContain('ETH');
  });
  it('tell in two lines that nothing was traded', () => {
    const held = DELIBERATION.filter(([, fact]) => fact.kind !== 'signal-received' || fact.signalId !== 's1');
    expect(
      tell(closed(2), [
        [-60, OPENED, null],
        [-1, { kind: 'equity-marked', cash: '10000', equity: '10000', marks: {} }, '20240115T13'],
        ...held,
      ]),
    ).toMatchInlineSnapshot(`
      "(silent)
      ⏸ No trades · 10,042.16 USDT (+0.42 %)
      DEMO · 20240115T14 · 23 s"
    `);
  });
  it('tell what the guard refused', () => {
    expect(tell(closed(2), [...before, [0, REFUSED]])).toMatchInlineSnapshot(`
      "(silent)
      ⏸ No trades · 10,042.16 USDT (0 %)
      DEMO · 20240115T14 · 23 s
      BUY ETH: refused. A stop was hit in this symbol: no entry in it before 2024-01-15 15:00 UTC."
    `);
  });
  it('tell where a session failed, aloud from the second time in a row on', () => {
    const fail: TimedFact = [
      2,
      {
        kind: 'session-closed',
        outcome: { tag: 'failed', stage: 'deliberate', code: 'timeout', message: 'no answer in 90 s' },
        durationMs: 90_000,
      },
    ];
    expect(tell([fail], before)).toMatchInlineSnapshot(`
      "(silent)
      ⚠️ Session 14:00 failed · no answer in time
      DEMO · 20240115T14 · 1 min
      It failed in the deliberation: timeout, no answer in 90 s.
      No orders were sent.
      Stops stay; the next session tries again."
    `);
    expect(tell([[60, STARTED], fail], [...before, fail])).toMatch(/^\(normal\)/);
  });
  it('do not say that nothing was sent when something was', () => {
    const fail: TimedFact = [
      2,
      {
        kind: 'session-closed',
        outcome: { tag: 'failed', stage: 'execute', code: 'network', message: 'the connection was reset' },
        durationMs: 90_000,
      },
    ];
    expect(tell([fail], [...before, ...entryFilled(1)])).not.toContain('No orders were sent');
    expect(tell([fail], before)).toContain('No orders were sent');
  });
  it('tell interrupted and missed sessions', () => {
    const facts: readonly TimedFact[] = [
      [2, { kind: 'session-closed', outcome: { tag: 'interrupted' }, durationMs: 90_000 }],
      [180, { kind: 'slot-missed', slotAt: START + 3_600_000, newestMissedAt: START + 7_200_000, count: 2 }, null],
    ];
    expect(tell(facts, before)).toMatchInlineSnapshot(`
      "(silent)
      ⚠️ Session 14:00 interrupted
      DEMO · 20240115T14 · 1 min
      The process ended in the middle of it. What it had sent was found again on the exchange.

      (normal)
      🟠 2 sessions missed
      DEMO
      From 2024-01-15 15:00 UTC to 2024-01-15 16:00 UTC Steward did not run."
    `);
  });
});

describe('messages about the bot itself', () => {
  it('tell changes of what is allowed, and what still runs', () => {
    const facts: readonly TimedFact[] = [
      [5, { kind: 'control-changed', from: 'active', to: 'reducing', by: OWNER, why: 'pause-command' }, null],
      [6, { kind: 'control-changed', from: 'reducing', to: 'active', by: OWNER, why: 'resume-command' }, null],
      [7, { kind: 'autonomy-changed', from: 'auto', to: 'confirm', by: OWNER }, null],
      [8, { kind: 'mode-changed', from: 'single', to: 'ensemble', by: OWNER }, null],
      [8, { kind: 'override-set', key: 'limits.openPositionsMax', value: '3', fileValue: '5', by: OWNER }, null],
      [9, { kind: 'configuration-changed', key: 'limits.openPositionsMax', from: '5', to: '3', by: OWNER }, null],
      [10, { kind: 'override-ended', key: 'limits.openPositionsMax', value: '3', why: 'undone', by: OWNER }, null],
      [
        11,
        {
          kind: 'configuration-edited',
          changes: [
            { key: 'session.deadlineSeconds', from: '180', to: '120', counts: 'next-session' },
            { key: 'symbols', from: '["BTCUSDT"]', to: '["ETHUSDT"]', counts: 'start' },
            { key: 'limits.openPositionsMax', from: '5', to: '7', counts: 'approval' },
          ],
          more: 2,
        },
        null,
      ],
      [12, { kind: 'override-ended', key: 'budget.dayUsdMax', value: '5', why: 'file-edited', by: SYSTEM }, null],
      [13, { kind: 'limits-approved', values: { openPositionsMax: 5 }, by: SYSTEM }, null],
      [14, { kind: 'limits-approved', values: { openPositionsMax: 7 }, by: OWNER }, null],
    ];
    expect(tell(facts)).toMatchInlineSnapshot(`
      "(silent)
      ⏸ Trading is paused
      DEMO
      Nothing is bought. Sessions go on for exits. Stops stay, /close works.
      It was active.
      By owner.
      [▶️ Resume = resume]

      (silent)
      ▶️ Trading is active
      DEMO
      Sessions may enter and exit within the limits.
      It was paused.
      By owner.

      (silent)
      ⚙️ Autonomy is confirm
      DEMO
      Every entry asks you first.
      Stops and exits never ask.
      It was auto.
      By owner.

      (silent)
      ⚙️ Mode is ensemble
      DEMO
      Several models vote.
      It counts from the next session on.
      It was single.
      By owner.

      (silent)
      ⚙️ A setting was changed by chat
      DEMO
      limits.openPositionsMax: 3, over 5 in the file, from the next session on.
      By owner.

      (silent)
      ⚙️ A setting of the chat was taken back
      DEMO
      limits.openPositionsMax: 3 no longer holds, from the next session on.
      By owner.

      (normal)
      ⚙️ The configuration files were edited
      DEMO
      From the next session on:
      session.deadlineSeconds: 180 → 120
      At the next start of the bot only:
      symbols: ["BTCUSDT"] → ["ETHUSDT"]
      And 2 more.

      (normal)
      ⚙️ The file holds again
      DEMO
      budget.dayUsdMax was edited in its file: 5, which was set by chat, has ended.

      (normal)
      🟠 Looser limits were approved
      DEMO
      By owner on the host, from the next session on:
      openPositionsMax: 7"
    `);
  });
  it('tell a halt by the guard with its alert, and name the state in later messages', () => {
    const facts: readonly TimedFact[] = [
      [5, { kind: 'control-changed', from: 'active', to: 'halted', by: { kind: 'system' }, why: 'drawdown' }],
      [
        5,
        {
          kind: 'alert-raised',
          key: 'drawdown',
          level: 'critical',
          facts: { code: 'drawdown', drawdownFraction: '0.1012', drawdownFractionMax: '0.1' },
        },
      ],
      ...closed(6),
    ];
    expect(
      tell(facts, [
        [-60, OPENED, null],
        [0, STARTED],
      ]),
    ).toMatchInlineSnapshot(`
      "(normal)
      🛑 Trading is halted
      DEMO
      Sessions send no orders at all. Stops stay, /close works.
      It was active.
      By Steward: the drawdown limit was reached.
      [▶️ Resume = resume]

      (critical)
      🚨 Drawdown limit reached · trading halted
      DEMO · HALTED
      The equity is 10.12 % below its highest; the limit is 10 %.
      Sessions send no orders until you resume. Stops stay, /close works.
      [▶️ Resume = resume]

      (silent)
      ⏸ No trades · 10,042.16 USDT (0 %)
      DEMO · HALTED · 20240115T14 · 23 s"
    `);
  });
  it('tell a missing stop and that it is back, counting what is raised again', () => {
    const raised: TimedFact = [
      5,
      {
        kind: 'alert-raised',
        key: 'unprotected-ETHUSDT',
        level: 'critical',
        facts: { symbol: 'ETHUSDT', quantity: '0.4771', why: 'the exchange refused the stop: -2010 rejected' },
      },
      null,
    ];
    const facts: readonly TimedFact[] = [raised, raised, [22, { kind: 'alert-resolved', key: 'unprotected-ETHUSDT' }, null]];
    expect(tell(facts, ENTERED)).toMatchInlineSnapshot(`
      "(critical)
      🚨 STOP MISSING · ETH is not covered
      DEMO
      0.4771 ETH without a full stop: the exchange refused the stop: -2010 rejected.
      Steward keeps trying. You can sell with /close.

      (critical)
      🚨 STOP MISSING · ETH is not covered ×2
      DEMO
      0.4771 ETH without a full stop: the exchange refused the stop: -2010 rejected.
      Steward keeps trying. You can sell with /close.

      (silent)
      ✅ Resolved · the missing stop of ETH
      DEMO
      It lasted 17 min."
    `);
  });
  it('tell what came or went beside the book, not what was there at first, and once an hour at most as one sum', () => {
    const counted = (USDT: string, BTC: string): FactOf<'outside-counted'> => ({
      kind: 'outside-counted',
      holdings: { USDT, BTC },
    });
    const facts: readonly TimedFact[] = [
      [0, counted('1000', '0.5'), null],
      [5, counted('1500', '0.5'), null],
      [6, counted('1520', '0.5'), null],
      [66, counted('1520', '0.1'), null],
    ];
    expect(tell(facts)).toMatchInlineSnapshot(`
      "(silent)
      💰 Beside the book · +500 USDT
      DEMO
      It came or went by you. The book, its sizes and its limits stay as they are.

      (silent)
      💰 Beside the book · +20 USDT, −0.4 BTC
      DEMO
      +20 USDT, −0.4 BTC.
      It came or went by you. The book, its sizes and its limits stay as they are."
    `);
  });
  it('tell a drift once, although an alert stands beside it', () => {
    const amounts = { expected: '0.4771', actual: '0.3' };
    const facts: readonly TimedFact[] = [
      [5, { kind: 'drift-found', asset: 'ETH', ...amounts }],
      [5, { kind: 'alert-raised', key: 'drift-ETH', level: 'critical', facts: { asset: 'ETH', ...amounts } }],
      [9, { kind: 'drift-resolved', asset: 'ETH' }],
      [9, { kind: 'alert-resolved', key: 'drift-ETH' }],
    ];
    expect(tell(facts)).toMatchInlineSnapshot(`
      "(critical)
      🚨 Books and exchange disagree · ETH
      DEMO
        Books        0.4771
        Exchange        0.3
        Difference  −0.1771
      0.1771 ETH of the book are not on the account: spent, moved or converted, and not by Steward.
      No entries in ETH until they agree. Stops and exits go on with the 0.3 ETH that are there.
      What to do: put 0.1771 ETH back. It is counted every minute and is then over by itself. Nothing is corrected silently.

      (silent)
      ✅ Books and exchange agree · ETH
      DEMO"
    `);
  });
  it('tell what failed and alerts of any other name', () => {
    const facts: readonly TimedFact[] = [
      [
        5,
        {
          kind: 'alert-raised',
          key: 'work-failed',
          level: 'warning',
          facts: { what: 'execution of P1', code: 'network', message: 'the connection was reset' },
        },
        null,
      ],
      [5, { kind: 'alert-raised', key: 'moon-phase', level: 'critical', facts: { phase: 'full' } }, null],
    ];
    expect(tell(facts)).toMatchInlineSnapshot(`
      "(normal)
      🟠 Something failed
      DEMO
      execution of P1: the connection was reset

      (critical)
      🚨 Alert · moon-phase
      DEMO
        phase  full"
    `);
  });
  it('greet at the first start with where it trades, who deliberates and what comes next', () => {
    const deliberators = [
      { provider: 'anthropic', model: 'claude-sonnet-5-5' },
      { provider: 'rules', model: 'trend' },
    ];
    const started: TimedFact = [12, { ...startOf(1), deliberation: { mode: 'ensemble', deliberators } }, null];
    expect(tell([started], [[-60, OPENED, null]])).toMatchInlineSnapshot(`
      "(silent)
      👋 Steward begins
      DEMO
      A generated market and play money: a demonstration.
      Mode ensemble: several models vote.
      Deliberating: anthropic claude-sonnet-5-5, a plain strategy (rules).
      A session runs every full hour, the next by 15:00 UTC. It proposes within the limits and asks you where the stakes are high. /run starts one now.
      [Status = status] [Help = help]"
    `);
    expect(tell([[0, startOf(1), null]]), 'of a journal that does not say who').not.toContain('Deliberating');
  });
  it('tell restarts, what was repaired, and that the process before was killed', () => {
    const started: TimedFact = [0, startOf(1), null];
    const restarted: TimedFact = [5, { ...startOf(2), recoveredOrders: 1 }, null];
    expect(
      tell([[5, { kind: 'journal-repaired', droppedBytes: 120 }, null], restarted], [[-60, OPENED, null], started]),
    ).toMatchInlineSnapshot(`
      "(normal)
      🟠 Journal repaired
      DEMO
      120 bytes of an unfinished write were cut off its end. Everything before it is whole.

      (silent)
      🔄 Restarted
      DEMO
      It was not ended properly before: it was killed, or the machine went down.
      In doubt, and looked up on the exchange: 1 order.
      Books, stops and open proposals are as the journal has them."
    `);
  });
  it('tell that the process ends, and what that means for what is held', () => {
    const stopped: TimedFact = [5, { kind: 'process-stopped', why: 'terminate' }, null];
    expect(tell([stopped], [[-60, OPENED, null]])).toMatchInlineSnapshot(`
      "(silent)
      ⏹ Stopped
      DEMO
      The system told it to end.
      No position is open."
    `);
    expect(tell([stopped], ENTERED)).toMatchInlineSnapshot(`
      "(silent)
      ⏹ Stopped · stops 1/1
      DEMO
      The system told it to end.
      1 open position, stops 1/1.
      The stops are simulated and need Steward running: until it starts again nothing is sold at them."
    `);
    const unprotected: TimedFact = [
      4,
      { kind: 'position-unprotected', symbol: 'ETHUSDT', quantity: '0.4771', why: 'no price is known' },
      null,
    ];
    const live = new MessageFold({ venue: 'live', language: 'en' });
    const told = journalOf([...ENTERED, unprotected, stopped]).map((entry) => live.apply(entry));
    expect(told.at(-1)?.map(messageText).join()).toMatchInlineSnapshot(`
      "(silent)
      ⏹ Stopped · stops 0/1
      LIVE
      The system told it to end.
      1 open position, stops 0/1.
      Stops rest on the exchange and sell without Steward.
      What has no stop there stays uncovered until Steward starts again."
    `);
  });
  it('do not call a process killed that ended in order', () => {
    const life: readonly TimedFact[] = [
      [0, startOf(1), null],
      [4, { kind: 'process-stopped', why: 'interrupt' }, null],
    ];
    expect(tell([[5, startOf(2), null]], life)).not.toContain('not ended properly');
    expect(tell([[6, startOf(3), null]], [...life, [5, startOf(2), null]])).toContain('not ended properly');
  });
  it('tell notes for the models', () => {
    const note = { number: 3, text: 'FOMC at 18:00 <b>UTC</b>', expiresAt: START + 86_400_000 };
    const facts: readonly TimedFact[] = [
      [5, { kind: 'note-added', note, by: OWNER }, null],
      [6, { kind: 'note-dropped', number: 3, by: OWNER }, null],
    ];
    expect(tell(facts)).toMatchInlineSnapshot(`
      "(silent)
      📝 Note 3 is kept
      DEMO
      > FOMC at 18:00 <b>UTC</b>
      Until 2024-01-16 14:00 UTC models are shown it, quoted as data. It changes no limit.
      By owner.

      (silent)
      📝 Note 3 is dropped
      DEMO
      No model is shown it any more.
      By owner."
    `);
  });
  it('tell money that came and went, and not what pays fees', () => {
    const facts: readonly TimedFact[] = [
      [5, { kind: 'transfer-booked', asset: 'USDT', quantity: '250', why: 'deposit' }, null],
      [5, { kind: 'transfer-booked', asset: 'BNB', quantity: '-0.001', why: 'fee-coin' }, null],
      [5, { kind: 'transfer-booked', asset: 'ETH', quantity: '0.00004', why: 'dust' }, null],
    ];
    expect(tell(facts)).toMatchInlineSnapshot(`
      "(silent)
      💰 Deposit · 250 USDT
      DEMO"
    `);
  });
});

describe('the fold', () => {
  it('gives the same messages for the same entries', () => {
    const day = [...ENTERED, [60, STARTED, '20240115T15'] as TimedFact, ...exitFilled(61), ...closed(62)];
    expect(tell(day)).toBe(tell(day));
    expect(tell(day)).not.toBe('');
  });
  it('tells nothing of another book', () => {
    const fold = new MessageFold({ venue: 'demo', language: 'en' });
    const told = journalOf(ENTERED).flatMap((entry) => fold.apply({ ...entry, bookId: 'shadow-1' }));
    expect(told).toEqual([]);
  });
});
