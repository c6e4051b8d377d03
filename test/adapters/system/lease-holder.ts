import { acquireLease } from '../../../src/adapters/system/socket-lease.ts';
import type { Lease } from '../../../src/ports/lease.ts';

/** A process that takes and releases the lease of a folder when its parent asks. */
const [, , folder = ''] = process.argv;
let lease: Lease | null = null;

process.on('message', (request) => void answer(request));
process.send?.('ready');

async function answer(request: unknown): Promise<void> {
  if (request === 'release') {
    await lease?.release();
    process.send?.('released');
    return;
  }
  try {
    lease = await acquireLease(folder);
    process.send?.({ epoch: lease.epoch });
  } catch (error) {
    process.send?.({ refused: error instanceof Error ? error.message : String(error) });
  }
}
