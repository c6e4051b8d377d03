import { describe, expect, it } from 'vitest';
import { fraction, price, quantity, quoteAmount } from '../../src/domain/decimal.ts';
import { encode } from '../../src/domain/encoded.ts';
import { decideProtection, type LiveStop, type ProtectionInput } from '../../src/execution/decide-protection.ts';
import { BTC, MARK, positionOf } from './execution-fixtures.ts';

function stopAt(clientOrderId: string, amount: string, stopPrice = '40000'): LiveStop {
  return { clientOrderId, remainingQuantity: quantity(amount), stopPrice: price(stopPrice) };
}

function input(changes: Partial<ProtectionInput> = {}): ProtectionInput {
  return {
    position: positionOf('0.1'),
    liveStops: [],
    sellsInDoubt: [],
    instrument: BTC,
    freeQuantity: null,
    mark: MARK,
    desiredStopPrice: price('40000'),
    fallbackStopFraction: fraction('0.05'),
    ...changes,
  };
}

const NONE = { tag: 'none' };
const TIGHT = { ...BTC, sellPriceFractionMin: fraction('0.9') };
const SMALL_ORDERS = { ...BTC, marketQuantityMax: quantity('0.04') };

const cases: [string, Partial<ProtectionInput>, unknown][] = [
  ['a covered position needs nothing', { liveStops: [stopAt('a', '0.1')] }, NONE],
  ['several stops may cover it together', { liveStops: [stopAt('a', '0.04'), stopAt('b', '0.06')] }, NONE],
  ['no position and no stops need nothing', { position: null }, NONE],
  ['a naked position gets a stop', {}, { tag: 'place', quantity: '0.1', stopPrice: '40000' }],
  ['only whole steps are covered', { position: positionOf('0.1000099') }, { tag: 'place', quantity: '0.1', stopPrice: '40000' }],
  [
    'a position whose rest below a step is not covered needs nothing',
    { position: positionOf('0.1000099'), liveStops: [stopAt('a', '0.1')] },
    NONE,
  ],
  [
    'a stop price between two ticks is raised',
    { desiredStopPrice: price('39999.991') },
    { tag: 'place', quantity: '0.1', stopPrice: '40000' },
  ],
  [
    'an addition gets a stop of its own',
    { liveStops: [stopAt('a', '0.06')] },
    { tag: 'place', quantity: '0.04', stopPrice: '40000' },
  ],
  [
    'an addition too small for a stop of its own is covered by a new stop for all',
    { liveStops: [stopAt('a', '0.09999')] },
    { tag: 'replace', cancel: ['a'], quantity: '0.1', stopPrice: '40000' },
  ],
  [
    'an addition where no more stops are allowed is covered by a new stop for all',
    { instrument: { ...BTC, stopOrdersMax: 1 }, liveStops: [stopAt('a', '0.06')] },
    { tag: 'replace', cancel: ['a'], quantity: '0.1', stopPrice: '40000' },
  ],
  [
    'a tightened stop price replaces the stop',
    { liveStops: [stopAt('a', '0.1', '39000')] },
    { tag: 'replace', cancel: ['a'], quantity: '0.1', stopPrice: '40000' },
  ],
  [
    'a loosened stop price, which the books only hold when it was confirmed, replaces the stop',
    { liveStops: [stopAt('a', '0.1', '41000')] },
    { tag: 'replace', cancel: ['a'], quantity: '0.1', stopPrice: '40000' },
  ],
  [
    'only the stop at the wrong price is replaced',
    { liveStops: [stopAt('a', '0.06'), stopAt('b', '0.04', '39000')] },
    { tag: 'replace', cancel: ['b'], quantity: '0.04', stopPrice: '40000' },
  ],
  [
    'stops that would sell more than is owned are cancelled',
    { liveStops: [stopAt('a', '0.1'), stopAt('b', '0.1')] },
    { tag: 'cancel', cancel: ['b'], why: 'surplus' },
  ],
  [
    'a stop larger than what is left of the position is replaced',
    { position: positionOf('0.05'), liveStops: [stopAt('a', '0.1')] },
    { tag: 'replace', cancel: ['a'], quantity: '0.05', stopPrice: '40000' },
  ],
  [
    'stops of a closed position are cancelled',
    { position: null, liveStops: [stopAt('a', '0.1'), stopAt('b', '1')] },
    { tag: 'cancel', cancel: ['a', 'b'], why: 'orphan' },
  ],
  [
    'a position of nothing is none',
    { position: positionOf('0'), liveStops: [stopAt('a', '0.1')] },
    { tag: 'cancel', cancel: ['a'], why: 'orphan' },
  ],
  [
    'a sell in doubt is resolved before anything else',
    { position: null, liveStops: [stopAt('a', '0.1')], sellsInDoubt: ['x'] },
    { tag: 'resolve-first', clientOrderIds: ['x'] },
  ],
  [
    'a position without a stop price gets an emergency stop below its average cost',
    { desiredStopPrice: null },
    { tag: 'place', quantity: '0.1', stopPrice: '38950' },
  ],
  [
    'the emergency stop is below the mark where that is lower than the cost',
    { desiredStopPrice: null, mark: price('40000') },
    { tag: 'place', quantity: '0.1', stopPrice: '38000' },
  ],
  [
    'an emergency stop stays where it is when the mark moves',
    { desiredStopPrice: null, liveStops: [stopAt('a', '0.1', '38950')], mark: price('39500') },
    NONE,
  ],
  [
    'an addition joins the emergency stop at its price',
    { desiredStopPrice: null, liveStops: [stopAt('a', '0.06', '38950')], mark: price('50000') },
    { tag: 'place', quantity: '0.04', stopPrice: '38950' },
  ],
  [
    'a mark at the stop price is sold at once',
    { mark: price('40000') },
    { tag: 'exit-at-market', cancel: [], quantity: '0.1', why: 'would-trigger-immediately' },
  ],
  [
    'a stop that should have sold and did not is cancelled, and the position sold',
    { mark: price('39000'), liveStops: [stopAt('a', '0.1')] },
    { tag: 'exit-at-market', cancel: ['a'], quantity: '0.1', why: 'would-trigger-immediately' },
  ],
  [
    'more than one market order may hold is sold in parts',
    { mark: price('39000'), instrument: SMALL_ORDERS },
    { tag: 'exit-at-market', cancel: [], quantity: '0.04', why: 'would-trigger-immediately' },
  ],
  [
    'more than one stop may hold is covered by equal parts',
    { instrument: SMALL_ORDERS },
    { tag: 'place', quantity: '0.03334', stopPrice: '40000' },
  ],
  [
    'a position that needs more stops than are allowed is said to be unprotectable',
    { instrument: { ...SMALL_ORDERS, stopOrdersMax: 2 }, liveStops: [stopAt('a', '0.04'), stopAt('b', '0.04')] },
    { tag: 'unprotectable', quantity: '0.02', why: 'stop-orders-max' },
  ],
  [
    'a stop price below what the market accepts is raised to the lowest it accepts',
    { instrument: TIGHT, desiredStopPrice: price('30000') },
    { tag: 'place', quantity: '0.1', stopPrice: '37800' },
  ],
  [
    'a stop that was raised stays where it is when the mark moves',
    { instrument: TIGHT, desiredStopPrice: price('30000'), liveStops: [stopAt('a', '0.1', '37800')], mark: price('45000') },
    NONE,
  ],
  ['dust cannot be protected', { position: positionOf('0.000009') }, { tag: 'unprotectable', quantity: '0.000009', why: 'dust' }],
  [
    'a position worth less than the smallest order is dust',
    { position: positionOf('0.0001') },
    { tag: 'unprotectable', quantity: '0.0001', why: 'dust' },
  ],
  [
    'dust is not sold at the market either',
    { position: positionOf('0.0001'), mark: price('39000') },
    { tag: 'unprotectable', quantity: '0.0001', why: 'dust' },
  ],
  [
    'a stop that sells more than the dust that is left is cancelled',
    { position: positionOf('0.0001'), liveStops: [stopAt('a', '0.1')] },
    { tag: 'cancel', cancel: ['a'], why: 'surplus' },
  ],
  [
    'such a stop is cancelled also when the position should be sold at once',
    { position: positionOf('0.0001'), liveStops: [stopAt('a', '0.1')], mark: price('39000') },
    { tag: 'cancel', cancel: ['a'], why: 'surplus' },
  ],
  [
    'what is left of a stop covers what is left of a position, however small',
    { position: positionOf('0.0001'), liveStops: [stopAt('a', '0.0001')] },
    NONE,
  ],
  [
    'a rest that is too small for a new stop keeps its stop at another price',
    { position: positionOf('0.0001'), liveStops: [stopAt('a', '0.0001', '39000')] },
    NONE,
  ],
  [
    'coins that the account holds elsewhere are not asked for',
    { freeQuantity: quantity('0.07') },
    { tag: 'place', quantity: '0.07', stopPrice: '40000' },
  ],
  [
    'what is locked elsewhere is said to be unprotectable once the rest is covered',
    { freeQuantity: quantity('0'), liveStops: [stopAt('a', '0.07')] },
    { tag: 'unprotectable', quantity: '0.03', why: 'coins-locked' },
  ],
  ['free coins of the user are not protected', { freeQuantity: quantity('5'), liveStops: [stopAt('a', '0.1')] }, NONE],
  [
    'a halted market takes no stop',
    { instrument: { ...BTC, status: 'halted' } },
    { tag: 'unprotectable', quantity: '0.1', why: 'market-status' },
  ],
  ['a stop on a halted market still stands', { instrument: { ...BTC, status: 'halted' }, liveStops: [stopAt('a', '0.1')] }, NONE],
  [
    'a market without stops cannot protect',
    { instrument: { ...BTC, orderTypes: ['market', 'limit'] } },
    { tag: 'unprotectable', quantity: '0.1', why: 'order-type' },
  ],
  [
    'the least notional counts at the stop price',
    { position: positionOf('0.001'), instrument: { ...BTC, notionalMin: quoteAmount('41') } },
    { tag: 'unprotectable', quantity: '0.001', why: 'dust' },
  ],
];

describe('decideProtection', () => {
  it.each(cases)('%s', (_, changes, expected) => {
    expect(encode(decideProtection(input(changes)))).toEqual(expected);
  });
});
