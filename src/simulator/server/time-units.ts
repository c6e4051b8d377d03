import { refuse } from './wire-refusal.ts';

export type TimeUnit = 'MILLISECOND' | 'MICROSECOND';

/** @throws WireRefusal −1194 for another unit. */
export function parseTimeUnit(text: string | undefined): TimeUnit {
  const unit = text?.toUpperCase() ?? 'MILLISECOND';
  if (unit === 'MILLISECOND' || unit === 'MICROSECOND') return unit;
  throw refuse(-1194, 'Invalid value for time unit; expected either MICROSECOND or MILLISECOND.');
}

/** The smallest number that is an instant and not an id, in milliseconds. */
const INSTANT_MIN = 1e12;
const REST_TIMES = [
  'serverTime',
  'time',
  'updateTime',
  'transactTime',
  'transactionTime',
  'workingTime',
  'trailingTime',
  'openTime',
  'closeTime',
  'timestamp',
  'T',
];
const STREAM_TIMES = ['E', 'T', 'O', 'C', 'W', 'u', 'D'];
/** Of a candle inside its event. */
const CANDLE_TIMES = ['t', 'T'];

/** An answer with its instants in microseconds. Rows of klines have theirs by place. */
export function restInMicroseconds(value: unknown): unknown {
  return converted(value, REST_TIMES);
}

/** An event of a stream with its instants in microseconds. */
export function eventInMicroseconds(value: unknown): unknown {
  return converted(value, STREAM_TIMES);
}

function converted(value: unknown, names: readonly string[]): unknown {
  if (Array.isArray(value)) {
    const isKline = typeof value[0] === 'number' && value.length === 12;
    return value.map((item, index) => (isKline && (index === 0 || index === 6) ? micro(item) : converted(item, names)));
  }
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      name,
      names.includes(name) ? micro(item) : converted(item, name === 'k' ? CANDLE_TIMES : names),
    ]),
  );
}

function micro(item: unknown): unknown {
  return typeof item === 'number' && item >= INSTANT_MIN ? item * 1_000 : item;
}
