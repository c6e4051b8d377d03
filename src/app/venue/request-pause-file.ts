import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { RequestGovernor } from '../../adapters/binance/request-governor.ts';
import type { EpochMs } from '../../domain/time.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';

const FILE = 'binance-pause.json';
const WRITTEN = /^\{"until":(\d{1,15})\}\s*$/;

/**
 * The one governor of a process' requests to Binance. A pause that the exchange asked for is kept in the data folder, so that a restart
 * does not break it: until it ends not one request is sent.
 */
export function openRequestGovernor(options: {
  readonly dataDir: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly signal?: AbortSignal;
}): RequestGovernor {
  const { dataDir, clock, log, signal } = options;
  const path = join(dataDir, FILE);
  const pausedUntil = readPause(path);
  if (pausedUntil > clock.now()) log.warn('Binance asked for a pause that is not over', { until: pausedUntil });
  return new RequestGovernor({
    clock,
    pausedUntil,
    onPause: (until) => {
      log.warn('Binance asked for a pause', { until });
      try {
        writePause(path, until);
      } catch (error) {
        log.error('the pause could not be kept; a restart would not know of it', { error });
      }
    },
    ...(signal === undefined ? {} : { signal }),
  });
}

/** A note that cannot be read counts as none: the exchange repeats itself at the first request. */
function readPause(path: string): EpochMs {
  if (!existsSync(path)) return 0;
  const until = WRITTEN.exec(readFileSync(path, 'utf8'))?.[1];
  return until === undefined ? 0 : Number(until);
}

function writePause(path: string, until: EpochMs): void {
  const draft = `${path}.new`;
  const file = openSync(draft, 'w');
  try {
    writeSync(file, `{"until":${until}}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(draft, path);
}
