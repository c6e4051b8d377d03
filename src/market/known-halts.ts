import { type EpochMs, HOUR_MS } from '../domain/time.ts';

/** Hours of the exchange's spot market that were missing for every symbol: [first hour, how many]. Announced maintenance and outages. */
const HALTS: readonly (readonly [first: string, hours: number])[] = [
  ['2020-02-09T02:00Z', 1],
  ['2020-02-19T12:00Z', 5],
  ['2020-03-04T10:00Z', 1],
  ['2020-04-25T02:00Z', 2],
  ['2020-06-28T02:00Z', 3],
  ['2020-11-30T06:00Z', 1],
  ['2020-12-21T14:00Z', 4],
  ['2020-12-25T02:00Z', 1],
  ['2021-02-11T04:00Z', 1],
  ['2021-03-06T02:00Z', 1],
  ['2021-04-20T02:00Z', 2],
  ['2021-04-25T05:00Z', 3],
  ['2021-08-13T02:00Z', 4],
  ['2021-09-29T07:00Z', 2],
  ['2023-03-24T13:00Z', 1],
];

const HALTED_HOURS: ReadonlySet<EpochMs> = new Set(
  HALTS.flatMap(([first, hours]) => Array.from({ length: hours }, (_, index) => Date.parse(first) + index * HOUR_MS)),
);

/** True when the exchange is known to have stood still in every hour from `from` to `until`, which is exclusive. */
export function isKnownHalt({ from, until }: { readonly from: EpochMs; readonly until: EpochMs }): boolean {
  for (let hour = from; hour < until; hour += HOUR_MS) if (!HALTED_HOURS.has(hour)) return false;
  return until > from;
}
