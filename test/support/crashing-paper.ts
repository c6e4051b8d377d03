import { readEnvironment } from '../../src/app/environment.ts';
import { runTrading } from '../../src/app/run-trading.ts';
import { killAt } from './kill-at.ts';

/**
 * Paper trading as its own process, ended by itself at the given place: `crashing-paper.ts DATA_DIR CONFIG_DIR POINT HIT [SIGNAL]`.
 * SIGKILL leaves no time to tidy up, like a power cut for everything that is not on the disk. Before any other signal the process stands
 * still for so long that no price it knows is fresh.
 */
const [dataDir = '', configDir = '', point = '', hit = '1', signal = 'SIGKILL'] = process.argv.slice(2);
const STALE_MS = 1_500;

await runTrading({
  dataDir,
  configDir,
  environment: readEnvironment(process.env),
  sessionNow: false,
  venue: 'paper',
  crashPoint: killAt({ point, hit, signal }, () => {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, STALE_MS);
  }),
});
