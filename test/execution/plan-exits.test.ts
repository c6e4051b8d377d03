import { describe, expect, it } from 'vitest';
import { fraction, price } from '../../src/domain/decimal.ts';
import type { Instrument } from '../../src/domain/instrument.ts';
import type { ExitsInput } from '../../src/execution/plan-exits.ts';
import { planOrder } from '../../src/execution/plan-order.ts';
import { BTC, entryTrade, exitTrade, planInput, stopTrade } from './execution-fixtures.ts';

const IDS = { list: 'steward-P1-BTCUSDT-l1-7', stop: 'steward-P1-BTCUSDT-s1-7', target: 'steward-P1-BTCUSDT-t1-7' };

function listOf(changes: Partial<NonNullable<ExitsInput['list']>> = {}): NonNullable<ExitsInput['list']> {
  return { ids: IDS, stopPriceMin: null, targetPrice: null, restingExits: 0, feeFraction: fraction('0.001'), ...changes };
}

function planned(changes: Parameters<typeof planInput>[1], trade = entryTrade()) {
  const plan = planOrder(planInput(trade, changes));
  if (plan.tag !== 'planned') throw new Error(`it is unplaceable: ${plan.filter}`);
  return plan.order;
}

describe('an entry on a market that takes it with its exits', () => {
  it('is filled whole or not at all, and brings its stop at the approved price', () => {
    const { list, intent, exits } = planned({ list: listOf() });
    expect(list).toMatchObject({
      kind: 'entry-with-exits',
      listId: IDS.list,
      entry: { type: 'limit', timeInForce: 'fok', price: price('42100') },
      stop: { clientOrderId: IDS.stop, type: 'stop-loss', side: 'sell', stopPrice: price('40000') },
      target: null,
    });
    expect(intent).toMatchObject({ purpose: 'entry', proposalId: 'P1', list: { listId: IDS.list, waitsFor: null } });
    expect(exits).toMatchObject([
      {
        clientOrderId: IDS.stop,
        purpose: 'stop',
        reason: 'protection',
        proposalId: null,
        list: { listId: IDS.list, waitsFor: intent.clientOrderId },
      },
    ]);
  });

  it('is bound to what is sent: the digest of each order is that of the order in the list', () => {
    const { list, intent, exits } = planned({ list: listOf({ targetPrice: price('45000') }) });
    expect(intent.digest).toContain('fok');
    expect(exits.map(({ digest }) => digest.split('|').at(-1))).toEqual([IDS.stop, IDS.target]);
    expect(list?.stop.quantity).toEqual(intent.request.order.quantity);
  });

  it('takes the tighter stop of the position to which it adds', () => {
    expect(planned({ list: listOf({ stopPriceMin: price('41000') }) }).list?.stop.stopPrice).toEqual(price('41000'));
    expect(planned({ list: listOf({ stopPriceMin: price('39000') }) }).list?.stop.stopPrice).toEqual(price('40000'));
  });

  it('does not take a stop of the position that is reached already', () => {
    expect(planned({ list: listOf({ stopPriceMin: price('42000') }) }).list?.stop.stopPrice).toEqual(price('40000'));
  });

  it('brings a target above the price, rounded down to the tick', () => {
    const { list, exits } = planned({ list: listOf({ targetPrice: price('45000.019') }) });
    expect(list?.target).toMatchObject({ type: 'take-profit', side: 'sell', stopPrice: price('45000.01') });
    expect(exits.map(({ purpose, reason }) => `${purpose} ${reason}`)).toEqual(['stop protection', 'target target']);
  });

  it.each<[string, Partial<NonNullable<ExitsInput['list']>>, Partial<Instrument>]>([
    ['a target that the price has reached', { targetPrice: price('42000') }, {}],
    ['a market without such pairs', { targetPrice: price('45000') }, { capabilities: ['opo'] }],
    ['a market without take-profit orders', { targetPrice: price('45000') }, { orderTypes: ['market', 'limit', 'stop-loss'] }],
    ['a market that takes one more stop only', { targetPrice: price('45000'), restingExits: 4 }, {}],
    ['a target beyond the price range', { targetPrice: price('900000') }, {}],
  ])('goes without its target: %s', (_, list, market) => {
    const order = planned({ list: listOf(list), instrument: { ...BTC, ...market } });
    expect(order.list).toMatchObject({ kind: 'entry-with-exits', target: null });
    expect(order.exits).toHaveLength(1);
  });

  it.each<[string, Parameters<typeof planInput>[1]]>([
    ['the market takes no such lists', { instrument: { ...BTC, capabilities: ['oco', 'oto'] } }],
    ['it buys at any price', { entryKind: 'market' }],
    ['the market has no stops', { instrument: { ...BTC, orderTypes: ['market', 'limit'] } }],
    ['what it receives would be too little to sell by a stop', { instrument: { ...BTC, quantityMin: entryTrade().quantity } }],
  ])('goes alone, filled as far as the market gives, when %s', (_, changes) => {
    const order = planned({ list: listOf(), ...changes });
    expect(order).toMatchObject({ list: null, exits: [] });
    expect(order.intent.list).toBeUndefined();
  });
});

describe('a stop with a target', () => {
  it('goes as a pair over the same coins', () => {
    const { list, intent, exits } = planned({ list: listOf({ targetPrice: price('45000') }) }, stopTrade());
    expect(list).toMatchObject({ kind: 'stop-with-target', target: { quantity: stopTrade().quantity } });
    expect(intent).toMatchObject({ purpose: 'stop', list: { listId: IDS.list, waitsFor: null } });
    expect(exits).toMatchObject([{ purpose: 'target', list: { waitsFor: null } }]);
  });

  it('goes alone where no target can be', () => {
    expect(planned({ list: listOf() }, stopTrade()).list).toBeNull();
    const instrument: Instrument = { ...BTC, capabilities: [] };
    expect(planned({ list: listOf({ targetPrice: price('45000') }), instrument }, stopTrade()).list).toBeNull();
  });
});

it('a sale at the market goes alone', () => {
  expect(planned({ list: listOf({ targetPrice: price('45000') }) }, exitTrade()).list).toBeNull();
});
