import type { Candle } from '../../../src/domain/candle.ts';

export const CANDLE_FILE_HEADER = 'open_time,open,high,low,close,volume,quote_volume,trades';

/** A candle file as the archive reads it; the columns that are not needed stay empty. */
export function candleFileText(candles: readonly Candle[]): string {
  return [CANDLE_FILE_HEADER, ...candles.map(candleLine), ''].join('\n');
}

export function candleLine({ openedAt, open, high, low, close, volume }: Candle): string {
  return `${[openedAt, open, high, low, close, volume].join(',')},,`;
}
