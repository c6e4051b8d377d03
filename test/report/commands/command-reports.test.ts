import { describe, expect, it } from 'vitest';
import { price, quantity, quoteAmount, usdAmount } from '../../../src/domain/decimal.ts';
import { decodeProposal, type Proposal, type ProposalState } from '../../../src/domain/proposal.ts';
import { changeReport } from '../../../src/report/commands/change-report.ts';
import { type CloseAnswer, closeReport } from '../../../src/report/commands/close-report.ts';
import { confirmReport } from '../../../src/report/commands/confirm-report.ts';
import { type DecisionAnswer, decisionReport } from '../../../src/report/commands/decision-report.ts';
import { helpReport } from '../../../src/report/commands/help-report.ts';
import { type ModeChoice, modeReport } from '../../../src/report/commands/mode-report.ts';
import { pendingReport } from '../../../src/report/commands/pending-report.ts';
import { pingReport } from '../../../src/report/commands/ping-report.ts';
import { portfolioReport } from '../../../src/report/commands/portfolio-report.ts';
import { positionsReport } from '../../../src/report/commands/positions-report.ts';
import { type CommandProblem, problemReport } from '../../../src/report/commands/problem-report.ts';
import { type RiskRow, riskReport } from '../../../src/report/commands/risk-report.ts';
import { runReport } from '../../../src/report/commands/run-report.ts';
import { type StatusFacts, statusReport } from '../../../src/report/commands/status-report.ts';
import { tradesReport } from '../../../src/report/commands/trades-report.ts';
import { whyReport } from '../../../src/report/commands/why-report.ts';
import { tellSession } from '../../../src/report/stories/tell-session.ts';
import { TradeHistoryFold } from '../../../src/report/stories/trade-history-fold.ts';
import { messagesText, messageText } from '../message-text.ts';
import { ADA_ROW, AS_OF, ETH_ROW, portfolioTable } from '../portfolio-fixture.ts';
import {
  ENTERED,
  ENTRY_PROPOSAL,
  exitFilled,
  journalOf,
  LOOSER_STOP_PROPOSAL,
  OWNER,
  SESSION_ID,
  START,
} from '../stories/journal-fixture.ts';

const VENUE = 'paper';
const TABLE = portfolioTable([ETH_ROW, ADA_ROW]);

const STATUS: StatusFacts = {
  venue: VENUE,
  control: 'active',
  autonomy: 'auto',
  mode: 'single',
  deliberators: ['rules, no model'],
  now: AS_OF,
  table: TABLE,
  drawdownFractionMax: 0.1,
  stops: { covered: 1, positions: 2 },
  lastAuditAt: AS_OF - 25_000,
  drifts: [],
  lastSession: { sessionId: SESSION_ID, outcome: { tag: 'completed' }, closedAt: START + 23_000 },
  nextSessionAt: Date.UTC(2024, 0, 15, 15),
  openProposals: [{ id: 'P7', expiresAt: AS_OF + 9 * 60_000 }],
};

function proposalIn(state: ProposalState): Proposal {
  return { ...decodeProposal(ENTRY_PROPOSAL), state };
}

describe('/status', () => {
  it('shows the state of everything and what waits', () => {
    expect(messageText(statusReport(STATUS, 'en'))).toMatchInlineSnapshot(`
      "(silent)
      🟢 ACTIVE · 10,016.66 USDT · −0.12 %
      PAPER · auto · single
        Equity           10,016.66
        Day        −12.34 (−0.12%)
        Drawdown     1.9% of 10.0%
        Positions                2
        Stops                  1/2
        Checked           25 s ago
      Deliberates: rules, no model.
      Last session 20240115T14: completed, 29 min ago.
      Next session at 15:00 UTC, in 30 min.
      Waiting for you: P7 (9 min).
      [🟠 Show proposals = pending]"
    `);
  });
  it('begins with the pause, and says what never happened yet', () => {
    const facts: StatusFacts = {
      ...STATUS,
      control: 'reducing',
      lastAuditAt: null,
      lastSession: null,
      nextSessionAt: null,
      openProposals: [],
    };
    expect(messageText(statusReport(facts, 'en'))).toMatchInlineSnapshot(`
      "(silent)
      ⏸ PAUSED · 10,016.66 USDT · −0.12 %
      PAPER · auto · single
        Equity           10,016.66
        Day        −12.34 (−0.12%)
        Drawdown     1.9% of 10.0%
        Positions                2
        Stops                  1/2
        Checked            not yet
      Deliberates: rules, no model.
      No session has run yet."
    `);
  });
});

describe('/status with books that do not fit', () => {
  it('says by how much, and what that stops', () => {
    const drifts = [
      { asset: 'BTC', difference: quantity('-0.01') },
      { asset: 'BNB', difference: quantity('0.5') },
    ];
    expect(messageText(statusReport({ ...STATUS, drifts }, 'en'))).toContain(
      'Books and exchange disagree: −0.01 BTC, +0.5 BNB. No entries there until they agree.',
    );
  });
});

describe('/portfolio and /positions', () => {
  it('show weights with cash as the last row', () => {
    expect(messageText(portfolioReport({ venue: VENUE, table: TABLE }, 'en'))).toMatchInlineSnapshot(`
      "(silent)
      💼 10,016.66 USDT (−0.12 %)
      PAPER · 2024-01-15 14:30 UTC
        Coin  Share  USDT    P&L
        ETH   12.1%  1217  +1.4%
        ADA    7.5%   755  −3.2%
        USDT  80.3%  8045       
      Unrealised −8.70 USDT.
      Realised +25.36 USDT so far; fees 3.21 USDT."
    `);
  });
  it('show each position with the stop that rests on the exchange, and where it is wanted when that is elsewhere', () => {
    const stops = new Map([
      ['ETHUSDT', { resting: price('2437'), wanted: null }],
      ['ADAUSDT', { resting: price('0.48'), wanted: price('0.49') }],
    ] as const);
    expect(messageText(positionsReport({ venue: VENUE, table: TABLE, stops }, 'en'))).toMatchInlineSnapshot(`
      "(silent)
      📌 2 open positions · −8.70 USDT
      PAPER · 2024-01-15 14:30 UTC
      ETH
        Quantity           0.4771 ETH
        Paid                 2,515.12
        Now                  2,550.00
        P&L       +16.64 USDT (+1.4%)
        Stop       2,437.00 (−4.43 %)
        Target     2,663.00 (+4.43 %)
        Age                9 h 12 min
      ADA
        Quantity             1500 ADA
        Paid                     0.52
        Now                    0.5031
        P&L       −25.35 USDT (−3.2%)
        Stop           0.48 (−4.59 %)
        Wanted          0.49 (−2.6 %)
        Age                   2 d 2 h"
    `);
  });
  it('say that nothing is held', () => {
    expect(messageText(positionsReport({ venue: VENUE, table: portfolioTable([]), stops: new Map() }, 'en'))).toContain(
      'No open positions',
    );
  });
});

describe('/pending and its answers', () => {
  it('lists what waits, each with its buttons', () => {
    const proposals = [decodeProposal(ENTRY_PROPOSAL), decodeProposal(LOOSER_STOP_PROPOSAL)];
    expect(messageText(pendingReport({ venue: VENUE, now: START + 60_000, proposals }, 'en'))).toMatchInlineSnapshot(`
      "(silent)
      🟠 2 proposals waiting for you
      PAPER · 14:01 UTC
      P1: buy 0.4776 ETH at about 2512.4 USDT (1,199.92 USDT), paying at most 2524.96 USDT each; stop 2437 USDT (-3 %), target 2663 USDT (+5.99 %)
      P1 until 14:16 UTC, 15 min left.
      P3: move the stop of ETHUSDT to 2400 USDT (-4 %)
      P3 until 14:16 UTC, 15 min left.
      [✅ Approve P1 = approve P1] [½ Half P1 = approve P1 half] [❌ Reject P1 = reject P1]
      [✅ Approve P3 = approve P3] [❌ Reject P3 = reject P3]"
    `);
    expect(messageText(pendingReport({ venue: VENUE, now: START, proposals: [] }, 'en'))).toContain('Nothing waits for you');
  });
  it('tells whether an answer counted', () => {
    const at = START + 180_000;
    const answers: readonly DecisionAnswer[] = [
      { tag: 'decided', proposal: proposalIn({ tag: 'approved', by: OWNER, at, portion: 1 }) },
      { tag: 'decided', proposal: proposalIn({ tag: 'approved', by: OWNER, at, portion: 0.5 }) },
      { tag: 'decided', proposal: proposalIn({ tag: 'rejected', by: OWNER, at, why: null }) },
      { tag: 'already-decided', proposal: proposalIn({ tag: 'rejected', by: OWNER, at, why: null }) },
      { tag: 'already-decided', proposal: proposalIn({ tag: 'executing', clientOrderId: null }) },
      { tag: 'too-late', proposal: proposalIn({ tag: 'expired', at }) },
      { tag: 'unknown' },
    ];
    const told = answers.map((result) => decisionReport({ venue: VENUE, proposalId: 'P1', result }, 'en'));
    expect(messagesText(told)).toMatchInlineSnapshot(`
      "(silent)
      ✅ P1 approved · buy ETH · 1,199.92 USDT
      PAPER
      It is judged again on fresh prices, then carried out. The outcome follows.

      (silent)
      ✅ Half of P1 approved · buy ETH · 1,199.92 USDT
      PAPER
      It is judged again on fresh prices, then carried out. The outcome follows.

      (silent)
      ❌ P1 rejected · buy ETH · 1,199.92 USDT
      PAPER
      Nothing was sent.

      (silent)
      ☑️ P1 is already rejected · buy ETH · 1,199.92 USDT
      PAPER
      By owner at 14:03 UTC.
      Your answer changed nothing.

      (silent)
      ☑️ P1 is already under way · buy ETH · 1,199.92 USDT
      PAPER
      Your answer changed nothing.

      (silent)
      ⌛ Too late for P1 · buy ETH · 1,199.92 USDT
      PAPER
      It ended at 14:16 UTC without an answer. Nothing was sent.

      (silent)
      ❓ There is no proposal P1
      PAPER
      /pending lists what waits for you."
    `);
  });
});

describe('/trades', () => {
  it('shows orders and round trips, newest first', () => {
    const fold = new TradeHistoryFold({ lengthMax: 10 });
    for (const entry of journalOf([...ENTERED, ...exitFilled(60)])) fold.apply(entry);
    expect(messageText(tradesReport({ venue: VENUE, history: fold.history() }, 'en'))).toMatchInlineSnapshot(`
      "(silent)
      🧾 Last 2 trades · +39.34 USDT
      PAPER
        Day    Coin   USDT     Price
        01-15  ETH   −1240  2,600.00
        01-15  ETH   +1200  2,512.49
      − sold, + bought; amounts in USDT.
      Round trips closed: 1 won, 0 lost.
        Closed  Coin     P&L      %
        01-15   ETH   +39.34  +3.3%"
    `);
  });
  it('says that there are none', () => {
    expect(messageText(tradesReport({ venue: VENUE, history: { orders: [], roundTrips: [] } }, 'en'))).toMatchInlineSnapshot(`
      "(silent)
      🧾 No trades yet
      PAPER
      No round trip is closed yet."
    `);
  });
});

const RISK_ROWS: readonly RiskRow[] = [
  {
    key: 'positionFractionMax',
    meaning: 'Largest share in one symbol.',
    value: 0.121,
    limit: 0.25,
    unit: 'fraction',
    bound: 'maximum',
  },
  {
    key: 'cashReserveFractionMin',
    meaning: 'Share that stays in cash.',
    value: 0.8,
    limit: 0.1,
    unit: 'fraction',
    bound: 'minimum',
  },
  {
    key: 'openPositionsMax',
    meaning: 'How many symbols may be held; an entry into one more is refused.',
    value: 5,
    limit: 5,
    unit: 'count',
    bound: 'maximum',
  },
  { key: 'drawdownFractionMax', meaning: 'Trading halts there.', value: 0.0191, limit: 0.1, unit: 'fraction', bound: 'maximum' },
  { key: 'riskPerTradeFractionMax', meaning: 'Loss at the stop.', value: null, limit: 0.01, unit: 'fraction', bound: 'maximum' },
  { key: 'cooldownHours', meaning: 'Pause after a stop.', value: null, limit: 6, unit: 'hours', bound: 'minimum' },
  { key: 'stopDistanceFractionMin', meaning: 'Distance.', value: null, limit: 0.005, unit: 'fraction', bound: 'minimum' },
  { key: 'confirmAboveQuote', meaning: 'Asks.', value: null, limit: 500, unit: 'quote', bound: 'maximum' },
  { key: 'dataAgeSecondsMax', meaning: 'Age.', value: null, limit: 5400, unit: 'seconds', bound: 'maximum' },
];

describe('/risk', () => {
  it('shows what is used of each limit and explains the one that is reached', () => {
    expect(messageText(riskReport({ venue: VENUE, rows: RISK_ROWS, kept: [] }, 'en'))).toMatchInlineSnapshot(`
      "(silent)
      🟠 At the limit: positions
      PAPER
      How many symbols may be held; an entry into one more is refused.
        Limit                 Used
        largest    ▓▓░░░   12%/25%
        cash, min  ░░░░░   80%/10%
        positions  ▓▓▓▓▓       5/5
        drawdown   ░░░░░  1.9%/10%
        At each trade         Limit
        risk per trade           1%
        cooldown                6 h
        stop distance min      0.5%
        confirm above      500 USDT
        data age             5400 s"
    `);
  });
  it('says that all is within its limits', () => {
    expect(
      messageText(riskReport({ venue: VENUE, rows: RISK_ROWS.filter(({ value }) => value !== 5), kept: [] }, 'en')),
    ).toContain('🟢 Within every limit');
  });
});

describe('/why', () => {
  it('quotes what was said and tells what was judged', () => {
    const story = tellSession({ entries: journalOf(ENTERED), sessionId: SESSION_ID }, 'en');
    expect(messageText(whyReport({ venue: VENUE, story }, 'en'))).toMatchInlineSnapshot(`
      "(silent)
      💬 Why · session 20240115T14
      PAPER
      trader (rules trend) finished after 3 turns. It called get_market_context, propose_trade (misunderstood), propose_trade.
      > ETH is bought with a stop below 2,440; BTC is left alone.
      trader wants: buy ETH, size step 0.5, stop 2,437.00, target 2,663.00. Confidence 71 %.
      > ETH held 2,480 after the sell-off & RSI <b>turned</b> up; funding is neutral.
      It stands on ETH.1d.rsi14, ETH.4h.ma20.
      trader wants: hold BTC. Confidence 50 %.
      > No edge.
      ETH: Approved if a person confirms: buy 0.4776 ETH at about 2512.4 USDT (1,199.92 USDT), paying at most 2524.96 USDT each; stop 2437 USDT (-3 %), target 2663 USDT (+5.99 %). The trade is worth 1,199.92 USDT; above 500.00 USDT a person is asked. The quantity was rounded from 0.47761 to 0.4776, which the market accepts.
      Commissions: 1.26 USDT.
      [📖 All of it = session 20240115T14]"
    `);
  });
  it('says when there is no such session', () => {
    expect(messageText(whyReport({ venue: VENUE, story: null }, 'en'))).toMatchInlineSnapshot(`
      "(silent)
      ❓ No such session
      PAPER
      The journal knows none of this name. /why without more tells of the last one."
    `);
  });
});

describe('answers to commands that steer', () => {
  it('say what holds now and what still runs', () => {
    const changes = [
      { what: 'control', from: 'active', to: 'reducing' },
      { what: 'control', from: 'halted', to: 'halted' },
      { what: 'autonomy', from: 'auto', to: 'advisor' },
      { what: 'mode', from: 'single', to: 'sequential' },
    ] as const;
    expect(messagesText(changes.map((change) => changeReport({ venue: VENUE, change }, 'en')))).toMatchInlineSnapshot(`
      "(silent)
      ⏸ Trading is paused
      PAPER
      Nothing is bought. Sessions go on for exits. Stops stay, /close works.
      Done.

      (silent)
      🛑 Trading is halted
      PAPER
      Sessions send no orders at all. Stops stay, /close works.
      That is as it was.

      (silent)
      ⚙️ Autonomy is advisor
      PAPER
      Proposals are shown, nothing is bought or sold for them.
      Stops and exits never ask.
      Done.

      (silent)
      ⚙️ Mode is sequential
      PAPER
      Models review one after the other.
      It counts from the next session on.
      Done."
    `);
  });
  it('ask before risk is taken on', () => {
    const buttons = { confirm: { name: 'confirm', arguments: ['7'] }, cancel: { name: 'cancel', arguments: ['7'] } };
    const questions = [
      { what: 'control', from: 'reducing', to: 'active' },
      { what: 'autonomy', from: 'confirm', to: 'auto' },
      { what: 'close', rows: [ETH_ROW, ADA_ROW], fraction: 0.5 },
    ] as const;
    expect(
      messagesText(questions.map((question) => confirmReport({ venue: VENUE, question, ...buttons }, 'en'))),
    ).toMatchInlineSnapshot(`
      "(normal)
      🟠 Trade again?
      PAPER
      It is paused now.
      Sessions may enter and exit within the limits.
      [✅ Yes = confirm 7] [✖️ No = cancel 7]

      (normal)
      🟠 Set autonomy to auto?
      PAPER
      It is confirm now.
      Only large or unusual entries ask you.
      Stops and exits never ask.
      [✅ Yes = confirm 7] [✖️ No = cancel 7]

      (normal)
      🟠 Sell half of ETH, ADA · about 985.63 USDT?
      PAPER
        Coin      USDT    P&L
        ETH   1,216.60  +1.4%
        ADA     754.65  −3.2%
      Sold at the market; the stop goes with it.
      [✅ Yes = confirm 7] [✖️ No = cancel 7]"
    `);
  });
  it('tell what became of a sale', () => {
    const results: readonly CloseAnswer[] = [
      { tag: 'refused', verdict: { reasons: [{ code: 'no-position', symbol: 'ETHUSDT' }] } },
      {
        tag: 'sold',
        result: {
          tag: 'refused',
          verdict: { reasons: [{ code: 'risk-per-trade', loss: quoteAmount('12'), lossMax: quoteAmount('10') }] },
        },
      },
      { tag: 'sold', result: { tag: 'rejected', code: -2010, message: 'Account has insufficient balance' } },
      { tag: 'sold', result: { tag: 'unplaceable', filter: 'notional-min' } },
      ...(
        ['filled', 'partly-filled', 'unfilled', 'open', 'outcome-unknown', 'lost', 'abandoned', 'nothing-to-sell'] as const
      ).map((tag) => ({ tag: 'sold', result: { tag } }) as const),
    ];
    const told = results.map((result) => closeReport({ venue: VENUE, symbol: 'ETHUSDT', result }, 'en'));
    expect(messagesText(told)).toMatchInlineSnapshot(`
      "(silent)
      ⛔ ETH not sold
      PAPER
      There is no position in ETHUSDT.

      (silent)
      ⛔ ETH not sold
      PAPER
      At the stop the trade would lose 12.00 USDT; at most 10.00 USDT is allowed.

      (silent)
      ⚠️ ETH not sold
      PAPER
      The exchange refused: -2010 Account has insufficient balance
      Its stop is put back.

      (silent)
      ⚠️ ETH not sold
      PAPER
      The exchange does not take such an order (notional-min).
      The position keeps its stop.

      (silent)
      ✅ ETH sold
      PAPER
      The numbers are in a message of their own.

      (silent)
      🟡 ETH partly sold
      PAPER
      The numbers are in a message of their own.
      What is left gets a stop again.

      (silent)
      ⚠️ ETH not sold
      PAPER
      The order ended without selling anything.
      Its stop is put back.

      (silent)
      ⏳ ETH: not known yet
      PAPER
      The order rests on the exchange.

      (silent)
      ❓ ETH: not known yet
      PAPER
      The exchange may or may not have the order. Steward is finding out and sends it no second time.

      (silent)
      ⚠️ ETH not sold
      PAPER
      The exchange does not know the order.
      Its stop is put back.

      (silent)
      ⚠️ ETH not sold
      PAPER
      The order was never sent.
      Its stop is put back.

      (silent)
      ℹ️ No ETH left to sell
      PAPER
      The position was gone by then, most likely sold by its stop."
    `);
  });
  it('tell whether a session started', () => {
    const told = (['started', 'already-running'] as const).map((result) => runReport({ venue: VENUE, result }, 'en'));
    expect(messagesText(told)).toMatchInlineSnapshot(`
      "(silent)
      🧠 A session has started
      PAPER
      Its report follows when it is done.

      (silent)
      🧠 A session is running already
      PAPER
      Its report follows; no second one is started."
    `);
  });
});

describe('/mode, /help, /ping and what was not understood', () => {
  it('show the modes with who deliberates, their record, and why one cannot be chosen', () => {
    const past = { sessions: 4, proposals: 3, executed: 2, calls: 9, costUsd: usdAmount('0.25') };
    const none = { sessions: 0, proposals: 0, executed: 0, calls: 0, costUsd: usdAmount('0') };
    const choices: readonly ModeChoice[] = [
      {
        mode: 'single',
        deliberators: ['claude-sonnet-5-5'],
        estimate: { calls: 3, costUsd: usdAmount('0.0412') },
        unavailable: null,
        record: past,
      },
      {
        mode: 'ensemble',
        deliberators: ['llama-5', 'rules'],
        estimate: { calls: 6, costUsd: null },
        unavailable: null,
        record: none,
      },
      { mode: 'sequential', deliberators: [], estimate: null, unavailable: 'no key', record: none },
    ];
    expect(messageText(modeReport({ venue: VENUE, current: 'single', choices }, 'en'))).toMatchInlineSnapshot(`
      "(silent)
      🧠 Mode: single
      PAPER
      ● single: one model decides
      claude-sonnet-5-5 · about 3 calls and 0.041 USD a session · 4 sessions · 2.3 calls and 0.062 USD each · 3 proposed, 2 executed
      ○ ensemble: several models vote
      llama-5, rules · about 6 calls and an unknown sum a session · no session so far
      ○ sequential: models review one after the other
      Not available: no key
      A change counts from the next session on.
      [ensemble = mode ensemble]"
    `);
  });
  it('list commands in groups', () => {
    const groups = [
      { title: 'Look', rows: [{ command: '/status', description: 'the state of everything' }] },
      { title: 'Steer', rows: [{ command: '/pause', description: 'buy nothing more' }] },
    ];
    expect(messageText(helpReport({ groups }, 'en'))).toMatchInlineSnapshot(`
      "(silent)
      💬 What you can say
      Look
      /status · the state of everything
      Steer
      /pause · buy nothing more"
    `);
  });
  it('answer a ping with what proves life', () => {
    const facts = {
      venue: VENUE,
      version: '0.1.0',
      now: AS_OF,
      startedAt: AS_OF - 100 * 60_000,
      journalSequence: 812,
      lastAuditAt: AS_OF - 12_000,
    } as const;
    expect(messageText(pingReport(facts, 'en'))).toMatchInlineSnapshot(`
      "(silent)
      🏓 Alive · up 1 h 40 min
      PAPER · 2024-01-15 14:30 UTC
        Version           0.1.0
        Journal     812 entries
        Stops seen     12 s ago"
    `);
  });
  it('say what to do instead', () => {
    const problems: readonly CommandProblem[] = [
      { tag: 'unknown-command', command: 'statsu', suggestion: 'status' },
      { tag: 'unknown-command', command: 'a-very-long-command-that-nobody-knows', suggestion: null },
      { tag: 'usage', usage: '/close SYMBOL [half]', problem: 'Expected a symbol.' },
      { tag: 'not-allowed', command: 'mode' },
      { tag: 'stale', command: 'approve', ageMs: 95_000 },
      { tag: 'failed', command: 'positions', code: 'network' },
    ];
    expect(messagesText(problems.map((problem) => problemReport(problem, 'en')))).toMatchInlineSnapshot(`
      "(silent)
      ⚠️ Unknown command /statsu
      Did you mean /status?
      /help lists what you can say.

      (silent)
      ⚠️ Unknown command /a-very-long-command…
      /help lists what you can say.

      (silent)
      ⚠️ That was not understood
      Expected a symbol.
      Write: /close SYMBOL [half]

      (silent)
      ⚠️ /mode is not for you
      Somebody with more rights must do that.

      (silent)
      ⚠️ /approve came too late
      It was sent 1 min ago, so nothing was done. Send it again if you still want it.

      (silent)
      ⚠️ /positions failed
      Cause: the network failed (network)."
    `);
  });
});
