import { programOperands } from '../support/built-programs.ts';
import type { Restart } from './run-cell.ts';

/** Starts the bot with the planted bug: it sends again what it does not know the outcome of. */
export const restartAndResend: Restart = ({ dataDir, configDir }) => [
  ...programOperands('test/crash-matrix/resending-testnet.ts'),
  dataDir,
  configDir,
];
