import { readEnvironment } from '../../src/app/environment.ts';
import { runTrading } from '../../src/app/run-trading.ts';
import { killAt } from '../support/kill-at.ts';

/** Trading on a signed exchange as its own process, killed by itself at the given place: `crashing-testnet.ts DATA_DIR CONFIG_DIR [POINT HIT]`. */
const [dataDir = '', configDir = '', point = '', hit = '1'] = process.argv.slice(2);

await runTrading({
  dataDir,
  configDir,
  environment: readEnvironment(process.env),
  sessionNow: false,
  venue: 'testnet',
  crashPoint: killAt({ point, hit }),
});
