/** A file of the journal, named by the sequence number of its first entry. */
export interface Segment {
  readonly name: string;
  readonly firstSequence: number;
}

export function segmentOf(firstSequence: number): Segment {
  return { name: `${String(firstSequence).padStart(8, '0')}.jsonl`, firstSequence };
}

/** The segments among the files of a folder, oldest first. Other files are not the journal's and are left alone. */
export function segmentsAmong(names: readonly string[]): Segment[] {
  return names
    .filter((name) => /^\d{8,}\.jsonl$/.test(name))
    .map((name) => ({ name, firstSequence: Number.parseInt(name, 10) }))
    .sort((left, right) => left.firstSequence - right.firstSequence);
}
