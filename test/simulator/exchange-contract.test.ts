import { price } from '../../src/domain/decimal.ts';
import { Fault } from '../../src/domain/fault.ts';
import { HOUR_MS, hourStart } from '../../src/domain/time.ts';
import type { ExchangeFaults } from '../../src/simulator/faults.ts';
import { describeExchange } from '../contract/exchange.contract.ts';
import { exchangeRig } from './exchange-rig.ts';

describeExchange('the simulated exchange', async () => {
  let lost: 'request' | 'reply' | null = null;
  let readFails = false;
  const takeLost = () => {
    const what = lost;
    lost = null;
    return what === null ? null : (`lose-${what}` as const);
  };
  const faults: ExchangeFaults = {
    beforePlace: takeLost,
    beforeCancel: takeLost,
    beforeRead: () => {
      const fault = readFails ? new Fault('network', 'the line is dead') : null;
      readFails = false;
      return fault;
    },
  };
  const flat = (at: number) => [at, at, at, at] as const;
  const rig = exchangeRig({ BTCUSDT: [flat(42_000)] }, { faults, balances: { USDT: '1000', BTC: '0.1' } });
  return {
    exchange: rig.exchange,
    symbol: 'BTCUSDT',
    mark: () => rig.exchange.priceAt('BTCUSDT', rig.clock.now()) ?? price(0),
    moveMarketTo: async (target) => {
      const nextHour = hourStart(rig.clock.now()) + HOUR_MS;
      rig.future.script('BTCUSDT', nextHour, [flat(target.toNumber())]);
      rig.clock.moveTo(nextHour + 1);
      rig.exchange.advanceTo(rig.clock.now());
      await rig.exchange.idle();
    },
    loseNext: (what) => {
      lost = what;
    },
    failNextRead: () => {
      readFails = true;
    },
    eventsConsumed: () => rig.exchange.idle(),
    close: async () => {},
  };
});
