import { setMaxListeners } from 'node:events';
import { RequestGovernor } from '../../adapters/binance/request-governor.ts';
import { SECOND_MS } from '../../domain/time.ts';
import type { Log } from '../../ports/log.ts';
import type { StewardCrashPoint } from '../../session/session-services.ts';
import type { Steward } from '../../session/steward.ts';
import { startBackgroundWork } from '../background-work.ts';
import { composeSteward, type StewardParts, startSteward } from '../compose-steward.ts';
import { openLiveSide } from '../live-side.ts';
import { repeat } from '../repeat.ts';
import { stopOnBug } from '../stop-on-bug.ts';
import type { Transports } from '../transports.ts';
import type { VenueIdentity } from '../venue/venue-identity.ts';
import type { DrillSetup } from './drill-setup.ts';
import { KeptJournal } from './kept-journal.ts';
import type { LifeClock } from './life-clock.ts';

const READS_MAX = 200;
const WAKE_EVERY_MS = 30 * SECOND_MS;

/** An exchange of this machine, by its addresses; nothing listens there. */
const DRILL_IDENTITY: VenueIdentity = {
  venue: 'live',
  restUrl: 'http://127.0.0.1',
  streamUrl: 'ws://127.0.0.1',
  socketApiUrl: 'ws://127.0.0.1/ws-api/v3',
  keyFingerprint: 'drill',
};

export interface LifeParts {
  readonly setup: DrillSetup;
  readonly clock: LifeClock;
  readonly transports: Transports;
  readonly epoch: number;
  readonly log: Log;
  readonly onBug: (error: Error) => void;
  readonly crashPoint: (name: StewardCrashPoint) => void;
}

/** One process of the bot, ready: recovered, following its account and prices, running its sessions on the hour. */
export interface DrillLife {
  readonly steward: Steward;
  /** Tells it to end, as an interrupt does. */
  end(): void;
}

/** Starts the bot as it is composed for a real account, its hosts aside. @throws Fault when the exchange cannot be reached. */
export async function openDrillLife(parts: LifeParts): Promise<DrillLife> {
  const { setup, clock, log } = parts;
  const { disk, configuration } = setup;
  const stop = stopOnBug();
  const onBug = (error: Error): void => {
    parts.onBug(error);
    stop.onBug(error);
  };
  const reads = new AbortController();
  setMaxListeners(READS_MAX, reads.signal);
  const side = await openLiveSide({
    identity: DRILL_IDENTITY,
    ...setup.credentials,
    symbols: configuration.symbols,
    clock,
    network: { machine: clock, speed: 1 },
    transports: parts.transports,
    governor: openGovernor(parts, reads.signal),
    log,
    readSignal: reads.signal,
    stop: { ...stop, onBug },
    tradesFrom: setup.startAt,
  });
  const stewardParts: StewardParts = {
    venue: 'live',
    configuration,
    configurationHash: 'drill',
    prompts: setup.prompts,
    clock,
    log,
    journal: new KeptJournal(disk, { clock, latencyMs: setup.writeLatencyMs }),
    exchange: setup.exchangeThrough(side.exchange),
    ...(side.exchangeStanding === undefined ? {} : { exchangeStanding: side.exchangeStanding }),
    marketData: side.marketData,
    makeProviders: setup.makeProviders,
    epoch: parts.epoch,
    seed: setup.seed,
    stopSignal: stop.signal,
    onBug,
    crashPoint: parts.crashPoint,
  };
  const steward = await composeSteward(stewardParts);
  side.join?.(steward);
  side.followPrices();
  await startSteward(steward, stewardParts);
  startBackgroundWork(steward, { clock, log, signal: stop.signal });
  const work = () => steward.runDueSession('schedule');
  void repeat({ what: 'the wake', everyMs: WAKE_EVERY_MS, work }, { clock, log, signal: stop.signal, onBug });
  return { steward, end: stop.end };
}

function openGovernor({ setup: { disk }, clock }: LifeParts, signal: AbortSignal): RequestGovernor {
  return new RequestGovernor({
    clock,
    signal,
    pausedUntil: disk.pausedUntil,
    onPause: (until) => {
      disk.pausedUntil = until;
    },
  });
}
