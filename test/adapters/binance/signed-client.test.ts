import { describe, expect, it } from 'vitest';
import { RequestGovernor } from '../../../src/adapters/binance/request-governor.ts';
import { ServerClock } from '../../../src/adapters/binance/server-clock.ts';
import { type CommandReply, SignedClient } from '../../../src/adapters/binance/signed-client.ts';
import { signerFor } from '../../../src/adapters/binance/signing.ts';
import { Fault } from '../../../src/domain/fault.ts';
import { SimulatedClock } from '../../../src/simulator/simulated-clock.ts';
import { json, NOW, passTime } from './live-rig.ts';

const PLACE = { method: 'POST', path: '/api/v3/order', weight: 1 } as const;
const LIST = { method: 'POST', path: '/api/v3/orderList/oto', weight: 1 } as const;
/** Half of the hundred that the exchange allows in ten seconds. */
const ORDERS_AT_ONCE = 50;

/** A client whose network answers everything, and whose reading of the exchange's clock can fail. */
function rig() {
  const clock = new SimulatedClock({ startAt: NOW });
  const governor = new RequestGovernor({ clock });
  const exchangeClock = { fails: false };
  const sentAt: number[] = [];
  const serverClock = new ServerClock({
    clock,
    fetchServerTime: async () => {
      if (exchangeClock.fails) throw new Fault('network', 'the time cannot be read');
      return clock.now();
    },
  });
  const client = new SignedClient({
    transport: async () => {
      sentAt.push(clock.now() - NOW);
      return json(200, {});
    },
    clock,
    baseUrl: 'http://binance.test',
    governor,
    serverClock,
    apiKey: 'key-of-this-test',
    signer: signerFor('secret-of-this-test'),
  });
  const replies: CommandReply['tag'][] = [];
  const place = async (times: number, orders = 1): Promise<void> => {
    await Promise.all(
      Array.from({ length: times }, async () => {
        const reply = await client.command(orders === 1 ? PLACE : LIST, [['symbol', 'BTCUSDT']], { lane: 'order', orders });
        replies.push(reply.tag);
      }),
    );
  };
  const tally = () => ({
    answered: replies.filter((tag) => tag === 'answered').length,
    notSent: replies.filter((tag) => tag === 'not-sent').length,
  });
  return { clock, governor, exchangeClock, sentAt, place, tally };
}

describe('the limit of orders', () => {
  it('is reached by as many as were sent, and leaves room again after ten seconds', async () => {
    const { clock, place, tally } = rig();
    await place(ORDERS_AT_ONCE + 5);
    expect(tally()).toEqual({ answered: ORDERS_AT_ONCE, notSent: 5 });
    await passTime(clock, 10_000);
    await place(1);
    expect(tally().answered).toBe(ORDERS_AT_ONCE + 1);
  });

  it('does not count an order that the pause of all requests kept back', async () => {
    const { clock, governor, place, tally } = rig();
    governor.pause(61_000);
    await passTime(clock, 500);
    await place(ORDERS_AT_ONCE);
    expect(tally()).toEqual({ answered: 0, notSent: ORDERS_AT_ONCE });
    await passTime(clock, 60_500);
    await place(ORDERS_AT_ONCE);
    expect(tally()).toEqual({ answered: ORDERS_AT_ONCE, notSent: ORDERS_AT_ONCE });
  });

  it('does not count an order that could not be signed, because the exchange has told no time', async () => {
    const { exchangeClock, place, tally } = rig();
    exchangeClock.fails = true;
    await place(ORDERS_AT_ONCE);
    exchangeClock.fails = false;
    await place(ORDERS_AT_ONCE);
    expect(tally()).toEqual({ answered: ORDERS_AT_ONCE, notSent: ORDERS_AT_ONCE });
  });

  it('counts an order when it is sent, however long it waited before', async () => {
    const { clock, governor, place, tally, sentAt } = rig();
    governor.pause(30_000);
    const waiting = place(ORDERS_AT_ONCE);
    await passTime(clock, 30_000);
    await waiting;
    expect(new Set(sentAt)).toEqual(new Set([30_000]));
    await passTime(clock, 5_000);
    await place(1);
    expect(tally()).toEqual({ answered: ORDERS_AT_ONCE, notSent: 1 });
  });

  it('counts the orders of one request together, or none of them', async () => {
    const { place, tally } = rig();
    await place(ORDERS_AT_ONCE - 2);
    await place(1, 3);
    expect(tally().notSent).toBe(1);
    await place(1, 2);
    expect(tally()).toEqual({ answered: ORDERS_AT_ONCE - 1, notSent: 1 });
    await place(1);
    expect(tally().notSent).toBe(2);
  });
});
