import type { Fault } from '../../domain/fault.ts';
import { rejectedPromise } from './deferred.ts';
import type { EntryWriter, LineGroup } from './entry-writer.ts';
import type { SegmentWriter } from './segment-writer.ts';
import { storageFault } from './storage-fault.ts';

const CHUNK_LENGTH = 256 * 1024;
const DONE = Promise.resolve();

/**
 * Collects lines and writes them in chunks, without any sync: for replays and tests, whose journals can be made again.
 * It writes at once instead of in the background, so that the order of what a replay does never depends on the disk's speed.
 */
export class BufferedWriter implements EntryWriter {
  private readonly segments: SegmentWriter;
  private texts: string[] = [];
  private length = 0;
  private firstSequence = 0;
  private addedSequence: number;
  private writtenSequence: number;
  private failure: Fault | null = null;

  constructor(segments: SegmentWriter, writtenSequence: number) {
    this.segments = segments;
    this.addedSequence = writtenSequence;
    this.writtenSequence = writtenSequence;
  }

  add({ text, firstSequence, lastSequence }: LineGroup): Promise<void> {
    if (this.failure !== null) return rejectedPromise(this.failure);
    if (this.texts.length === 0) this.firstSequence = firstSequence;
    this.texts.push(text);
    this.length += text.length;
    this.addedSequence = lastSequence;
    if (this.length >= CHUNK_LENGTH) this.writeOut();
    return this.failure === null ? DONE : rejectedPromise(this.failure);
  }

  readableSequence(): number {
    this.writeOut();
    return this.writtenSequence;
  }

  /** Nothing is written anew: what these journals hold can be made again. */
  rewrite(): Promise<boolean> {
    return Promise.resolve(this.failure === null);
  }

  async flush(): Promise<void> {
    this.writeOut();
    if (this.failure !== null) throw this.failure;
  }

  private writeOut(): void {
    if (this.texts.length === 0 || this.failure !== null) return;
    try {
      this.segments.writeNow(Buffer.from(this.texts.join('')), this.firstSequence);
    } catch (error) {
      this.failure = storageFault(`cannot write entry ${this.firstSequence} to the journal`, error);
      return;
    }
    this.texts = [];
    this.length = 0;
    this.writtenSequence = this.addedSequence;
  }
}
