import type { Fault } from '../../domain/fault.ts';
import { createDeferred, type Deferred, rejectedPromise } from './deferred.ts';
import type { EntryWriter, LineGroup } from './entry-writer.ts';
import type { SegmentWriter } from './segment-writer.ts';
import { storageFault } from './storage-fault.ts';

interface Batch {
  readonly texts: string[];
  readonly firstSequence: number;
  lastSequence: number;
  readonly durable: Deferred;
}

/** One write and one sync per batch. Appends of the same turn share a batch, and so do those made while a batch is under way. */
export class SyncedWriter implements EntryWriter {
  private readonly segments: SegmentWriter;
  private durableSequence: number;
  private waiting: Batch | null = null;
  private work: Promise<void> | null = null;
  private failure: Fault | null = null;

  constructor(segments: SegmentWriter, durableSequence: number) {
    this.segments = segments;
    this.durableSequence = durableSequence;
  }

  add({ text, firstSequence, lastSequence }: LineGroup): Promise<void> {
    if (this.failure !== null) return rejectedPromise(this.failure);
    this.waiting ??= { texts: [], firstSequence, lastSequence, durable: createDeferred() };
    this.waiting.texts.push(text);
    this.waiting.lastSequence = lastSequence;
    const { promise } = this.waiting.durable;
    this.work ??= this.writeBatches();
    return promise;
  }

  readableSequence(): number {
    return this.durableSequence;
  }

  async flush(): Promise<void> {
    await this.work;
    if (this.failure !== null) throw this.failure;
  }

  private async writeBatches(): Promise<void> {
    await Promise.resolve();
    for (let batch = this.takeBatch(); batch !== null; batch = this.takeBatch()) await this.writeBatch(batch);
    this.work = null;
  }

  private takeBatch(): Batch | null {
    const batch = this.waiting;
    this.waiting = null;
    return batch;
  }

  /** A failed sync is never tried again: the operating system may have dropped the bytes and would then report success. */
  private async writeBatch(batch: Batch): Promise<void> {
    try {
      await this.segments.write(Buffer.from(batch.texts.join('')), batch.firstSequence);
    } catch (error) {
      this.failure = storageFault(`cannot write entry ${batch.firstSequence} to the journal`, error);
      batch.durable.reject(this.failure);
      this.takeBatch()?.durable.reject(this.failure);
      return;
    }
    this.durableSequence = batch.lastSequence;
    batch.durable.resolve();
  }
}
