import { describe, expect, it } from 'vitest';
import { DAY_MS, type EpochMs, HOUR_MS } from '../../src/domain/time.ts';
import type { SentimentSource } from '../../src/ports/sentiment-source.ts';
import type { IndexValue } from '../support/servers/fear-greed-server.ts';

const DAY_ONE = Date.UTC(2024, 4, 30);
const VALUES: readonly IndexValue[] = [
  { value: 70, classification: 'Greed', publishedAt: DAY_ONE },
  { value: 9, classification: 'Extreme Fear', publishedAt: DAY_ONE + DAY_MS },
];

/** The contract of the SentimentSource port. `setup` makes a source that has these values, oldest first. */
export function describeSentimentSource(name: string, setup: (values: readonly IndexValue[]) => Promise<SentimentSource>): void {
  describe(`${name} keeps the contract of sentiment sources`, () => {
    const fetchAt = async (asOf: EpochMs) => (await setup(VALUES)).fetchFearGreed(asOf);

    it.each([
      { when: 'at the millisecond of its publication', asOf: DAY_ONE + DAY_MS, value: 9 },
      { when: 'until the last millisecond of its day', asOf: DAY_ONE + 2 * DAY_MS - 1, value: 9 },
      { when: 'a millisecond before the next', asOf: DAY_ONE + DAY_MS - 1, value: 70 },
    ])('tells a value $when', async ({ asOf, value }) => {
      const expected = VALUES.find((candidate) => candidate.value === value);
      expect(await fetchAt(asOf)).toEqual({ tag: 'known', ...expected });
    });

    it('says that a value is missing a day after its publication, unless the next one is there', async () => {
      expect(await fetchAt(DAY_ONE + 2 * DAY_MS)).toEqual({
        tag: 'missing',
        reason: 'the newest value is that of 2024-05-31 00:00, 9 (Extreme Fear)',
      });
    });

    it('says that nothing was published yet', async () => {
      expect(await fetchAt(DAY_ONE - HOUR_MS)).toEqual({ tag: 'missing', reason: 'no value was published by 2024-05-29 23:00' });
    });
  });
}
