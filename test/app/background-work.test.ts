import { describe, expect, it } from 'vitest';
import { silentLog } from '../../src/adapters/system/silent-log.ts';
import { startBackgroundWork } from '../../src/app/background-work.ts';
import { Fault } from '../../src/domain/fault.ts';
import type { Exchange } from '../../src/ports/exchange.ts';
import { stewardForTest } from '../support/steward-for-test.ts';

describe('work in the background', () => {
  it('is told when it failed three times in a row, and that it works again', async () => {
    let isDown = false;
    const exchangeThrough = (exchange: Exchange): Exchange =>
      new Proxy(exchange, {
        get(target, name) {
          if (name === 'fetchOpenOrders' && isDown) return () => Promise.reject(new Fault('network', 'the connection was reset'));
          const value: unknown = Reflect.get(target, name);
          return typeof value === 'function' ? value.bind(target) : value;
        },
      });
    const rig = await stewardForTest({ warmUpDays: 2, exchangeThrough });
    const stop = new AbortController();
    startBackgroundWork(rig.steward, { clock: rig.clock, log: silentLog, signal: stop.signal });
    const minutes = async (count: number) => {
      for (let minute = 0; minute < count; minute += 1) {
        await rig.advance({ minutes: 1 });
        for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      }
    };
    isDown = true;
    await minutes(2);
    expect(await rig.factsOf('alert-raised')).toEqual([]);
    await minutes(4);
    expect(await rig.factsOf('alert-raised')).toMatchObject([
      { key: 'work-failed-audit', facts: { what: 'the audit of the stops', code: 'network' } },
    ]);
    isDown = false;
    await minutes(3);
    expect(await rig.factsOf('alert-resolved')).toEqual([{ kind: 'alert-resolved', key: 'work-failed-audit' }]);
    stop.abort();
    await rig.stop();
    expect(rig.bugs).toEqual([]);
  });
});
