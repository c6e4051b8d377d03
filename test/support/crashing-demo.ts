import { runDemoToEnd } from '../../src/app/run-demo-to-end.ts';
import { killAt } from './kill-at.ts';

/**
 * The demo as its own process, killed by itself at the given place: `crashing-demo.ts DATA_DIR CONFIG_DIR HOURS [POINT HIT]`.
 * SIGKILL leaves no time to tidy up, like a power cut for everything that is not on the disk.
 */
const [dataDir = '', configDir = '', hours = '', point = '', hit = '1'] = process.argv.slice(2);

await runDemoToEnd({
  dataDir,
  configDir,
  hours: Number(hours),
  json: true,
  crashPoint: killAt({ point, hit }),
});
