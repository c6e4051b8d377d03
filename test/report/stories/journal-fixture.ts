import { type JournalEntry, type JournalFact, MAIN_BOOK_ID } from '../../../src/domain/journal-entry.ts';
import type { StoredProposal } from '../../../src/domain/proposal.ts';
import type { EpochMs } from '../../../src/domain/time.ts';

/** 2024-01-15 14:00 UTC. */
export const START: EpochMs = Date.UTC(2024, 0, 15, 14);
export const SESSION_ID = '20240115T14';
export const OWNER = { kind: 'person', id: '42', name: 'owner' } as const;

export const ENTRY_REASONING = 'ETH held 2,480 after the sell-off & RSI <b>turned</b> up; funding is neutral.';

export type TimedFact = readonly [minute: number, fact: JournalFact, sessionId?: string | null];

/** Entries in a row. Minutes count from START; entries are of the session unless another id, or null, is given. */
export function journalOf(facts: readonly TimedFact[]): readonly JournalEntry[] {
  return facts.map(([minute, fact, sessionId = SESSION_ID], index) => ({
    version: 1,
    sequence: index + 1,
    at: START + minute * 60_000,
    bookId: MAIN_BOOK_ID,
    sessionId,
    fact,
  }));
}

export const OPENED: JournalFact = {
  kind: 'journal-opened',
  venue: 'demo',
  capital: '10000',
  symbols: ['BTCUSDT', 'ETHUSDT'],
  seed: 7,
};

export const ENTRY_PROPOSAL: StoredProposal = {
  id: 'P1',
  sessionId: SESSION_ID,
  signal: {
    symbol: 'ETHUSDT',
    action: 'open',
    sizeStep: 0.5,
    stopPrice: '2437',
    targetPrice: '2663',
    confidenceFraction: 0.71,
    reasoning: ENTRY_REASONING,
    evidence: ['ETH.1d.rsi14', 'ETH.4h.ma20'],
    snapshotId: 'snapshot-1',
  },
  terms: {
    purpose: 'entry',
    symbol: 'ETHUSDT',
    quantity: '0.4776',
    referencePrice: '2512.4',
    priceMax: '2524.96',
    stopPrice: '2437',
    targetPrice: '2663',
  },
  digest: 'entry|ETHUSDT|0.4776|2512.4|2524.96|2437|2663',
  stagedAt: START + 60_000,
  expiresAt: START + 16 * 60_000,
  confirmationReasons: [{ code: 'notional-above', notional: '1199.92', threshold: '500' }],
};

/** The same trade without anybody to ask. */
export const UNASKED_PROPOSAL: StoredProposal = { ...ENTRY_PROPOSAL, confirmationReasons: [] };

const EXIT_PROPOSAL: StoredProposal = {
  ...ENTRY_PROPOSAL,
  id: 'P2',
  signal: {
    symbol: 'ETHUSDT',
    action: 'close',
    sizeStep: 1,
    confidenceFraction: 0.6,
    reasoning: 'The target is near and momentum fades.',
    evidence: [],
    snapshotId: 'snapshot-2',
  },
  terms: { purpose: 'exit', symbol: 'ETHUSDT', quantity: '0.4771', referencePrice: '2600' },
  digest: 'exit|ETHUSDT|0.4771|2600',
  confirmationReasons: [],
};

export const LOOSER_STOP_PROPOSAL: StoredProposal = {
  ...ENTRY_PROPOSAL,
  id: 'P3',
  signal: {
    symbol: 'ETHUSDT',
    action: 'move-stop',
    stopPrice: '2400',
    confidenceFraction: 0.55,
    reasoning: 'More room for the swing.',
    evidence: [],
    snapshotId: 'snapshot-2',
  },
  terms: { purpose: 'move-stop', symbol: 'ETHUSDT', stopPrice: '2400', referencePrice: '2500' },
  digest: 'move-stop|ETHUSDT|2400|2500',
  confirmationReasons: [{ code: 'stop-loosened', from: '2437', to: '2400' }],
};

export const STARTED: JournalFact = { kind: 'session-started', slotAt: START, trigger: 'schedule', mode: 'single' };

/** What a session knows and what an agent says, up to the verdict. */
export const DELIBERATION: readonly TimedFact[] = [
  [0, STARTED],
  [
    0,
    {
      kind: 'snapshot-taken',
      snapshotId: 'snapshot-1',
      asOf: START,
      markets: [
        { symbol: 'BTCUSDT', close: 42150.37, rsi14: 56.2, macdHistogram: 12.5, ma20: 41800, ma50: 40950.5, atr14: 820 },
        {
          symbol: 'ETHUSDT',
          close: 2512.4,
          rsi14: 48,
          macdHistogram: -3.1,
          ma20: null,
          ma50: null,
          atr14: 61.5,
          problems: ['2 hours are missing'],
        },
      ],
    },
  ],
  [
    0,
    {
      kind: 'agent-finished',
      agent: 'trader',
      provider: 'rules',
      model: 'trend',
      outcome: 'finished',
      turns: 3,
      toolCalls: [
        { name: 'get_market_context', ok: true },
        { name: 'propose_trade', ok: false },
        { name: 'propose_trade', ok: true },
      ],
      usage: { inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0 },
      promptHash: 'hash',
      summary: 'ETH is bought with a stop below 2,440; BTC is left alone.',
      transcriptHash: null,
    },
  ],
  [0, { kind: 'signal-received', signalId: 's1', agent: 'trader', signal: ENTRY_PROPOSAL.signal }],
  [
    0,
    {
      kind: 'signal-received',
      signalId: 's2',
      agent: 'trader',
      signal: {
        symbol: 'BTCUSDT',
        action: 'hold',
        confidenceFraction: 0.5,
        reasoning: 'No edge.',
        evidence: [],
        snapshotId: 'snapshot-1',
      },
    },
  ],
];

export const ASSESSED: JournalFact = {
  kind: 'signal-assessed',
  signalId: 's1',
  symbol: 'ETHUSDT',
  verdict: {
    tag: 'needs-confirmation',
    terms: ENTRY_PROPOSAL.terms,
    reductions: [{ code: 'rounded-to-step', from: '0.47761', to: '0.4776' }],
    why: ENTRY_PROPOSAL.confirmationReasons,
  },
};

export const REFUSED: JournalFact = {
  kind: 'signal-assessed',
  signalId: 's1',
  symbol: 'ETHUSDT',
  verdict: { tag: 'refused', reasons: [{ code: 'cooldown', until: START + 3_600_000 }], maximum: null },
};

const ENTRY_ID = 'st-P1-ETHUSDT-e1-1';
const EXIT_ID = 'st-P2-ETHUSDT-x1-1';
const STOP_ID = 'st-S-ETHUSDT-s1-1';

/** The order of an approved entry: intent, sent, two fills (fee in coins), filled, its proposal executed. */
export function entryFilled(minute: number): readonly TimedFact[] {
  return [
    [minute, { kind: 'proposal-changed', proposalId: 'P1', state: { tag: 'executing', clientOrderId: ENTRY_ID } }],
    [minute, { kind: 'stop-set', symbol: 'ETHUSDT', stopPrice: '2437', targetPrice: '2663', by: 'P1' }],
    [
      minute,
      {
        kind: 'order-intended',
        intent: {
          clientOrderId: ENTRY_ID,
          purpose: 'entry',
          request: {
            kind: 'order',
            order: { type: 'market', clientOrderId: ENTRY_ID, symbol: 'ETHUSDT', side: 'buy', quantity: '0.4776' },
          },
          digest: 'digest',
          proposalId: 'P1',
          sessionId: SESSION_ID,
          reason: 'signal',
        },
      },
    ],
    [minute, { kind: 'order-changed', clientOrderId: ENTRY_ID, state: { tag: 'submitted', sentAt: START } }],
    [
      minute,
      fillOf({ id: '1', clientOrderId: ENTRY_ID, side: 'buy', quantity: '0.4', price: '2512', fee: '0.0004 ETH', minute }),
      null,
    ],
    [
      minute,
      fillOf({ id: '2', clientOrderId: ENTRY_ID, side: 'buy', quantity: '0.0776', price: '2515', fee: '0.0001 ETH', minute }),
      null,
    ],
    [
      minute,
      {
        kind: 'order-changed',
        clientOrderId: ENTRY_ID,
        state: { tag: 'filled', exchangeOrderId: '11', filledQuantity: '0.4776' },
      },
    ],
    [
      minute,
      {
        kind: 'proposal-changed',
        proposalId: 'P1',
        state: { tag: 'executed', at: START, clientOrderId: ENTRY_ID, filledQuantity: '0.4776', averagePrice: '2512.4874' },
      },
    ],
    [
      minute,
      { kind: 'position-protected', symbol: 'ETHUSDT', quantity: '0.4771', stopPrice: '2437', unprotectedMs: 1_400 },
      null,
    ],
  ];
}

/** The proposal to leave is carried out at a profit. */
export function exitFilled(minute: number): readonly TimedFact[] {
  return [
    [minute, { kind: 'proposal-staged', proposal: EXIT_PROPOSAL }],
    [
      minute,
      { kind: 'proposal-changed', proposalId: 'P2', state: { tag: 'approved', by: { kind: 'policy' }, at: START, portion: 1 } },
    ],
    [minute, { kind: 'proposal-changed', proposalId: 'P2', state: { tag: 'executing', clientOrderId: null } }],
    ...sale({ minute, clientOrderId: EXIT_ID, price: '2600', proposalId: 'P2', reason: 'signal' }),
  ];
}

/** The resting stop sells all at 2,436.10. */
export function stopHit(minute: number): readonly TimedFact[] {
  return sale({ minute, clientOrderId: STOP_ID, price: '2436.1', proposalId: null, reason: 'protection' });
}

export function sale(order: {
  readonly minute: number;
  readonly clientOrderId: string;
  readonly price: string;
  readonly proposalId: string | null;
  readonly reason: 'signal' | 'protection' | 'close-command' | 'emergency-exit';
  readonly quantity?: string;
}): readonly TimedFact[] {
  const { minute, clientOrderId, reason, proposalId, quantity = '0.4771' } = order;
  const request = { clientOrderId, symbol: 'ETHUSDT', side: 'sell', quantity } as const;
  return [
    [
      minute,
      {
        kind: 'order-intended',
        intent: {
          clientOrderId,
          purpose: reason === 'protection' ? 'stop' : 'exit',
          request: {
            kind: 'order',
            order:
              reason === 'protection' ? { ...request, type: 'stop-loss', stopPrice: '2437' } : { ...request, type: 'market' },
          },
          digest: 'digest',
          proposalId,
          sessionId: null,
          reason,
        },
      },
      null,
    ],
    [minute, { kind: 'order-changed', clientOrderId, state: { tag: 'submitted', sentAt: START } }, null],
    [
      minute,
      fillOf({
        id: `${clientOrderId}-1`,
        clientOrderId,
        side: 'sell',
        quantity,
        price: order.price,
        fee: '1.16 USDT',
        minute,
        reason,
      }),
      null,
    ],
    [
      minute,
      { kind: 'order-changed', clientOrderId, state: { tag: 'filled', exchangeOrderId: '12', filledQuantity: quantity } },
      null,
    ],
  ];
}

function fillOf(fill: {
  readonly id: string;
  readonly clientOrderId: string;
  readonly side: 'buy' | 'sell';
  readonly quantity: string;
  readonly price: string;
  /** `0.0004 ETH`. */
  readonly fee: string;
  readonly minute: number;
  readonly reason?: 'signal' | 'protection' | 'close-command' | 'emergency-exit';
}): JournalFact {
  const [quantity = '', asset = ''] = fill.fee.split(' ');
  return {
    kind: 'fill-booked',
    fill: {
      id: fill.id,
      symbol: 'ETHUSDT',
      side: fill.side,
      clientOrderId: fill.clientOrderId,
      exchangeOrderId: '11',
      price: fill.price,
      quantity: fill.quantity,
      fee: { asset, quantity },
      at: START + fill.minute * 60_000,
    },
    feeValue: asset === 'USDT' ? quantity : String(Number(quantity) * Number(fill.price)),
    reason: fill.reason ?? 'signal',
  };
}

export function closed(minute: number, equity = '10042.16'): readonly TimedFact[] {
  return [
    [minute, { kind: 'equity-marked', cash: '8800', equity, marks: { ETHUSDT: '2600' } }],
    [minute, { kind: 'session-closed', outcome: { tag: 'completed' }, durationMs: 23_000 }],
  ];
}

export const STAGED: JournalFact = { kind: 'proposal-staged', proposal: ENTRY_PROPOSAL };
export const APPROVED: JournalFact = {
  kind: 'proposal-changed',
  proposalId: 'P1',
  state: { tag: 'approved', by: OWNER, at: START + 3 * 60_000, portion: 1 },
};

/** From the opening to a position that is covered. */
export const ENTERED: readonly TimedFact[] = [
  [-60, OPENED, null],
  [-60, { kind: 'equity-marked', cash: '10000', equity: '10000', marks: {} }, '20240115T13'],
  ...DELIBERATION,
  [0, ASSESSED],
  [1, STAGED],
  ...closed(1, '10000'),
  [3, APPROVED],
  ...entryFilled(3),
];

/** The start of a process, as journals of before told it. */
export function startOf(epoch: number): Extract<JournalFact, { readonly kind: 'process-started' }> {
  return { kind: 'process-started', epoch, configurationHash: 'hash', recoveredOrders: 0 };
}
