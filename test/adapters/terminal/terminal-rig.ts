import { PassThrough, Writable } from 'node:stream';
import { TerminalChat } from '../../../src/adapters/terminal/terminal-chat.ts';
import { ManualClock } from '../../simulator/manual-clock.ts';

/** An output that keeps what is written to it, as a terminal of a given width or as a pipe. */
export class CapturedOutput extends Writable {
  readonly isTTY: boolean;
  readonly columns: number;
  text = '';
  isBroken = false;

  constructor({ isTTY = false, columns = 80 }: { readonly isTTY?: boolean; readonly columns?: number } = {}) {
    super({ decodeStrings: false });
    this.isTTY = isTTY;
    this.columns = columns;
  }

  override _write(chunk: string, _encoding: BufferEncoding, done: (error?: Error) => void): void {
    if (this.isBroken) {
      done(new Error('write EPIPE'));
      return;
    }
    this.text += chunk;
    done();
  }
}

export function terminalRig(
  options: { readonly isTTY?: boolean; readonly columns?: number; readonly colours?: 'auto' | 'off' } = {},
) {
  const input = new PassThrough();
  const output = new CapturedOutput(options);
  const clock = new ManualClock(Date.UTC(2024, 0, 15, 13));
  const { colours = 'auto' } = options;
  return { input, output, clock, chat: new TerminalChat({ input, output, clock, colours }) };
}
