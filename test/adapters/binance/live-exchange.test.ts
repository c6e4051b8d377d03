import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inspectKey } from '../../../src/adapters/binance/api-restrictions.ts';
import { plainDecimal } from '../../../src/adapters/binance/order-parameters.ts';
import { Decimal, price, quantity } from '../../../src/domain/decimal.ts';
import type { ExchangeRequest } from '../../../src/domain/order.ts';
import { type Answer, API_KEY, json, liveRig, NOW, passTime, SECRET, type SentRequest } from './live-rig.ts';

const ENTRY: ExchangeRequest = {
  kind: 'order',
  order: {
    clientOrderId: 'stw-P1-ETHUSDT-e1-3',
    symbol: 'ETHUSDT',
    side: 'buy',
    quantity: quantity('0.4771'),
    type: 'limit',
    price: price('2512.4'),
    timeInForce: 'ioc',
  },
};
const STOP: ExchangeRequest = {
  kind: 'order',
  order: {
    clientOrderId: 'stw-S1-ETHUSDT-s1-3',
    symbol: 'ETHUSDT',
    side: 'sell',
    quantity: quantity('0.4766'),
    type: 'stop-loss',
    stopPrice: price('2437'),
  },
};
const KEY = { symbol: 'ETHUSDT', clientOrderId: ENTRY.order.clientOrderId } as const;

/** The answer to ENTRY as the exchange writes it. */
function filledReport(changes: Readonly<Record<string, unknown>> = {}) {
  return {
    symbol: 'ETHUSDT',
    orderId: 28,
    orderListId: -1,
    clientOrderId: ENTRY.order.clientOrderId,
    transactTime: NOW,
    price: '2512.40000000',
    origQty: '0.47710000',
    executedQty: '0.47710000',
    origQuoteOrderQty: '0.00000000',
    cummulativeQuoteQty: '1198.66604000',
    status: 'FILLED',
    timeInForce: 'IOC',
    type: 'LIMIT',
    side: 'BUY',
    workingTime: NOW,
    selfTradePreventionMode: 'EXPIRE_MAKER',
    fills: [
      { price: '2512.40000000', qty: '0.37710000', commission: '0.00037710', commissionAsset: 'ETH', tradeId: 91 },
      { price: '2512.39000000', qty: '0.10000000', commission: '0.00010000', commissionAsset: 'ETH', tradeId: 92 },
    ],
    ...changes,
  };
}

const answering =
  (...answers: readonly Answer[]) =>
  (_request: SentRequest, index: number): Answer =>
    answers[Math.min(index, answers.length - 1)] ?? new Error('nothing more');

describe('an order', () => {
  it('leaves once, signed over exactly the bytes that are sent', async () => {
    const { exchange, sent } = liveRig(answering(json(200, filledReport())));
    await exchange.place(ENTRY);
    expect(sent).toHaveLength(1);
    const [request] = sent;
    expect(request).toMatchObject({ method: 'POST', path: '/api/v3/order', apiKey: API_KEY });
    const [signed = '', signature = ''] = (request?.rawQuery ?? '').split('&signature=');
    expect(signature).toBe(createHmac('sha256', SECRET).update(signed).digest('hex'));
    expect(signed).toMatch(
      /^symbol=ETHUSDT&side=BUY&type=LIMIT&timeInForce=IOC&quantity=0\.4771&price=2512\.4&newClientOrderId=stw-P1-ETHUSDT-e1-3&newOrderRespType=FULL&recvWindow=5000&timestamp=\d{13}$/,
    );
  });

  it('is accepted with its report and its fills', async () => {
    const result = await liveRig(answering(json(200, filledReport()))).exchange.place(ENTRY);
    expect(result).toMatchObject({
      tag: 'accepted',
      report: { clientOrderId: ENTRY.order.clientOrderId, exchangeOrderId: '28', status: 'filled', request: { type: 'limit' } },
    });
    const fills = result.tag === 'accepted' ? result.fills : [];
    expect(fills.map(({ id, fee, at }) => [id, fee.asset, fee.quantity.toFixed(), at])).toEqual([
      ['91', 'ETH', '0.0003771', NOW],
      ['92', 'ETH', '0.0001', NOW],
    ]);
  });

  it('that is a stop asks for the full report, since its answer is otherwise nothing but an id', async () => {
    const report = filledReport({
      clientOrderId: STOP.order.clientOrderId,
      status: 'NEW',
      type: 'STOP_LOSS',
      side: 'SELL',
      stopPrice: '2437.00000000',
      price: '0.00000000',
      executedQty: '0.00000000',
      fills: [],
    });
    const { exchange, sent } = liveRig(answering(json(200, report)));
    expect(await exchange.place(STOP)).toMatchObject({ tag: 'accepted', report: { status: 'open' }, fills: [] });
    expect(sent[0]?.query.get('newOrderRespType')).toBe('FULL');
    expect(sent[0]?.query.get('stopPrice')).toBe('2437');
  });

  it.each<readonly [string, Answer, string]>([
    ['the connection breaks', new TypeError('fetch failed'), 'outcome-unknown'],
    ['nothing comes', 'hang', 'outcome-unknown'],
    [
      'the backend times out',
      json(504, { code: -1007, msg: 'Timeout waiting for response from backend server.' }),
      'outcome-unknown',
    ],
    ['a page comes', new Response('<html>502</html>', { status: 502 }), 'outcome-unknown'],
    ['half an answer comes', new Response('{"orderId": 2', { status: 200 }), 'outcome-unknown'],
    ['an answer of another order comes', json(200, filledReport({ clientOrderId: 'other' })), 'outcome-unknown'],
    ['an answer of an unknown status comes', json(200, filledReport({ status: 'THINKING' })), 'outcome-unknown'],
    [
      'the bare acknowledgement comes',
      json(200, { symbol: 'ETHUSDT', orderId: 28, clientOrderId: KEY.clientOrderId }),
      'outcome-unknown',
    ],
    [
      'the balance is too small',
      json(400, { code: -2010, msg: 'Account has insufficient balance for requested action.' }),
      'rejected',
    ],
    ['the clock is wrong', json(400, { code: -1021, msg: 'Timestamp for this request was 1000ms ahead.' }), 'rejected'],
  ])('is sent once and never again when %s', async (_what, answer, tag) => {
    const { exchange, sent, clock } = liveRig(answering(answer));
    const placing = exchange.place(ENTRY);
    await passTime(clock, 60_000);
    expect((await placing).tag).toBe(tag);
    await passTime(clock, 540_000);
    expect(sent).toHaveLength(1);
  });

  it('waits longer for an answer than the exchange needs to give up', async () => {
    const { exchange, clock } = liveRig(answering('hang'));
    const placing = exchange.place(ENTRY);
    let isOver = false;
    void placing.then(() => {
      isOver = true;
    });
    await passTime(clock, 10_500);
    expect(isOver).toBe(false);
    await passTime(clock, 2_000);
    expect((await placing).tag).toBe('outcome-unknown');
  });

  it('is not sent at all while a ban holds, which proves that nothing was carried out', async () => {
    const { exchange, sent, governor } = liveRig(answering(json(200, filledReport())));
    governor.pause(600_000);
    expect(await exchange.place(ENTRY)).toMatchObject({ tag: 'rejected' });
    expect(sent).toHaveLength(0);
  });

  it('beyond half of what the account may send in ten seconds is held back, while stops still go', async () => {
    const { exchange, sent } = liveRig(answering(json(400, { code: -2010, msg: 'Market is closed.' })));
    const results = [];
    for (let index = 0; index < 60; index += 1) results.push(await exchange.place(ENTRY));
    expect(sent).toHaveLength(50);
    expect(results.at(-1)).toMatchObject({ tag: 'rejected', message: expect.stringContaining('50 orders') });
    await exchange.place(STOP);
    expect(sent).toHaveLength(51);
  });

  it('never writes an amount in another than plain notation', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e9 }), fc.integer({ min: 0, max: 15 }), (digits, places) => {
        const amount = new Decimal(digits).div(new Decimal(10).pow(places));
        expect(plainDecimal(amount)).toMatch(/^\d+(\.\d+)?$/);
        expect(new Decimal(plainDecimal(amount)).eq(amount)).toBe(true);
      }),
    );
    for (const wrong of [new Decimal(-1), new Decimal(Number.NaN), new Decimal(Number.POSITIVE_INFINITY), new Decimal(1).div(3)])
      expect(() => plainDecimal(wrong)).toThrow(/plain decimal/);
  });
});

describe('a cancellation', () => {
  it('reports the order under its own id, not under that of the cancellation', async () => {
    const answer = filledReport({
      origClientOrderId: KEY.clientOrderId,
      clientOrderId: 'cancelMyOrder1',
      status: 'CANCELED',
      executedQty: '0.10000000',
    });
    const { exchange, sent } = liveRig(answering(json(200, answer)));
    expect(await exchange.cancel(KEY)).toMatchObject({
      tag: 'cancelled',
      report: { clientOrderId: KEY.clientOrderId, status: 'cancelled' },
    });
    expect(sent[0]).toMatchObject({ method: 'DELETE' });
  });

  it.each<readonly [string, Answer, string]>([
    ['nothing is open', json(400, { code: -2011, msg: 'Unknown order sent.' }), 'not-open'],
    ['its restrictions hold', json(400, { code: -2011, msg: 'Order was not canceled due to cancel restrictions.' }), 'rejected'],
    ['the connection breaks', new TypeError('fetch failed'), 'outcome-unknown'],
    ['the key is refused', json(401, { code: -2015, msg: 'Invalid API-key, IP, or permissions for action.' }), 'rejected'],
  ])('is told what it came to when %s', async (_what, answer, tag) => {
    expect((await liveRig(answering(answer)).exchange.cancel(KEY)).tag).toBe(tag);
  });
});

describe('a question', () => {
  it('is signed anew once when the clocks disagree', async () => {
    const refusal = json(400, { code: -1021, msg: 'Timestamp for this request is outside of the recvWindow.' });
    const { exchange, sent } = liveRig(answering(refusal, json(200, [])), { skewMs: 4_000 });
    expect(await exchange.fetchOpenOrders()).toEqual([]);
    expect(sent).toHaveLength(2);
    expect(sent[0]?.query.get('timestamp')).toMatch(/^\d{13}$/);
  });

  it('about an order that is not there is answered with null, and one with an unknown status is an error', async () => {
    const absent = liveRig(answering(json(400, { code: -2013, msg: 'Order does not exist.' })));
    expect(await absent.exchange.fetchOrder(KEY)).toBeNull();
    const strange = liveRig(answering(json(200, filledReport({ status: 'THINKING', updateTime: NOW }))));
    await expect(strange.exchange.fetchOrder(KEY)).rejects.toMatchObject({ code: 'bad-payload' });
  });

  it('is repeated after passing trouble', async () => {
    const { exchange, sent, clock } = liveRig(answering(json(500, {}), new TypeError('fetch failed'), json(200, [])));
    const asked = exchange.fetchOpenOrders();
    await passTime(clock, 10_000);
    expect(await asked).toEqual([]);
    expect(sent).toHaveLength(3);
  });

  it('about open orders leaves out the kinds that Steward never sends', async () => {
    const foreign = filledReport({ clientOrderId: 'web_1', type: 'TAKE_PROFIT_LIMIT', status: 'NEW', stopPrice: '3000' });
    const own = filledReport({ status: 'NEW', executedQty: '0' });
    const reports = await liveRig(answering(json(200, [foreign, own]))).exchange.fetchOpenOrders();
    expect(reports.map(({ clientOrderId }) => clientOrderId)).toEqual([KEY.clientOrderId]);
  });

  it('about fills goes through all pages and finds the order of each', async () => {
    const trade = (id: number, orderId: number) => ({
      symbol: 'ETHUSDT',
      id,
      orderId,
      price: '2500.0',
      qty: '0.1',
      commission: '0.0001',
      commissionAsset: 'ETH',
      time: NOW,
      isBuyer: true,
    });
    const first = Array.from({ length: 1_000 }, (_unused, index) => trade(index + 1, 28));
    const { exchange, sent } = liveRig((request) => {
      if (request.path === '/api/v3/allOrders')
        return json(200, [filledReport(), filledReport({ orderId: 29, clientOrderId: 'web_2' })]);
      if (request.query.get('fromId') === '1001') return json(200, [trade(1_001, 29)]);
      return json(200, first);
    });
    const fills = await exchange.fetchFills({ symbol: 'ETHUSDT', afterFillId: null });
    expect(fills).toHaveLength(1_001);
    expect(fills.at(0)?.clientOrderId).toBe(KEY.clientOrderId);
    expect(fills.at(-1)).toMatchObject({ id: '1001', clientOrderId: 'web_2' });
    expect(sent.filter(({ path }) => path === '/api/v3/allOrders')).toHaveLength(1);
    expect(sent[0]?.query.get('startTime')).toBe(String(NOW - 3_600_000));
  });

  it('about balances leaves out what is nothing', async () => {
    const balances = [
      { asset: 'USDT', free: '90.0', locked: '10.0' },
      { asset: 'BTC', free: '0.00000000', locked: '0.00000000' },
    ];
    const answer = json(200, { canTrade: true, balances });
    expect((await liveRig(answering(answer)).exchange.fetchBalances()).map(({ asset }) => asset)).toEqual(['USDT']);
  });

  it('about fees adds the parts, and knows the discount', async () => {
    const answer = json(200, {
      symbol: 'BTCUSDT',
      standardCommission: { maker: '0.001', taker: '0.001', buyer: '0', seller: '0.0001' },
      taxCommission: { maker: '0', taker: '0.0002', buyer: '0', seller: '0' },
      discount: { enabledForAccount: true, enabledForSymbol: true, discountAsset: 'BNB', discount: '0.75000000' },
    });
    const fees = await liveRig(answering(answer)).exchange.fetchFees();
    expect(fees.takerFraction.toFixed()).toBe('0.0013');
    expect(fees).toMatchObject({ paidIn: 'bnb' });
  });
});

describe('a key', () => {
  const rights = { ipRestrict: true, enableWithdrawals: false, enableSpotAndMarginTrading: true };
  it.each([
    ['may withdraw', { ...rights, enableWithdrawals: true }, ['refusal']],
    ['may not trade', { ...rights, enableSpotAndMarginTrading: false }, ['refusal']],
    ['works from everywhere', { ...rights, ipRestrict: false }, ['warning']],
    ['ends soon', { ...rights, tradingAuthorityExpirationTime: NOW + 86_400_000 }, ['warning']],
    ['is as it should be', rights, []],
  ])('that %s', async (_what, answer, levels) => {
    const { client, sent } = liveRig(answering(json(200, answer)));
    expect((await inspectKey(client, NOW)).map(({ level }) => level)).toEqual(levels);
    expect(sent[0]?.path).toBe('/sapi/v1/account/apiRestrictions');
  });
});

describe('a secret', () => {
  it.each<readonly [string, Answer]>([
    ['a refusal of the key', json(401, { code: -2015, msg: `Invalid API-key ${API_KEY}` })],
    ['a broken connection', new TypeError(`fetch failed http://binance.test/?signature=abc&key=${SECRET}`)],
  ])('is in nothing that follows %s', async (_what, answer) => {
    const { exchange, clock } = liveRig(answering(answer));
    const asked = exchange.fetchBalances().then(
      () => '',
      (error: unknown) => `${String(error)} ${JSON.stringify(error)} ${error instanceof Error ? error.stack : ''}`,
    );
    await passTime(clock, 60_000);
    const told = await asked;
    expect(told).not.toBe('');
    expect(told).not.toContain(SECRET);
    expect(told).not.toContain('signature');
    expect(told).not.toContain(API_KEY);
  });
});
