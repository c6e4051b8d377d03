import type { TerminalOutput } from './terminal-chat.ts';

const BAR_LENGTH = 30;
const CLEAR_LINE = '\r\u001b[2K';

export interface ProgressBar {
  update(done: number, total: number): void;
  /** Takes the bar away, so that what is written next stands on a clean line. */
  end(): void;
}

/** One line that fills up, redrawn when its percentage changes. Shows nothing where the stream is no terminal. */
export function createProgressBar({ stream, label }: { readonly stream: TerminalOutput; readonly label: string }): ProgressBar {
  let shown = '';
  const draw = (text: string) => {
    if (stream.isTTY !== true || text === shown) return;
    stream.write(`${CLEAR_LINE}${text}`);
    shown = text;
  };
  return {
    update: (done, total) => draw(barText(label, total <= 0 ? 1 : Math.min(1, Math.max(0, done / total)))),
    end: () => draw(''),
  };
}

function barText(label: string, doneFraction: number): string {
  const percent = Math.floor(doneFraction * 100);
  const filled = Math.floor((percent * BAR_LENGTH) / 100);
  return `${label} ${'█'.repeat(filled)}${'░'.repeat(BAR_LENGTH - filled)} ${String(percent).padStart(3, ' ')} %`;
}
