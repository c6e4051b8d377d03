import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fraction, quantity } from '../../src/domain/decimal.ts';
import { DEFAULT_FEES } from '../../src/simulator/instrument-presets.ts';
import type { VenueListRequest } from '../../src/simulator/venue/place-list.ts';
import { isOpen, type VenueOrderRequest, type VenueSide } from '../../src/simulator/venue/venue-order.ts';
import type { ScriptedCandle } from '../simulator/scripted-future.ts';
import { EVEN_BOOK, limit, maker, market, order, START, SYMBOLS, stop, venueRig } from '../simulator/venue/venue-rig.ts';

const HOURS = 6;
const amounts = fc.integer({ min: 1, max: 300 }).map((tenths) => tenths / 10);
const prices = fc.integer({ min: 8_000, max: 12_000 }).map((cents) => cents / 100);
const sides = fc.constantFrom<VenueSide>('BUY', 'SELL');
const modes = fc.constantFrom('NONE', 'EXPIRE_TAKER', 'EXPIRE_MAKER', 'EXPIRE_BOTH', 'DECREMENT', 'TRANSFER');

const requests: fc.Arbitrary<VenueOrderRequest> = fc
  .tuple(
    fc.constantFrom(
      'LIMIT',
      'MARKET',
      'LIMIT_MAKER',
      'STOP_LOSS',
      'STOP_LOSS_LIMIT',
      'TAKE_PROFIT',
      'TAKE_PROFIT_LIMIT',
      'BY_AMOUNT',
      'TRAILING',
    ),
    fc.record({
      side: sides,
      amount: amounts,
      price: prices,
      stopPrice: prices,
      mode: modes,
      timeInForce: fc.constantFrom('GTC', 'IOC', 'FOK'),
    }),
  )
  .map(([type, { side, amount, price, stopPrice, mode: selfTradePreventionMode, timeInForce }]): VenueOrderRequest => {
    const basics = { side, quantity: amount, selfTradePreventionMode };
    switch (type) {
      case 'LIMIT':
        return order({ ...basics, type, price, timeInForce });
      case 'MARKET':
        return order({ ...basics, type });
      case 'LIMIT_MAKER':
        return order({ ...basics, type, price });
      case 'BY_AMOUNT':
        return order({ side, type: 'MARKET', quoteOrderQty: amount * 50, selfTradePreventionMode });
      case 'TRAILING':
        return order({ ...basics, type: 'STOP_LOSS', trailingDelta: 200 });
      case 'STOP_LOSS':
      case 'TAKE_PROFIT':
        return order({ ...basics, type, stopPrice });
      default:
        return order({ ...basics, type, stopPrice, price, timeInForce });
    }
  });

const lists: fc.Arbitrary<VenueListRequest> = fc
  .tuple(fc.constantFrom('OCO', 'OTO', 'OTOCO', 'OPO', 'OPOCO'), amounts, fc.integer({ min: 90, max: 105 }))
  .map(([kind, amount, at]): VenueListRequest => {
    const working = limit('BUY', amount, at);
    const known = kind === 'OPO' || kind === 'OPOCO' ? undefined : amount;
    const pair = [maker('SELL', known, 112), stop('SELL', known, 92)] as const;
    if (kind === 'OCO') return { kind, pair };
    return kind === 'OTO' || kind === 'OPO' ? { kind, working, pending: stop('SELL', known, 92) } : { kind, working, pair };
  });

type Step =
  | { readonly do: 'place'; readonly request: VenueOrderRequest }
  | { readonly do: 'list'; readonly request: VenueListRequest }
  | { readonly do: 'cancel' | 'amend' | 'maintenance' | 'replace'; readonly pick: number }
  | { readonly do: 'wait'; readonly minutes: number };

const steps: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: requests.map((request): Step => ({ do: 'place', request })) },
  { weight: 3, arbitrary: lists.map((request): Step => ({ do: 'list', request })) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('cancel', 'amend', 'maintenance', 'replace'), pick: fc.nat(20) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('wait' as const), minutes: fc.integer({ min: 1, max: 30 }) }) },
);

const candles: fc.Arbitrary<readonly (ScriptedCandle | null)[]> = fc.array(
  fc.option(
    fc
      .tuple(prices, prices, prices, prices, fc.integer({ min: 1, max: 5_000 }))
      .map(([one, two, three, four, volume]): ScriptedCandle => {
        const [low = 1, open = 1, close = 1, high = 1] = [one, two, three, four].sort((left, right) => left - right);
        return [open, low, high, close, volume];
      }),
    { freq: 8 },
  ),
  { minLength: HOURS, maxLength: HOURS },
);

type Rig = ReturnType<typeof venueRig>;

function act({ venue }: Rig, step: Step): void {
  const open = venue.reads.openOrders('BTCUSDT');
  const picked = 'pick' in step ? open[step.pick % Math.max(1, open.length)] : undefined;
  if (step.do === 'place') venue.placeOrder(step.request);
  else if (step.do === 'list') venue.placeList(step.request);
  else if (step.do === 'wait') venue.advanceTo(Math.min(venue.now + step.minutes * 60_000, START + HOURS * 3_600_000 - 1));
  else if (step.do === 'maintenance') venue.strike({ fault: 'maintenance', at: venue.now });
  else if (picked === undefined) return;
  else if (step.do === 'cancel') venue.cancelOrder({ symbol: 'BTCUSDT', orderId: picked.orderId });
  else if (step.do === 'amend')
    venue.amendOrder({ symbol: 'BTCUSDT', orderId: picked.orderId, newQty: quantity(picked.quantity.div(2)) });
  else
    venue.cancelReplace({
      mode: 'ALLOW_FAILURE',
      cancel: { symbol: 'BTCUSDT', orderId: picked.orderId },
      order: market('SELL', 1),
    });
}

/** Everything that was there at first, moved by the trades and their commissions alone. */
function expectConserved({ venue }: Rig, opening: Readonly<Record<string, number>>): void {
  const sums = new Map(Object.entries(opening).map(([asset, amount]) => [asset, quantity(amount)]));
  const move = (asset: string, amount: ReturnType<typeof quantity>): void => {
    sums.set(asset, quantity((sums.get(asset) ?? quantity(0)).plus(amount)));
  };
  for (const trade of venue.reads.trades('BTCUSDT', { limit: 10_000 })) {
    const sign = trade.isBuyer ? 1 : -1;
    move('BTC', quantity(trade.quantity.times(sign)));
    move('USDT', quantity(trade.price.times(trade.quantity).times(-sign)));
    move(trade.fee.asset, quantity(trade.fee.quantity.negated()));
  }
  for (const { asset, free, locked } of venue.reads.balances()) {
    expect(free.plus(locked).toFixed()).toBe(sums.get(asset)?.toFixed());
    expect(free.gte(0) && locked.gte(0)).toBe(true);
  }
}

function expectSoundOrders({ venue }: Rig): void {
  for (const known of venue.reads.allOrders('BTCUSDT', { limit: 10_000 })) {
    const used = known.executedQuantity.plus(known.preventedQuantity);
    expect(used.lte(known.quantity)).toBe(true);
    if (known.status === 'FILLED') expect(known.executedQuantity.eq(known.quantity)).toBe(true);
    const executed = venue.reads.fillsOf(known.orderId).reduce((sum, trade) => sum.plus(trade.quantity), quantity(0).plus(0));
    expect(executed.eq(known.executedQuantity)).toBe(true);
  }
  for (const list of venue.reads.lists({ limit: 10_000 })) {
    const ids = [...(list.workingOrderId === null ? [] : [list.workingOrderId]), ...list.otherOrderIds];
    const someOpen = ids.some((orderId) => isOpen(venue.reads.orderNow(orderId)));
    expect(list.listOrderStatus).toBe(someOpen ? 'EXECUTING' : 'ALL_DONE');
    const sold = list.otherOrderIds.filter((orderId) => !venue.reads.orderNow(orderId).executedQuantity.isZero());
    expect(sold.length).toBeLessThanOrEqual(1);
  }
}

describe('the venue', () => {
  it.each(['received', 'bnb', 'quote'] as const)(
    'keeps coins and cash, and locks no more than there is, with commissions from %s',
    (paidIn) => {
      fc.assert(
        fc.property(candles, fc.array(steps, { minLength: 1, maxLength: 40 }), (series, script) => {
          const opening = { USDT: 6_000, BTC: 40, BNB: 0.01 };
          const rig = venueRig({
            hours: { BTCUSDT: series },
            fees: { ...DEFAULT_FEES, paidIn },
            book: { ...EVEN_BOOK, levels: 5, levelVolumeFraction: fraction('0.002') },
            balances: { USDT: '6000', BTC: '40', BNB: '0.01' },
          });
          for (const step of script) act(rig, step);
          rig.venue.advanceTo(START + HOURS * 3_600_000 - 1);
          expectConserved(rig, opening);
          expectSoundOrders(rig);
        }),
        { numRuns: 40 },
      );
    },
  );

  it('ends the same in whichever order independent orders are placed', () => {
    const independent = SYMBOLS.flatMap((symbol) => [
      limit('BUY', 1, symbol === 'BTCUSDT' ? 99 : symbol === 'ETHUSDT' ? 9.9 : 499, { symbol }),
    ]);
    fc.assert(
      fc.property(
        fc.shuffledSubarray(independent, { minLength: independent.length, maxLength: independent.length }),
        (shuffled) => {
          const end = (placed: readonly VenueOrderRequest[]) => {
            const rig = venueRig({
              hours: { BTCUSDT: [[100, 98, 101, 100]], ETHUSDT: [[10, 9, 11, 10]], BNBUSDT: [[500, 490, 510, 500]] },
            });
            for (const request of placed) rig.place(request);
            rig.to(59);
            return [...rig.venue.reads.balances()].sort((left, right) => left.asset.localeCompare(right.asset));
          };
          expect(end(shuffled)).toEqual(end(independent));
        },
      ),
      { numRuns: 6 },
    );
  });

  it('refuses by its engine nothing that would leave a trace', () => {
    fc.assert(
      fc.property(requests, (request) => {
        const { venue } = venueRig();
        const before = venue.eventsAfter(0).length;
        const answer = venue.placeOrder(request);
        expect(venue.eventsAfter(before).length > 0).toBe(answer.tag === 'placed');
        if (venue.testOrder(request) !== null) expect(answer.tag).toBe('refused');
      }),
      { numRuns: 60 },
    );
  });
});
