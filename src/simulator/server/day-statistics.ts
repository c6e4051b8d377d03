import type { MarketSymbol } from '../../domain/market-symbol.ts';
import { DAY_MS, type EpochMs, MINUTE_MS } from '../../domain/time.ts';
import type { VenueAccount } from '../venue/venue-account.ts';
import type { BookLevel } from '../venue/venue-book.ts';
import { type WireCandle, withTick } from './candle-fold.ts';
import type { MarketTape } from './market-tape.ts';
import { amountText, type WireObject } from './wire-order.ts';

const NONE = '0.00000000';

export interface BestPrices {
  readonly bid: BookLevel | null;
  readonly ask: BookLevel | null;
}

export function bestPrices(account: VenueAccount, symbol: MarketSymbol): BestPrices {
  return { bid: account.levels(symbol, 'SELL')[0] ?? null, ask: account.levels(symbol, 'BUY')[0] ?? null };
}

/** A best price's two texts; zeros when that side of the book is empty. */
export function levelTexts(level: BookLevel | null): readonly [price: string, quantity: string] {
  return level === null ? [NONE, NONE] : [amountText(level.price), amountText(level.quantity)];
}

/** What was traded in the 24 hours before now, which roll on by the minute. */
export class DayStatistics {
  readonly #account: VenueAccount;
  readonly #tape: MarketTape;
  readonly #known = new Map<MarketSymbol, { readonly from: EpochMs; readonly until: EpochMs; readonly day: WireCandle | null }>();

  constructor(account: VenueAccount, tape: MarketTape) {
    this.#account = account;
    this.#tape = tape;
  }

  /** Null for a market without a trade in 24 hours. */
  day(symbol: MarketSymbol): WireCandle | null {
    const until = this.#account.now;
    const from = Math.floor((until - DAY_MS) / MINUTE_MS) * MINUTE_MS;
    const known = this.#known.get(symbol);
    const day =
      known?.from === from
        ? this.#tape
            .trades(symbol, { from: known.until, until })
            .reduce<WireCandle | null>((candle, tick) => withTick(candle, from, tick), known.day)
        : this.#tape.span(symbol, { from, until });
    this.#known.set(symbol, { from, until, day });
    return day;
  }

  /** A row of `ticker/24hr`. */
  row(symbol: MarketSymbol, type: 'FULL' | 'MINI'): WireObject {
    const now = this.#account.now;
    const day = this.day(symbol);
    const times = { openTime: now - DAY_MS, closeTime: now };
    if (day === null) return { ...emptyRow(symbol, type), ...times, firstId: -1, lastId: -1, count: 0 };
    const { bid, ask } = bestPrices(this.#account, symbol);
    const [bidPrice, bidQty] = levelTexts(bid);
    const [askPrice, askQty] = levelTexts(ask);
    const last = this.#account.market.lastTick(symbol, now);
    const change = day.close.minus(day.open);
    const full = {
      priceChange: amountText(change),
      priceChangePercent: day.open.isZero() ? '0.000' : change.div(day.open).times(100).toFixed(3),
      weightedAvgPrice: amountText(day.volume.isZero() ? day.close : day.quoteVolume.div(day.volume)),
      prevClosePrice: amountText(day.open),
      lastPrice: amountText(day.close),
      lastQty: last === null ? NONE : amountText(last.quantity),
      bidPrice,
      bidQty,
      askPrice,
      askQty,
    };
    return {
      symbol,
      ...(type === 'FULL' ? full : {}),
      openPrice: amountText(day.open),
      highPrice: amountText(day.high),
      lowPrice: amountText(day.low),
      ...(type === 'MINI' ? { lastPrice: amountText(day.close) } : {}),
      volume: amountText(day.volume),
      quoteVolume: amountText(day.quoteVolume),
      ...times,
      firstId: day.firstTradeId,
      lastId: day.lastTradeId,
      count: day.trades,
    };
  }
}

function emptyRow(symbol: MarketSymbol, type: 'FULL' | 'MINI'): WireObject {
  const prices = ['openPrice', 'highPrice', 'lowPrice', 'lastPrice', 'volume', 'quoteVolume'];
  const more = [
    'priceChange',
    'priceChangePercent',
    'weightedAvgPrice',
    'prevClosePrice',
    'lastQty',
    'bidPrice',
    'bidQty',
    'askPrice',
    'askQty',
  ];
  const names = type === 'FULL' ? [...more, ...prices] : prices;
  return { symbol, ...Object.fromEntries(names.map((name) => [name, NONE])) };
}
