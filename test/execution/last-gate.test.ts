import { describe, expect, it } from 'vitest';
import { FakeExchange } from '../support/fake-exchange.ts';
import { buildExecutor, plannedOrder } from './execution-fixtures.ts';

describe('the last gate', () => {
  it('stops an order whose intent is durable already, and nothing is sent', async () => {
    const steps: string[] = [];
    const exchange = new FakeExchange(steps);
    const order = plannedOrder();
    const { executor, orders } = buildExecutor(exchange, { steps, lastGate: () => 'trading is halted' });
    expect(await executor.execute(order)).toMatchObject({ tag: 'abandoned', fills: [] });
    expect(orders.order(order.intent.clientOrderId)?.state).toEqual({ tag: 'abandoned', why: 'trading is halted' });
    expect(steps).not.toContain('order-sent');
    expect(exchange.placed).toEqual([]);
  });

  it('is asked after the intent is durable, with the intent', async () => {
    const steps: string[] = [];
    const order = plannedOrder();
    const asked: string[] = [];
    const { executor } = buildExecutor(new FakeExchange(steps), {
      steps,
      lastGate: (intent) => {
        asked.push(`${intent.clientOrderId} after ${steps.at(-1)}`);
        return 'closed';
      },
    });
    await executor.execute(order);
    expect(asked).toEqual([`${order.intent.clientOrderId} after intent-durable`]);
  });
});
