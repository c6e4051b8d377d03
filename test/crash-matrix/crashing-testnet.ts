import { readEnvironment } from '../../src/app/environment.ts';
import { runTrading } from '../../src/app/run-trading.ts';

/** Trading on a signed exchange as its own process, killed by itself at the given place: `crashing-testnet.ts DATA_DIR CONFIG_DIR [POINT HIT]`. */
const [dataDir = '', configDir = '', point = '', hit = '1'] = process.argv.slice(2);
let hits = 0;

await runTrading({
  dataDir,
  configDir,
  environment: readEnvironment(process.env),
  sessionNow: false,
  venue: 'testnet',
  crashPoint: (name) => {
    if (name !== point) return;
    hits += 1;
    if (hits === Number(hit)) process.kill(process.pid, 'SIGKILL');
  },
});
