import type { MarketFacts } from '../../../src/domain/market-data-set.ts';
import { isoDate } from '../../../src/domain/time.ts';
import { dayText } from '../../../src/market/day-text.ts';
import { priceText } from '../../../src/market/number-text.ts';
import { significantDigits } from '../../../src/market/significant-digits.ts';

/** All shown days as rows of date, open, high, low, close and volume, dates and numbers written as in the context. */
export function daysAsRows({ series }: MarketFacts): string {
  return daysOf(series['1d'])
    .map(({ openedAt, open, high, low, close, volume }) =>
      [dayText(openedAt), ...[open, high, low, close].map(priceText), significantDigits(volume, 4)].join(' '),
    )
    .join('\n');
}

/** All shown days as one usually sends them: indented JSON with every digit. */
export function daysAsJson({ series }: MarketFacts): string {
  return JSON.stringify(
    daysOf(series['1d']).map(({ openedAt, ...prices }) => ({ date: isoDate(openedAt), ...prices })),
    null,
    2,
  );
}

function daysOf(days: MarketFacts['series']['1d']) {
  return Array.from({ length: days.length }, (_, index) => days.candleAt(index));
}
