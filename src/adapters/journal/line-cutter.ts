const NEWLINE = '\n'.charCodeAt(0);

/** Cuts the chunks of a file into lines. What follows the last newline waits for the next chunk. */
export class LineCutter {
  private rest: Buffer[] = [];

  /** The lines that end in `chunk`, without their newlines. */
  cut(chunk: Buffer): Buffer[] {
    const lines: Buffer[] = [];
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
      lines.push(this.withRest(chunk.subarray(start, end)));
      start = end + 1;
    }
    if (start < chunk.length) this.rest.push(chunk.subarray(start));
    return lines;
  }

  private withRest(ending: Buffer): Buffer {
    if (this.rest.length === 0) return ending;
    const line = Buffer.concat([...this.rest, ending]);
    this.rest = [];
    return line;
  }
}
