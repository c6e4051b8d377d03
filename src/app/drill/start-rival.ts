import { silentLog } from '../../adapters/system/silent-log.ts';
import { SECOND_MS } from '../../domain/time.ts';
import { directHttp } from '../../simulator/server/direct-http.ts';
import { DirectSockets } from '../../simulator/server/direct-socket.ts';
import { openDrillLife } from './drill-life.ts';
import { openDrillSetup } from './drill-setup.ts';
import type { DrillStage } from './drill-stage.ts';
import { type DrillWish, drillTrader } from './drill-trader.ts';
import type { KeptDisk } from './kept-journal.ts';
import { LifeClock } from './life-clock.ts';

const LATENCY_MS = 10;
const READY_MS = 5 * SECOND_MS;

/**
 * Starts a second bot on the account of a world, with a disk of its own, as somebody might by mistake, and lets it propose a purchase.
 * @returns its disk, when it is ready and has proposed.
 */
export async function startRival({ world, seed }: DrillStage): Promise<KeptDisk> {
  const { clock, front, configuration } = world;
  const [symbol = 'BTCUSDT'] = configuration.symbols;
  const wishes: DrillWish[] = [{ action: 'open', symbol, sizeStep: 0.25, stopFraction: 0.05 }];
  const setup = await openDrillSetup({
    seed,
    startAt: clock.now(),
    hours: 1,
    makeProviders: () => new Map([['rules', drillTrader(() => wishes.splice(0))]]),
  });
  const latencyMs = () => LATENCY_MS;
  const opening = openDrillLife({
    setup: { ...setup, configuration },
    clock: new LifeClock(clock),
    transports: {
      http: directHttp({ front, clock, latencyMs }),
      sockets: new DirectSockets({ front, clock, latencyMs }).transport,
    },
    epoch: 1,
    log: silentLog,
    onBug: (error) => world.bugs.push(error),
    crashPoint: () => undefined,
  });
  await world.advance(READY_MS);
  const { steward } = await opening;
  steward.runSessionNow();
  return setup.disk;
}
