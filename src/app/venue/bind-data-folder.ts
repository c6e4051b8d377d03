import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { createFolderDurably, syncPath } from '../../adapters/journal/durable-folder.ts';
import { Fault } from '../../domain/fault.ts';
import { parsedJson } from '../../domain/parsed-json.ts';
import type { EpochMs } from '../../domain/time.ts';
import { ConfigurationError } from '../usage-error.ts';
import type { VenueIdentity } from './venue-identity.ts';

const FILE = 'venue.json';

const boundSchema = z.object({ venue: z.string(), host: z.string(), keyFingerprint: z.string(), boundAt: z.number() });

/**
 * Binds a data folder to one exchange and one account, the first time it is used with them; later it must be the same ones, or the
 * books of one account would be taken for another's. Call it under the folder's lease.
 * @returns when it was bound: trades from before are none of the bot's.
 * @throws ConfigurationError when the folder belongs to another venue, host or key; Fault `storage` when the note is damaged.
 */
export async function bindDataFolder(
  dataDir: string,
  identity: VenueIdentity,
  now: EpochMs,
): Promise<{ readonly boundAt: EpochMs }> {
  const path = join(dataDir, FILE);
  const ours = { venue: identity.venue, host: new URL(identity.restUrl).host, keyFingerprint: identity.keyFingerprint };
  const bound = await readBinding(path);
  if (bound === null) {
    await createFolderDurably(dataDir);
    await writeFile(path, `${JSON.stringify({ ...ours, boundAt: now })}\n`, { flag: 'wx' });
    await syncPath(path);
    await syncPath(dataDir);
    return { boundAt: now };
  }
  const differences = (['venue', 'host', 'keyFingerprint'] as const).filter((name) => bound[name] !== ours[name]);
  if (differences.length === 0) return { boundAt: bound.boundAt };
  const told = differences.map((name) => `${name} ${bound[name]}, not ${ours[name]}`).join('; ');
  throw new ConfigurationError(
    `--data-dir = ${dataDir}: its books are those of ${told}; choose another folder, or go back to the account that it belongs to`,
  );
}

async function readBinding(path: string): Promise<z.output<typeof boundSchema> | null> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw new Fault('storage', `${path} cannot be read`, { cause: error });
  }
  const parsed = boundSchema.safeParse(parsedJson(text));
  if (parsed.success) return parsed.data;
  throw new Fault(
    'storage',
    `${path} is damaged; it says which account the books in this folder belong to, so nothing is guessed`,
  );
}
