import { describe, expect, it } from 'vitest';
import { loadCandleArchive } from '../../../src/adapters/archive/load-candle-archive.ts';
import { HOUR_MS } from '../../../src/domain/time.ts';
import { DEFAULT_FEES } from '../../../src/simulator/instrument-presets.ts';
import { openLiveExchange } from '../../../src/simulator/open-live-exchange.ts';
import { marketOrder, stopOrder } from '../../simulator/exchange-rig.ts';
import { binanceRig, candlesQuery } from './binance-rig.ts';

const folder = process.env['STEWARD_CANDLES'];

describe('paper trading on polled prices', () => {
  it('buys at the newest price, and between two hours its stop sells at the first price that reaches it', async () => {
    const { client, marketData, server, clock, pass } = await binanceRig();
    server.setPrice('BTCUSDT', '42000.00000000');
    const instruments = await client.fetchInstruments(['BTCUSDT']);
    const { exchange, observe } = openLiveExchange({ clock, instruments, fees: DEFAULT_FEES, balances: { USDT: '1000' } });
    const stop = new AbortController();
    const faults: unknown[] = [];
    const polling = marketData.pollPrices({
      symbols: ['BTCUSDT'],
      onMark: observe,
      onFault: (fault) => faults.push(fault),
      signal: stop.signal,
    });
    await pass(100);
    expect(await exchange.place(marketOrder({ id: 'entry', side: 'buy', quantity: '0.01' }))).toMatchObject({ tag: 'accepted' });
    await exchange.place(stopOrder({ id: 'stop', side: 'sell', quantity: '0.00999', stopPrice: '41000' }));
    await pass(60_000);
    server.plan({ kind: 'reset' }, { times: 3 });
    server.setPrice('BTCUSDT', '40950.00000000');
    await pass(9_000);
    stop.abort();
    await polling;
    expect(await exchange.fetchOpenOrders()).toEqual([]);
    const fills = await exchange.fetchFills({ symbol: 'BTCUSDT', afterFillId: null });
    expect(fills.map((fill) => `${fill.side} ${fill.price.toFixed()}`)).toEqual(['buy 42012.6', 'sell 40937.71']);
    expect(faults).toEqual([]);
  });
});

describe.skipIf(folder === undefined)('stored candles over HTTP (STEWARD_CANDLES)', () => {
  it('are what the archive holds, halted hours included', async () => {
    const archive = await loadCandleArchive(folder ?? '', ['BTCUSDT']);
    const now = Date.UTC(2023, 5, 1) + 30 * 60_000;
    const from = now - 251 * 24 * HOUR_MS;
    const stored = archive.closedCandles('BTCUSDT', { from: 0, asOf: now + HOUR_MS });
    const { marketData } = await binanceRig({ now, candles: { BTCUSDT: stored } });
    const expected = archive.closedCandles('BTCUSDT', { from, asOf: now });
    expect(expected.length).toBeLessThan(251 * 24);
    expect(await marketData.fetchCandles(candlesQuery(now, from))).toEqual(expected);
  });
});
