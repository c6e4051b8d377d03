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
  /** What is not on the disk since a write failed. */
  private unwritten: LineGroup[] = [];
  private rewriting: Promise<boolean> | null = null;

  constructor(segments: SegmentWriter, durableSequence: number) {
    this.segments = segments;
    this.durableSequence = durableSequence;
  }

  add({ text, firstSequence, lastSequence }: LineGroup): Promise<void> {
    if (this.failure !== null) {
      this.unwritten.push({ text, firstSequence, lastSequence });
      return rejectedPromise(this.failure);
    }
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

  /** Those who ask at the same time share one attempt. */
  rewrite(): Promise<boolean> {
    this.rewriting ??= this.rewriteAll().finally(() => {
      this.rewriting = null;
    });
    return this.rewriting;
  }

  private async rewriteAll(): Promise<boolean> {
    await this.work;
    for (let first = this.unwritten[0]; first !== undefined; first = this.unwritten[0]) {
      const groups = [...this.unwritten];
      try {
        await this.segments.rewrite(Buffer.from(groups.map(({ text }) => text).join('')), first.firstSequence);
      } catch (error) {
        this.failure = storageFault(`cannot write entry ${first.firstSequence} to the journal`, error);
        return false;
      }
      this.durableSequence = groups.at(-1)?.lastSequence ?? this.durableSequence;
      this.unwritten = this.unwritten.slice(groups.length);
    }
    this.failure = null;
    return true;
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

  /** A failed sync is never tried again: the operating system may have dropped the bytes and would then report success. They are written anew. */
  private async writeBatch(batch: Batch): Promise<void> {
    try {
      await this.segments.write(Buffer.from(batch.texts.join('')), batch.firstSequence);
    } catch (error) {
      this.failure = storageFault(`cannot write entry ${batch.firstSequence} to the journal`, error);
      this.giveUp(batch, this.failure);
      const waiting = this.takeBatch();
      if (waiting !== null) this.giveUp(waiting, this.failure);
      return;
    }
    this.durableSequence = batch.lastSequence;
    batch.durable.resolve();
  }

  private giveUp({ texts, firstSequence, lastSequence, durable }: Batch, failure: Fault): void {
    this.unwritten.push({ text: texts.join(''), firstSequence, lastSequence });
    durable.reject(failure);
  }
}
