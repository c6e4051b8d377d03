import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Fault } from '../../domain/fault.ts';
import type { AccessStore, ButtonStore, Grant, OffsetStore, StoredButton } from './telegram-stores.ts';

/** What a Telegram chat remembers between two processes. */
export interface TelegramStores {
  readonly offsets: OffsetStore;
  readonly access: AccessStore;
  readonly buttons: ButtonStore;
}

/** Keeps it in three small files of this folder, each replaced as a whole and readable by its owner only. */
export function openFileStores(folder: string): TelegramStores {
  const offset = new JsonFile(join(folder, 'telegram-offset.json'));
  const access = new JsonFile(join(folder, 'telegram-access.json'));
  const buttons = new JsonFile(join(folder, 'telegram-buttons.json'));
  return {
    offsets: { load: async () => readOffset(await offset.read()), save: (next) => offset.write(next) },
    access: {
      load: async () => readGrants(await access.read(), access.path),
      add: async (grant) => access.write([...readGrants(await access.read(), access.path), grant]),
    },
    buttons: { load: async () => readButtons(await buttons.read()), save: (all) => buttons.write(all) },
  };
}

/** A file of JSON that is either the old or the new one, whenever the process dies. */
class JsonFile {
  readonly path: string;
  #written: Promise<void> = Promise.resolve();

  constructor(path: string) {
    this.path = path;
  }

  /** Undefined when there is no such file, null when it holds no JSON. */
  async read(): Promise<unknown> {
    await this.#written.catch(() => undefined);
    const text = await readFile(this.path, 'utf8').catch((error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
      throw new Fault('storage', `${this.path} cannot be read`, { cause: error });
    });
    try {
      return text === undefined ? undefined : JSON.parse(text);
    } catch {
      // Whether a damaged file can be done without is for its reader to say.
      return null;
    }
  }

  /** Resolves when the value is durable. Writes follow each other. */
  write(value: unknown): Promise<void> {
    const write = () => this.#replace(JSON.stringify(value));
    this.#written = this.#written.then(write, write);
    return this.#written;
  }

  async #replace(text: string): Promise<void> {
    const next = `${this.path}.new`;
    try {
      await mkdir(dirname(this.path), { recursive: true });
      await writeDurably(next, text);
      await rename(next, this.path);
      await syncFolder(dirname(this.path));
    } catch (error) {
      throw new Fault('storage', `${this.path} cannot be written`, { cause: error });
    }
  }
}

async function writeDurably(path: string, text: string): Promise<void> {
  const file = await open(path, 'w', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** The new name is durable when the folder is. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** Telegram keeps the confirmed offset too: without ours, it begins there. */
function readOffset(value: unknown): number | null {
  return Number.isSafeInteger(value) ? Number(value) : null;
}

/** @throws Fault for a damaged file: who may speak is not to be guessed. */
function readGrants(value: unknown, path: string): readonly Grant[] {
  if (value === undefined) return [];
  if (Array.isArray(value) && value.every(isGrant)) return value;
  throw new Fault('storage', `${path} is damaged; delete it and pair again`);
}

function isGrant(value: unknown): value is Grant {
  if (!isRecord(value)) return false;
  return Number.isSafeInteger(value['userId']) && Number.isSafeInteger(value['chatId']) && typeof value['name'] === 'string';
}

/** Buttons that are lost can be typed as commands. */
function readButtons(value: unknown): readonly StoredButton[] {
  return Array.isArray(value) ? value.filter(isButton) : [];
}

function isButton(value: unknown): value is StoredButton {
  if (!isRecord(value) || !isRecord(value['command'])) return false;
  const { nonceHash, chatId, messageId, label, command } = value;
  const isPlaced = Number.isSafeInteger(chatId) && (messageId === null || Number.isSafeInteger(messageId));
  return typeof nonceHash === 'string' && isPlaced && typeof label === 'string' && isCommand(command);
}

function isCommand(value: unknown): boolean {
  if (!isRecord(value)) return false;
  const { name, arguments: given } = value;
  return typeof name === 'string' && Array.isArray(given) && given.every((argument) => typeof argument === 'string');
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
