import type { StewardCrashPoint } from '../../src/session/session-services.ts';
import type { Command, Outcome } from './order-gate.ts';

/** How an entry is guarded: its stop comes in the same request, or is an order of its own that follows. */
export type Path = 'list' | 'stop-follows';

/** What the bot is doing when it is killed. */
export type Act = 'buy' | 'sell' | 'move-stop' | 'rest';

/** What the exchange's own books say when all is over. */
export type Ended = 'nothing bought' | 'held and protected' | 'part held and protected' | 'sold' | 'part sold, rest protected';

/** Where the process is killed. */
export type Place =
  /** In our own code, the `hit`th time that it comes by. */
  | { readonly at: 'point'; readonly point: StewardCrashPoint; readonly hit: Readonly<Record<Path, number>> }
  /** While the request is under way: its bytes have left, its answer has not come. */
  | { readonly at: 'wire' }
  /** While nothing is under way; then this happens. */
  | { readonly at: 'rest'; readonly meanwhile: readonly unknown[] };

/** The request whose outcome varies, and how many of its kind go before it. */
export interface Call {
  readonly command: Command;
  readonly skip: number;
}

/** One place of one path, and for each outcome how it must end, or in brackets why it cannot be. */
export interface Row {
  readonly row: string;
  readonly what: string;
  readonly path: Path;
  readonly act: Act;
  readonly place: Place;
  readonly call: Call | null;
  /** Whether an answer that exists is heard before the end. */
  readonly reply: 'delivered' | 'lost';
  readonly ends: Readonly<Record<Outcome, Ended | `(${string})`>>;
}

const SYMBOL = 'BTCUSDT';
const ENTRY: Readonly<Record<Path, Call>> = { list: { command: 'list', skip: 0 }, 'stop-follows': { command: 'order', skip: 0 } };
const STOP: Call = { command: 'order', skip: 1 };
const EXIT: Call = { command: 'order', skip: 0 };
const CANCEL: Call = { command: 'cancel', skip: 0 };
const REPLACE: Call = { command: 'replace', skip: 0 };
const PATHS: readonly Path[] = ['list', 'stop-follows'];

const NOTHING_SENT = '(nothing was sent)';
const ALL_OR_NOTHING = '(the entry of a list is filled wholly or not at all)';
const NO_PART = '(an order that waits for its price has no part when it arrives)';

/** The entry's own place in the order of crash points; the entry of a list and its stop are one step. */
const point = (name: StewardCrashPoint, list: number, follows: number): Place => ({
  at: 'point',
  point: name,
  hit: { list, 'stop-follows': follows },
});
const WIRE: Place = { at: 'wire' };

function always(end: Ended | `(${string})`, besides: Partial<Row['ends']> = {}): Row['ends'] {
  return { 'never arrived': end, executed: end, 'partly executed': end, rejected: end, late: end, ...besides };
}

const onlyNeverArrived = (ended: Ended) => always(NOTHING_SENT, { 'never arrived': ended });
const onlyExecuted = (ended: Ended, why: `(${string})`) => always(why, { executed: ended });

const entryEnds = (path: Path): Row['ends'] => ({
  'never arrived': 'nothing bought',
  executed: 'held and protected',
  'partly executed': path === 'list' ? ALL_OR_NOTHING : 'part held and protected',
  rejected: 'nothing bought',
  late: 'held and protected',
});

const exitEnds: Row['ends'] = {
  'never arrived': 'held and protected',
  executed: 'sold',
  'partly executed': 'part sold, rest protected',
  rejected: 'held and protected',
  late: 'sold',
};

function entryRows(path: Path): readonly Row[] {
  const base = { path, act: 'buy', call: ENTRY[path] } as const;
  const ends = entryEnds(path);
  return [
    {
      ...base,
      row: 'K03',
      what: 'entry intended',
      place: point('intent-durable', 1, 1),
      call: null,
      reply: 'lost',
      ends: onlyNeverArrived('nothing bought'),
    },
    { ...base, row: 'K04', what: 'entry sent', place: WIRE, reply: 'lost', ends },
    { ...base, row: 'K05', what: 'entry answered', place: point('order-sent', 1, 1), reply: 'delivered', ends },
    { ...base, row: 'K06', what: 'entry in doubt', place: point('outcome-durable', 1, 1), reply: 'lost', ends },
    {
      ...base,
      row: 'K07',
      what: 'entry booked',
      place: point('outcome-durable', 1, 1),
      reply: 'delivered',
      ends: {
        ...onlyExecuted('held and protected', '(no fill was seen)'),
        'partly executed': path === 'list' ? ALL_OR_NOTHING : '(that is K09)',
      },
    },
    {
      ...base,
      row: 'K09',
      what: 'part of the entry booked',
      place: point('outcome-durable', 1, 1),
      reply: 'delivered',
      ends: {
        ...onlyExecuted('held and protected', '(no part was filled)'),
        executed: '(that is K07)',
        'partly executed': ends['partly executed'],
      },
    },
  ];
}

const stopRows: readonly Row[] = (
  [
    ['stop intended', point('intent-durable', 0, 2), onlyNeverArrived('held and protected')],
    ['stop sent', WIRE, always('held and protected', { 'partly executed': NO_PART })],
    ['stop answered', point('order-sent', 0, 2), always('held and protected', { 'partly executed': NO_PART })],
  ] as const
).map(([what, place, ends]) => ({
  row: 'K08',
  what,
  path: 'stop-follows',
  act: 'buy',
  place,
  call: what === 'stop intended' ? null : STOP,
  reply: 'delivered',
  ends,
}));

function exitRows(path: Path): readonly Row[] {
  const base = { path, act: 'sell', reply: 'lost' } as const;
  const cancelEnds = always('held and protected', { 'partly executed': NO_PART });
  return [
    {
      ...base,
      row: 'K10',
      what: 'cancel due',
      place: point('cancel-due', 1, 1),
      call: null,
      ends: onlyNeverArrived('held and protected'),
    },
    { ...base, row: 'K10', what: 'cancel sent', place: WIRE, call: CANCEL, ends: cancelEnds },
    {
      ...base,
      row: 'K10',
      what: 'cancel answered',
      place: point('cancel-sent', 1, 1),
      call: CANCEL,
      reply: 'delivered',
      ends: cancelEnds,
    },
    { ...base, row: 'K11', what: 'cancel booked', place: point('cancel-durable', 1, 1), call: CANCEL, ends: cancelEnds },
    {
      ...base,
      row: 'K11',
      what: 'exit intended',
      place: point('intent-durable', 2, 3),
      call: null,
      ends: onlyNeverArrived('held and protected'),
    },
    { ...base, row: 'K13', what: 'exit sent', place: WIRE, call: EXIT, ends: exitEnds },
    {
      ...base,
      row: 'K13',
      what: 'exit answered',
      place: point('order-sent', 2, 3),
      call: EXIT,
      reply: 'delivered',
      ends: exitEnds,
    },
    { ...base, row: 'K13', what: 'exit in doubt', place: point('outcome-durable', 2, 3), call: EXIT, ends: exitEnds },
  ];
}

function replaceRows(path: Path): readonly Row[] {
  const base = { path, act: 'move-stop', row: 'K12', reply: 'lost', ends: always('held and protected') } as const;
  return [
    {
      ...base,
      what: 'new stop intended',
      place: point('intent-durable', 2, 3),
      call: null,
      ends: onlyNeverArrived('held and protected'),
    },
    { ...base, what: 'replace sent', place: WIRE, call: REPLACE },
    { ...base, what: 'replace answered', place: point('order-sent', 2, 3), call: REPLACE, reply: 'delivered' },
    { ...base, what: 'replace in doubt', place: point('outcome-durable', 2, 3), call: REPLACE },
  ];
}

function restRows(path: Path): readonly Row[] {
  const base = { path, act: 'rest', call: null, reply: 'lost' } as const;
  const rest = (...meanwhile: readonly unknown[]): Place => ({ at: 'rest', meanwhile });
  const nothingOfOurs = '(nothing of ours is under way)';
  // All levels together hold less than the position, for a while.
  const thinBook = { fault: 'thin-book', symbol: SYMBOL, factor: 0.000_000_25, forMs: 60_000 };
  const fall = { fault: 'price-jump', symbol: SYMBOL, factor: 0.95 };
  return [
    {
      ...base,
      row: 'K14',
      what: 'stop sells',
      place: rest(fall),
      ends: onlyExecuted('sold', nothingOfOurs),
    },
    {
      ...base,
      row: 'K14',
      what: 'stop sells a part',
      place: rest(thinBook, fall),
      ends: { ...onlyExecuted('sold', nothingOfOurs), executed: '(that is the row before)', 'partly executed': 'sold' },
    },
    {
      ...base,
      row: 'K15',
      what: 'exchange drops the stop',
      place: rest({ fault: 'maintenance' }),
      ends: onlyExecuted('held and protected', nothingOfOurs),
    },
    {
      ...base,
      row: 'K15',
      what: 'owner cancels the stop',
      place: rest({ fault: 'manual-cancel', symbol: SYMBOL }),
      ends: onlyExecuted('held and protected', nothingOfOurs),
    },
  ];
}

/** Every row of the matrix, for both paths. */
export const ROWS: readonly Row[] = [
  ...PATHS.flatMap(entryRows),
  ...stopRows,
  ...PATHS.flatMap(exitRows),
  ...PATHS.flatMap(replaceRows),
  ...PATHS.flatMap(restRows),
];
