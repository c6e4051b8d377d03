import { describe, expect, it } from 'vitest';
import { type JournalEntry, type JournalFact, MAIN_BOOK_ID } from '../../../src/domain/journal-entry.ts';
import { PortfolioManager } from '../../../src/portfolio/portfolio-manager.ts';
import { portfolioUpdateCsv, tradeLogCsv } from '../../../src/report/csv/portfolio-csv.ts';
import { PORTFOLIO_CSV_HEADERS, PortfolioCsvFold } from '../../../src/report/csv/portfolio-csv-fold.ts';
import { entryOf, type FillWords, fillFact, openedFact, START, stopFact } from '../../portfolio/journal-builder.ts';

const HOUR = 3_600_000;

const books = () => new PortfolioManager({ bookId: MAIN_BOOK_ID });

function sessionFacts(facts: readonly JournalFact[], hour: number): readonly JournalEntry[] {
  const at = START + hour * HOUR;
  const place = { at, sessionId: `20240101T${String(hour).padStart(2, '0')}` };
  const started: JournalFact = { kind: 'session-started', slotAt: at, trigger: 'replay', mode: 'single' };
  const closed: JournalFact = { kind: 'session-closed', outcome: { tag: 'completed' }, durationMs: 1 };
  return [started, ...facts, closed].map((fact) => entryOf(fact, place));
}

function filledFact(order: string, filledQuantity: string): JournalFact {
  return { kind: 'order-changed', clientOrderId: order, state: { tag: 'filled', exchangeOrderId: '1', filledQuantity } };
}

/** The facts of a market order that one fill fills. */
function orderFacts(words: FillWords & { readonly order: string }): readonly JournalFact[] {
  return [fillFact(words), filledFact(words.order, words.quantity)];
}

function markFact(marks: Readonly<Record<`${string}USDT`, string>>): JournalFact {
  return { kind: 'equity-marked', cash: '0', equity: '0', marks };
}

function proposedOrderFacts(reasoning: string, order: string): readonly JournalFact[] {
  const proposal = {
    id: 'P1',
    sessionId: '20240101T00',
    signal: {
      action: 'close',
      symbol: 'BTCUSDT',
      sizeStep: 1,
      confidenceFraction: 0.7,
      reasoning,
      evidence: [],
      snapshotId: 'aa',
    },
    terms: { purpose: 'exit', symbol: 'BTCUSDT', quantity: '1', referencePrice: '100' },
    digest: 'd',
    stagedAt: START,
    expiresAt: START + HOUR,
    confirmationReasons: [],
  } as const;
  const request = { clientOrderId: order, symbol: 'BTCUSDT', side: 'buy', quantity: '1', type: 'market' } as const;
  const intent = {
    clientOrderId: order,
    purpose: 'entry',
    request: { kind: 'order', order: request },
    digest: 'd',
    proposalId: 'P1',
    sessionId: null,
    reason: 'signal',
  } as const;
  return [
    { kind: 'proposal-staged', proposal },
    { kind: 'order-intended', intent },
  ];
}

/** Bought in the first session, held in the second, stopped before the third, in which another symbol is bought in two fills. */
const JOURNAL: readonly JournalEntry[] = [
  entryOf(openedFact('1000')),
  ...sessionFacts(
    [
      ...proposedOrderFacts('Breakout, with "volume"', 'a'),
      ...orderFacts({ id: '1', order: 'a', side: 'buy', quantity: '2', price: '100', fee: ['0.002', 'BTC'] }),
      stopFact('90'),
      markFact({ BTCUSDT: '101.5', ETHUSDT: '10' }),
    ],
    0,
  ),
  ...sessionFacts([markFact({ BTCUSDT: '95' })], 1),
  entryOf(
    fillFact({
      id: '2',
      order: 's',
      side: 'sell',
      quantity: '1.998',
      price: '90',
      fee: ['0.17982', 'USDT'],
      reason: 'protection',
      at: START + 1.5 * HOUR,
    }),
    { at: START + 1.5 * HOUR },
  ),
  entryOf(filledFact('s', '1.998'), { at: START + 1.5 * HOUR }),
  ...sessionFacts(
    [
      fillFact({ id: '1', order: 'b', symbol: 'ETHUSDT', side: 'buy', quantity: '3', price: '10', at: START + 2 * HOUR }),
      fillFact({ id: '2', order: 'b', symbol: 'ETHUSDT', side: 'buy', quantity: '1', price: '12', at: START + 2 * HOUR }),
      filledFact('b', '4'),
      stopFact('9', 'ETHUSDT'),
      markFact({ BTCUSDT: '89', ETHUSDT: '11' }),
    ],
    2,
  ),
  ...sessionFacts([stopFact('9.5', 'ETHUSDT'), markFact({})], 3),
];

const PORTFOLIO_UPDATE = `Date,Ticker,Shares,Buy Price,Cost Basis,Stop Loss,Current Price,Total Value,PnL,Action,Cash Balance,Total Equity
2024-01-01 00:00,BTCUSDT,1.998,100.1001001,200,90,101.5,202.797,2.797,BUY,,
2024-01-01 00:00,TOTAL,,,200,,,202.797,2.797,,800,1002.797
2024-01-01 01:00,BTCUSDT,1.998,100.1001001,200,90,95,189.81,-10.19,HOLD,,
2024-01-01 01:00,TOTAL,,,200,,,189.81,-10.19,,800,989.81
2024-01-01 02:00,ETHUSDT,4,10.5,42,9,11,44,2,BUY,,
2024-01-01 02:00,BTCUSDT,0,,0,,89,0,0,STOP,,
2024-01-01 02:00,TOTAL,,,42,,,44,2,,937.64018,981.64018
2024-01-01 03:00,ETHUSDT,4,10.5,42,9.5,,42,0,MOVE STOP,,
2024-01-01 03:00,TOTAL,,,42,,,42,0,,937.64018,979.64018
`;

const TRADE_LOG = `Date,Ticker,Shares Bought,Buy Price,Cost Basis,PnL,Reason,Shares Sold,Sell Price
2024-01-01 00:00,BTCUSDT,1.998,100.1001001,200,0,"Breakout, with ""volume""",,
2024-01-01 01:30,BTCUSDT,,100.1001001,200,-20.35982,Stop loss hit,1.998,90
2024-01-01 02:00,ETHUSDT,4,10.5,42,0,Signal,,
`;

describe('portfolio_update.csv', () => {
  it('has a row per position and a TOTAL that alone carries cash and equity, for every session', () => {
    expect(portfolioUpdateCsv(JOURNAL, books())).toBe(PORTFOLIO_UPDATE);
  });

  it('has no rows for marks outside of sessions', () => {
    const journal = [entryOf(openedFact()), entryOf(markFact({}))];
    expect(portfolioUpdateCsv(journal, books())).toBe(PORTFOLIO_CSV_HEADERS.portfolioUpdate);
  });

  it('has a TOTAL row for a session without positions', () => {
    const journal = [entryOf(openedFact()), ...sessionFacts([markFact({})], 0)];
    expect(portfolioUpdateCsv(journal, books()).split('\n')[1]).toBe('2024-01-01 00:00,TOTAL,,,0,,,0,0,,1000,1000');
  });

  it('says NO DATA of a position that has no mark', () => {
    const buy = orderFacts({ id: '1', order: 'a', side: 'buy', quantity: '1', price: '100' });
    const journal = [entryOf(openedFact()), ...sessionFacts([...buy, markFact({})], 0), ...sessionFacts([markFact({})], 1)];
    expect(portfolioUpdateCsv(journal, books())).toContain('2024-01-01 01:00,BTCUSDT,1,100,100,,,100,0,NO DATA,,\n');
  });

  it.each([
    ['SELL', 'signal'],
    ['SELL', 'close-command'],
    ['STOP', 'protection'],
    ['EMERGENCY SELL', 'emergency-exit'],
  ] as const)('says %s of a sale by %s', (action, reason) => {
    const buy = orderFacts({ id: '1', order: 'a', side: 'buy', quantity: '1', price: '100', at: START });
    const sell = orderFacts({ id: '2', order: 'b', side: 'sell', quantity: '0.5', price: '100', reason, at: START + HOUR });
    const journal = [
      entryOf(openedFact()),
      ...sessionFacts([...buy, markFact({ BTCUSDT: '100' })], 0),
      ...sessionFacts([...sell, markFact({ BTCUSDT: '100' })], 1),
    ];
    expect(portfolioUpdateCsv(journal, books())).toContain(`2024-01-01 01:00,BTCUSDT,0.5,100,50,,100,50,0,${action},,\n`);
  });

  it('tells several actions in their order', () => {
    const journal = [
      entryOf(openedFact()),
      ...sessionFacts(
        [
          ...orderFacts({ id: '1', order: 'a', side: 'buy', quantity: '1', price: '100', at: START }),
          ...orderFacts({ id: '2', order: 'b', side: 'sell', quantity: '1', price: '90', reason: 'protection', at: START + 1 }),
          ...orderFacts({ id: '3', order: 'c', side: 'buy', quantity: '1', price: '95', at: START + 2 }),
          markFact({ BTCUSDT: '95' }),
        ],
        0,
      ),
    ];
    expect(portfolioUpdateCsv(journal, books())).toContain(',BUY + STOP,,\n');
  });
});

describe('trade_log.csv', () => {
  it('has a row per filled order, its fills added up', () => {
    expect(tradeLogCsv(JOURNAL, books())).toBe(TRADE_LOG);
  });

  it("gives the agent's reasoning for its own orders alone, not for the stop that protection sends", () => {
    const facts = [
      ...proposedOrderFacts('Breakout', 'a'),
      ...orderFacts({ id: '1', order: 'a', side: 'sell', quantity: '1', price: '100', reason: 'protection' }),
    ];
    const journal = [openedFact(), ...facts].map((fact) => entryOf(fact));
    expect(tradeLogCsv(journal, books())).toContain(',Stop loss hit,');
  });

  it('waits for the fills of an order that ended before they were booked', () => {
    const fold = new PortfolioCsvFold(books());
    const tell = (fact: JournalFact) => fold.apply(entryOf(fact)).tradeLog;
    tell(openedFact());
    expect(tell(filledFact('a', '3'))).toBe('');
    expect(tell(fillFact({ id: '1', order: 'a', side: 'buy', quantity: '1', price: '100' }))).toBe('');
    expect(tell(fillFact({ id: '2', order: 'a', side: 'buy', quantity: '2', price: '130' }))).toBe(
      '2024-01-01 00:00,BTCUSDT,3,120,360,0,Signal,,\n',
    );
  });

  it('has no row for an order that ended without fills', () => {
    const journal = [entryOf(openedFact()), entryOf(filledFact('a', '0'))];
    expect(tradeLogCsv(journal, books())).toBe(PORTFOLIO_CSV_HEADERS.tradeLog);
  });

  it('writes what a living order has filled when the next session starts, and the rest later', () => {
    const journal = [
      entryOf(openedFact()),
      ...sessionFacts([fillFact({ id: '1', order: 'a', side: 'buy', quantity: '1', price: '100' })], 0),
      ...sessionFacts(
        [fillFact({ id: '2', order: 'a', side: 'buy', quantity: '2', price: '100', at: START + HOUR }), filledFact('a', '3')],
        1,
      ),
    ];
    expect(tradeLogCsv(journal, books()).split('\n').slice(1)).toEqual([
      '2024-01-01 00:00,BTCUSDT,1,100,100,0,Signal,,',
      '2024-01-01 01:00,BTCUSDT,2,100,200,0,Signal,,',
      '',
    ]);
  });

  it('counts a repeated fill once', () => {
    const fill = fillFact({ id: '1', order: 'a', side: 'buy', quantity: '1', price: '100' });
    const journal = [openedFact(), fill, fill, filledFact('a', '1')].map((fact) => entryOf(fact));
    expect(tradeLogCsv(journal, books())).toContain(',BTCUSDT,1,100,100,0,');
  });

  it("leaves out another book's fills", () => {
    const facts = orderFacts({ id: '1', order: 'a', side: 'buy', quantity: '1', price: '100' });
    const journal = [entryOf(openedFact()), ...facts.map((fact) => entryOf(fact, { bookId: 'shadow' }))];
    expect(tradeLogCsv(journal, books())).toBe(PORTFOLIO_CSV_HEADERS.tradeLog);
  });
});

describe('text cells', () => {
  function reasonCell(reasoning: string): string {
    const facts = [
      ...proposedOrderFacts(reasoning, 'a'),
      ...orderFacts({ id: '1', order: 'a', side: 'buy', quantity: '1', price: '1' }),
    ];
    const journal = [openedFact(), ...facts].map((fact) => entryOf(fact));
    return (
      tradeLogCsv(journal, books()).split('\n')[1]?.replace('2024-01-01 00:00,BTCUSDT,1,1,1,0,', '').replace(/,,$/, '') ?? ''
    );
  }

  it.each([
    ['=1+1', "'=1+1"],
    ['+1', "'+1"],
    ['-1', "'-1"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\t=1+1', "'=1+1"],
    ['\r=1+1', "'=1+1"],
    ['\n-cmd', "'-cmd"],
    [' =1+1', "'=1+1"],
    ['＝1+1', "'＝1+1"],
    ['=HYPERLINK("http://x","y")', `"'=HYPERLINK(""http://x"",""y"")"`],
    ['two\r\nlines', 'two lines'],
    ['RSI, MACD', '"RSI, MACD"'],
    ['a "quote"', '"a ""quote"""'],
    ['плоский рынок', 'плоский рынок'],
    ['5 - 3 = 2', '5 - 3 = 2'],
  ])('write %j as %s', (reasoning, cell) => {
    expect(reasonCell(reasoning)).toBe(cell);
  });

  it('are the only ones that get an apostrophe: negative numbers stay numbers', () => {
    expect(PORTFOLIO_UPDATE).toContain(',-10.19,');
    expect(portfolioUpdateCsv(JOURNAL, books())).not.toContain("'");
  });
});

describe('folding', () => {
  it('entry by entry gives the bytes of the whole files, again and again', () => {
    const fold = new PortfolioCsvFold(books());
    let { portfolioUpdate, tradeLog } = PORTFOLIO_CSV_HEADERS;
    for (const entry of JOURNAL) {
      const text = fold.apply(entry);
      portfolioUpdate += text.portfolioUpdate;
      tradeLog += text.tradeLog;
    }
    expect(portfolioUpdate).toBe(portfolioUpdateCsv(JOURNAL, books()));
    expect(tradeLog).toBe(tradeLogCsv(JOURNAL, books()));
  });
});
