import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { BinancePublicClient } from '../../../src/adapters/binance/public-client.ts';
import { ConnectionLimits } from '../../../src/adapters/binance/streams/connection-limits.ts';
import { MarketStream } from '../../../src/adapters/binance/streams/market-stream.ts';
import { readMarketMessage } from '../../../src/adapters/binance/streams/read-market-message.ts';
import type { Instrument } from '../../../src/domain/instrument.ts';
import type { MarketSymbol } from '../../../src/domain/market-symbol.ts';
import { SimulatedClock } from '../../../src/simulator/simulated-clock.ts';
import { FakeSockets } from './streams/fake-sockets.ts';

const FOLDER = process.env['STEWARD_CANDLES'] ?? '';
const SAMPLE = 'binance-ws-sample-2021-10-12.jsonl';
const RECORDED_AT = Date.UTC(2021, 9, 12);

interface PublishedMarket {
  readonly symbol: MarketSymbol;
  readonly filters: readonly Readonly<Record<string, string | number>>[];
}

function captureFiles(): readonly string[] {
  return FOLDER === '' ? [] : readdirSync(FOLDER).filter((name) => /^exchangeInfo.*\.json$/.test(name));
}

/** What our client makes of a capture that the exchange answers with. */
async function fetched(text: string, symbols: readonly MarketSymbol[]): Promise<readonly Instrument[]> {
  const client = new BinancePublicClient({
    transport: async () => new Response(text, { status: 200, headers: { 'content-type': 'application/json' } }),
    clock: new SimulatedClock({ startAt: RECORDED_AT }),
    baseUrl: 'http://binance.test',
  });
  return client.fetchInstruments(symbols);
}

/** Each bound of an instrument, and where the exchange publishes it; a market has one of the two where two are named. */
const BOUNDS: readonly (readonly [keyof Instrument, ...(readonly [filterType: string, field: string])[]])[] = [
  ['tickSize', ['PRICE_FILTER', 'tickSize']],
  ['priceMin', ['PRICE_FILTER', 'minPrice']],
  ['priceMax', ['PRICE_FILTER', 'maxPrice']],
  ['stepSize', ['LOT_SIZE', 'stepSize']],
  ['quantityMin', ['LOT_SIZE', 'minQty']],
  ['quantityMax', ['LOT_SIZE', 'maxQty']],
  ['marketQuantityMax', ['MARKET_LOT_SIZE', 'maxQty']],
  ['notionalMin', ['NOTIONAL', 'minNotional'], ['MIN_NOTIONAL', 'minNotional']],
  ['buyPriceFractionMax', ['PERCENT_PRICE_BY_SIDE', 'bidMultiplierUp'], ['PERCENT_PRICE', 'multiplierUp']],
  ['buyPriceFractionMin', ['PERCENT_PRICE_BY_SIDE', 'bidMultiplierDown'], ['PERCENT_PRICE', 'multiplierDown']],
  ['sellPriceFractionMax', ['PERCENT_PRICE_BY_SIDE', 'askMultiplierUp'], ['PERCENT_PRICE', 'multiplierUp']],
  ['sellPriceFractionMin', ['PERCENT_PRICE_BY_SIDE', 'askMultiplierDown'], ['PERCENT_PRICE', 'multiplierDown']],
  ['openOrdersMax', ['MAX_NUM_ORDERS', 'maxNumOrders']],
  ['stopOrdersMax', ['MAX_NUM_ALGO_ORDERS', 'maxNumAlgoOrders']],
];

describe.skipIf(FOLDER === '')('a capture of exchangeInfo (needs STEWARD_CANDLES)', () => {
  it.each(captureFiles())('%s is read with every market and every bound as it was published', async (file) => {
    const text = readFileSync(join(FOLDER, file), 'utf8');
    const { symbols: published }: { readonly symbols: readonly PublishedMarket[] } = JSON.parse(text);
    const instruments = await fetched(
      text,
      published.map(({ symbol }) => symbol),
    );
    expect(instruments.map(({ symbol }) => symbol)).toEqual(published.map(({ symbol }) => symbol));
    for (const [index, { symbol, filters }] of published.entries()) {
      for (const [bound, ...places] of BOUNDS) {
        const told = places
          .map(([type, field]) => filters.find(({ filterType }) => filterType === type)?.[field])
          .find((value) => value !== undefined);
        expect(Number(instruments[index]?.[bound]), `${symbol} ${bound}`).toBe(Number(told));
      }
    }
  });
});

describe.skipIf(FOLDER === '')('the recorded messages of streams (needs STEWARD_CANDLES)', () => {
  const messages = FOLDER === '' ? [] : readFileSync(join(FOLDER, SAMPLE), 'utf8').trim().split('\n').map(messageOf);

  it('pass through a stream that did not ask for them without a price, an hour or a break', () => {
    const clock = new SimulatedClock({ startAt: RECORDED_AT });
    const sockets = new FakeSockets();
    const heard: unknown[] = [];
    const stream = new MarketStream({
      transport: sockets.transport,
      clock,
      limits: new ConnectionLimits({ clock }),
      url: 'ws://binance.test',
      symbols: ['BTCUSDT'],
      onPrice: (news) => void heard.push(news),
      onClosedCandle: (...news) => void heard.push(news),
      onGap: () => void heard.push('a gap'),
      onTrouble: (...news) => void heard.push(news),
    });
    stream.start();
    const { listener } = sockets.newest;
    listener.onOpen();
    for (const message of messages) listener.onMessage(JSON.stringify(message));
    expect(heard).toEqual([]);
    expect(stream.counts).toEqual({ prices: 0, repeats: 0, unknown: messages.length });
    stream.stop();
  });

  it('hold candles that are read number by number once they are of an hour and of a market in USDT', () => {
    const candles = messages.flatMap(({ stream, data }) => {
      return data.e === 'kline' && data.k !== undefined ? [{ stream, data, k: data.k }] : [];
    });
    expect(candles.length).toBeGreaterThan(0);
    for (const { stream, data, k } of candles) {
      const text = JSON.stringify({ stream, data: { ...data, s: 'NKNUSDT', k: { ...k, s: 'NKNUSDT', i: '1h' } } });
      expect(readMarketMessage(text)).toEqual({
        tag: 'candle',
        symbol: 'NKNUSDT',
        candle: {
          openedAt: k.t,
          open: Number(k.o),
          high: Number(k.h),
          low: Number(k.l),
          close: Number(k.c),
          volume: Number(k.v),
        },
        isClosed: k.x,
        at: data.E,
      });
    }
  });
});

/** As far as a test asserts about it; `k` is there in what tells of a candle. */
interface RecordedMessage {
  readonly stream: string;
  readonly data: { readonly e: string; readonly E: number; readonly k?: RecordedCandle };
}

interface RecordedCandle extends Readonly<Record<'o' | 'h' | 'l' | 'c' | 'v', string>> {
  readonly t: number;
  readonly x: boolean;
}

function messageOf(line: string): RecordedMessage {
  const recorded: { readonly msg: RecordedMessage } = JSON.parse(line);
  return recorded.msg;
}
