/** The lines of one append, in the order of their sequence numbers. */
export interface LineGroup {
  readonly text: string;
  readonly firstSequence: number;
  readonly lastSequence: number;
}

/** Brings lines into the segments: with a promise kept by the disk (`SyncedWriter`), or as fast as possible (`BufferedWriter`). */
export interface EntryWriter {
  /** Resolves when the lines are durable; once a write has failed, this and every later call rejects with its storage fault, until `rewrite` succeeds. */
  add(lines: LineGroup): Promise<void>;
  /** The newest entry that a reader may find in the segments. */
  readableSequence(): number;
  /** Writes what a failed write left out. @returns true when everything added is durable. */
  rewrite(): Promise<boolean>;
  /** Waits for everything added; rejects when any of it could not be written. */
  flush(): Promise<void>;
}
