import { type FileHandle, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { DurationMs } from '../../../src/domain/time.ts';

/** About as much as the journal writes at once. */
const TEXT = `${'x'.repeat(600)}\n`;

/** What the machine itself takes while something else is measured: a busy one is late for everything. */
export class MachineWatch {
  readonly #path: string;
  readonly #file: FileHandle;
  readonly #writesMs: DurationMs[] = [];
  readonly #latenessMs: DurationMs[] = [];

  private constructor(path: string, file: FileHandle) {
    this.#path = path;
    this.#file = file;
  }

  static async open(folder: string): Promise<MachineWatch> {
    const path = join(folder, `bench-writes-${process.pid}`);
    return new MachineWatch(path, await open(path, 'a'));
  }

  /** Writes once, durably, and waits a millisecond. */
  async look(): Promise<void> {
    const startedAt = performance.now();
    await this.#file.write(TEXT);
    await this.#file.datasync();
    const writtenAt = performance.now();
    await new Promise((resolve) => setTimeout(resolve, 1));
    this.#writesMs.push(writtenAt - startedAt);
    this.#latenessMs.push(performance.now() - writtenAt - 1);
  }

  async close(): Promise<{ readonly writesMs: readonly DurationMs[]; readonly latenessMs: readonly DurationMs[] }> {
    await this.#file.close();
    await rm(this.#path);
    return { writesMs: this.#writesMs, latenessMs: this.#latenessMs };
  }
}
