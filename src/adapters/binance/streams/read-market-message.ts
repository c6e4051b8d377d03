import { z } from 'zod';
import type { Candle } from '../../../domain/candle.ts';
import { type Price, price } from '../../../domain/decimal.ts';
import type { MarketSymbol } from '../../../domain/market-symbol.ts';
import { parsedJson } from '../../../domain/parsed-json.ts';
import type { EpochMs } from '../../../domain/time.ts';
import { wireDecimal, wireInstant, wirePrice, wireSymbol } from '../wire-values.ts';

/** What a message of the combined market stream says. */
export type MarketMessage =
  | { readonly tag: 'price'; readonly symbol: MarketSymbol; readonly price: Price; readonly at: EpochMs }
  | {
      readonly tag: 'candle';
      readonly symbol: MarketSymbol;
      readonly candle: Candle;
      /** True when the candle will not change any more. */
      readonly isClosed: boolean;
      readonly at: EpochMs;
    }
  | { readonly tag: 'subscribed' }
  | { readonly tag: 'refused'; readonly message: string }
  | { readonly tag: 'ending' }
  /** Something that is not asked for, or will be invented later. */
  | { readonly tag: 'unknown' };

const tickerSchema = z.looseObject({ e: z.literal('24hrMiniTicker'), E: wireInstant, s: wireSymbol, c: wirePrice });

const klineSchema = z.looseObject({
  e: z.literal('kline'),
  E: wireInstant,
  s: wireSymbol,
  k: z.looseObject({
    t: wireInstant,
    s: wireSymbol,
    i: z.string(),
    o: wirePrice,
    h: wirePrice,
    l: wirePrice,
    c: wirePrice,
    v: wireDecimal,
    x: z.boolean(),
  }),
});

const subscribedSchema = z.looseObject({ result: z.null(), id: z.unknown() });
const refusedSchema = z.looseObject({ code: z.number(), msg: z.string() });
const errorSchema = z.looseObject({ error: refusedSchema });
const combinedSchema = z.looseObject({ stream: z.string(), data: z.unknown() });

/**
 * Reads one message. What cannot be read is `unknown`, never a price.
 * @see binance-spot-api-docs, web-socket-streams.md
 */
export function readMarketMessage(text: string): MarketMessage {
  // Half a message says nothing; the clocks of the connection notice when that lasts.
  const message = parsedJson(text);
  const combined = combinedSchema.safeParse(message);
  if (!combined.success) return readControl(message);
  const { stream, data } = combined.data;
  if (stream === '!serverShutdown' || kindOf(data) === 'serverShutdown') return { tag: 'ending' };
  return readData(data);
}

function readControl(message: unknown): MarketMessage {
  if (kindOf(message) === 'serverShutdown') return { tag: 'ending' };
  if (subscribedSchema.safeParse(message).success) return { tag: 'subscribed' };
  const refused = errorSchema.safeParse(message);
  if (refused.success) return { tag: 'refused', message: `${refused.data.error.code} ${refused.data.error.msg.slice(0, 120)}` };
  const bare = refusedSchema.safeParse(message);
  return bare.success ? { tag: 'refused', message: `${bare.data.code} ${bare.data.msg.slice(0, 120)}` } : { tag: 'unknown' };
}

function readData(data: unknown): MarketMessage {
  const ticker = tickerSchema.safeParse(data);
  if (ticker.success) {
    const { s, c, E } = ticker.data;
    return { tag: 'price', symbol: s, price: price(c), at: E };
  }
  const kline = klineSchema.safeParse(data);
  if (!kline.success) return { tag: 'unknown' };
  const { s, k, E } = kline.data;
  if (k.i !== '1h' || k.s !== s) return { tag: 'unknown' };
  const candle = {
    openedAt: k.t,
    open: Number(k.o),
    high: Number(k.h),
    low: Number(k.l),
    close: Number(k.c),
    volume: Number(k.v),
  };
  return { tag: 'candle', symbol: s, candle, isClosed: k.x, at: E };
}

function kindOf(data: unknown): string | null {
  return typeof data === 'object' && data !== null && 'e' in data && typeof data.e === 'string' ? data.e : null;
}
