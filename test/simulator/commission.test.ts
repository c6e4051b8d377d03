import { describe, expect, it } from 'vitest';
import { fraction, price, quantity } from '../../src/domain/decimal.ts';
import type { FeeSchedule } from '../../src/domain/instrument.ts';
import type { MarketSymbol } from '../../src/domain/market-symbol.ts';
import { type CommissionCase, commissionOf } from '../../src/simulator/commission.ts';
import { DEFAULT_FEES, instrumentsOf } from '../../src/simulator/instrument-presets.ts';
import { exchangeRig, limitOrder, marketOrder } from './exchange-rig.ts';

const schedules: Readonly<Record<FeeSchedule['paidIn'], FeeSchedule>> = {
  received: DEFAULT_FEES,
  quote: { ...DEFAULT_FEES, paidIn: 'quote' },
  bnb: { ...DEFAULT_FEES, paidIn: 'bnb' },
};

function fillOf(symbol: MarketSymbol, side: 'buy' | 'sell', freeCoins: string | null): CommissionCase {
  const [instrument] = instrumentsOf({ preset: 'spot-2026', symbols: [symbol] });
  if (instrument === undefined) throw new Error(`no instrument for ${symbol}`);
  return {
    side,
    instrument,
    price: price('42000'),
    quantity: quantity('0.00123'),
    role: 'taker',
    discountCoin: freeCoins === null ? null : { price: price(300), free: quantity(freeCoins) },
  };
}

describe('the commission of a fill', () => {
  it.each([
    ['received', 'buy', null, 'BTC', '0.00000123'],
    ['received', 'sell', null, 'USDT', '0.05166'],
    ['quote', 'buy', null, 'USDT', '0.05166'],
    ['quote', 'sell', null, 'USDT', '0.05166'],
    ['bnb', 'buy', '1', 'BNB', '0.00012915'],
    ['bnb', 'sell', '0.00012915', 'BNB', '0.00012915'],
    ['bnb', 'buy', '0.00012914', 'BTC', '0.00000123'],
    ['bnb', 'sell', '0', 'USDT', '0.05166'],
    ['bnb', 'sell', null, 'USDT', '0.05166'],
  ] as const)('paid in %s on a %s with %s BNB free: %s %s', (paidIn, side, freeCoins, asset, amount) => {
    const fee = commissionOf(fillOf('BTCUSDT', side, freeCoins), schedules[paidIn]);
    expect([fee.asset, fee.quantity.toFixed()]).toEqual([asset, amount]);
  });

  it('charges no fraction of the smallest unit', () => {
    const fee = commissionOf({ ...fillOf('BTCUSDT', 'buy', null), quantity: quantity('0.00001') }, DEFAULT_FEES);
    expect(fee.quantity.toFixed()).toBe('0.00000001');
    const less = commissionOf({ ...fillOf('BTCUSDT', 'buy', null), quantity: quantity('0.000019') }, DEFAULT_FEES);
    expect(less.quantity.toFixed()).toBe('0.00000001');
  });

  it('takes the rate of the role', () => {
    const schedule = { ...DEFAULT_FEES, makerFraction: fraction('0.0005') };
    const maker = commissionOf({ ...fillOf('BTCUSDT', 'sell', null), role: 'maker' }, schedule);
    expect(maker.quantity.toFixed()).toBe('0.02583');
  });
});

describe('commissions on the account', () => {
  const market = { BTCUSDT: [[42_000, 41_900, 42_200, 42_100, 100]], BNBUSDT: [[300, 299, 301, 300]] } as const;

  it('leave less of a coin than was bought', async () => {
    const rig = exchangeRig(market);
    await rig.exchange.place(marketOrder({ side: 'buy', quantity: '0.1' }));
    expect(await rig.balance('BTC')).toEqual({ free: '0.0999', locked: '0' });
    expect(await rig.balance('USDT')).toEqual({ free: '5798.74', locked: '0' });
  });

  it('switch to the received coin in the fill for which BNB runs out', async () => {
    const rig = exchangeRig(market, { fees: schedules.bnb, balances: { USDT: '10000', BNB: '0.015' } });
    const fees: string[] = [];
    for (const id of ['first', 'second']) {
      const result = await rig.exchange.place(marketOrder({ id, side: 'buy', quantity: '0.1' }));
      if (result.tag === 'accepted') fees.push(...result.fills.map((fill) => `${fill.fee.quantity.toFixed()} ${fill.fee.asset}`));
    }
    expect(fees).toEqual(['0.01050315 BNB', '0.0001 BTC']);
    expect(await rig.balance('BNB')).toEqual({ free: '0.00449685', locked: '0' });
    expect(await rig.balance('BTC')).toEqual({ free: '0.1999', locked: '0' });
  });

  it('can eat the very BNB that was just bought', async () => {
    const rig = exchangeRig(market, { fees: schedules.bnb });
    await rig.exchange.place(marketOrder({ symbol: 'BNBUSDT', side: 'buy', quantity: '1' }));
    expect(await rig.balance('BNB')).toEqual({ free: '0.99924978', locked: '0' });
  });

  it('do not touch BNB that an open order holds', async () => {
    const rig = exchangeRig(market, { fees: schedules.bnb, balances: { USDT: '10000', BNB: '1' } });
    await rig.exchange.place(limitOrder({ id: 'resting', symbol: 'BNBUSDT', side: 'sell', quantity: '1', price: '310' }));
    const result = await rig.exchange.place(marketOrder({ side: 'buy', quantity: '0.1' }));
    expect(result).toMatchObject({ tag: 'accepted', fills: [{ fee: { asset: 'BTC' } }] });
  });

  it('paid in cash are held with the cash of a resting purchase', async () => {
    const rig = exchangeRig(market, { fees: schedules.quote });
    await rig.exchange.place(limitOrder({ side: 'buy', quantity: '0.1', price: '40000' }));
    expect(await rig.balance('USDT')).toEqual({ free: '5996', locked: '4004' });
  });
});
