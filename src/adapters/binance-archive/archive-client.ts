import { createHash } from 'node:crypto';
import { Fault } from '../../domain/fault.ts';
import { type DurationMs, SECOND_MS } from '../../domain/time.ts';
import type { Clock } from '../../ports/clock.ts';
import type { HttpTransport } from '../../ports/http-transport.ts';
import type { ArchiveFile } from './archive-file.ts';

const ARCHIVE_URL = 'https://data.binance.vision';

const ATTEMPT_MS_MAX: DurationMs = 60 * SECOND_MS;
const ATTEMPTS_MAX = 4;
const FIRST_DELAY_MS: DurationMs = 500;

export interface ArchiveClientOptions {
  readonly transport: HttpTransport;
  readonly clock: Clock;
  readonly baseUrl?: string;
  readonly attemptMsMax?: DurationMs;
}

/**
 * Binance's public archive. A file is believed only when it has the SHA-256 sum that stands beside it.
 * Passing trouble (`network`, `timeout`, `rate-limited`, `server-error`) is tried four times, then thrown as a Fault.
 */
export class ArchiveClient {
  readonly #options: Required<ArchiveClientOptions>;

  constructor({ baseUrl = ARCHIVE_URL, attemptMsMax = ATTEMPT_MS_MAX, ...options }: ArchiveClientOptions) {
    this.#options = { ...options, baseUrl: baseUrl.replace(/\/+$/, ''), attemptMsMax };
  }

  /** The SHA-256 sum of the file as it is now; null when the archive does not have the file. */
  async fetchChecksum({ path, name }: ArchiveFile): Promise<string | null> {
    const bytes = await this.#read(`${path}.CHECKSUM`);
    if (bytes === null) return null;
    // The format of sha256sum: the sum, two spaces, the name.
    const [, sum, named] = /^([0-9a-f]{64})[ *]+(\S+)\s*$/.exec(new TextDecoder().decode(bytes)) ?? [];
    if (sum === undefined || named !== name) throw new Fault('bad-payload', `${name}.CHECKSUM holds no SHA-256 sum of ${name}`);
    return sum;
  }

  /**
   * The bytes of the file, which have this sum.
   * @throws Fault `bad-payload` when they have another one, twice.
   */
  async fetchFile(file: ArchiveFile, checksum: string): Promise<Uint8Array> {
    // A file that is replaced between its sum and its bytes has both anew at the second look.
    const seen = await this.#read(file.path);
    if (seen !== null && sha256(seen) === checksum) return seen;
    const newChecksum = await this.fetchChecksum(file);
    const again = await this.#read(file.path);
    if (again !== null && sha256(again) === newChecksum) return again;
    const what = again === null ? 'is gone, its checksum is not' : 'does not have the sum of its CHECKSUM file';
    throw new Fault('bad-payload', `${file.name} ${what}; try again later: nothing of it was kept`);
  }

  /** Null for what is not there. */
  async #read(path: string): Promise<Uint8Array | null> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#readOnce(path);
      } catch (error) {
        if (!(error instanceof Fault && error.retryable) || attempt === ATTEMPTS_MAX) throw error;
        await this.#options.clock.sleep(FIRST_DELAY_MS * 2 ** (attempt - 1));
      }
    }
  }

  async #readOnce(path: string): Promise<Uint8Array | null> {
    const { transport, clock, baseUrl, attemptMsMax } = this.#options;
    const deadline = new AbortController();
    const cancelDeadline = clock.after(attemptMsMax, () => deadline.abort());
    try {
      const response = await transport(`${baseUrl}/${path}`, { signal: deadline.signal });
      const bytes = new Uint8Array(await response.arrayBuffer());
      if (response.status === 200) return bytes;
      if (response.status === 404) return null;
      throw faultOfStatus(path, response.status);
    } catch (error) {
      if (error instanceof Fault) throw error;
      if (deadline.signal.aborted)
        throw new Fault('timeout', `${path} did not arrive within ${attemptMsMax} ms`, { retryable: true });
      throw new Fault('network', `${path} did not arrive whole`, { retryable: true, cause: error });
    } finally {
      cancelDeadline();
    }
  }
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function faultOfStatus(path: string, status: number): Fault {
  const message = `the archive answered ${path} with HTTP ${status}`;
  if (status === 429) return new Fault('rate-limited', message, { retryable: true });
  if (status >= 500) return new Fault('server-error', message, { retryable: true });
  return new Fault('bad-payload', message);
}
