import { z } from 'zod';
import { type Candle, candleClosedAt } from '../../domain/candle.ts';
import { HOUR_MS } from '../../domain/time.ts';
import { wireDecimal, wireInstant } from './wire-values.ts';

const statistic = wireDecimal.transform(Number);

/**
 * The rows of `GET /api/v3/klines` for one hour as candles, the unfinished last one included; rows of another interval, or out of order,
 * are the answer to another question and no candles.
 * @see binance-spot-api-docs, rest-api.md: Kline/Candlestick data
 */
export const klinesSchema = z
  .array(
    z
      .tuple([wireInstant, statistic, statistic, statistic, statistic, statistic, wireInstant])
      .rest(z.unknown())
      .refine(([openedAt, , , , , , closedAt]) => openedAt % HOUR_MS === 0 && closedAt === candleClosedAt(openedAt, '1h'), {
        message: 'no hourly candle',
      })
      .transform(([openedAt, open, high, low, close, volume]): Candle => ({ openedAt, open, high, low, close, volume })),
  )
  .refine((candles) => candles.every(({ openedAt }, index) => openedAt > (candles[index - 1]?.openedAt ?? 0)), {
    message: 'candles out of the order of their time',
  });
