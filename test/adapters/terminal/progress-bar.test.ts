import { describe, expect, it } from 'vitest';
import { createProgressBar } from '../../../src/adapters/terminal/progress-bar.ts';
import { CapturedOutput } from './terminal-rig.ts';

describe('the progress bar', () => {
  it('fills up on a terminal and leaves a clean line', () => {
    const stream = new CapturedOutput({ isTTY: true });
    const bar = createProgressBar({ stream, label: 'replay' });
    bar.update(1, 2);
    expect(stream.text).toBe(`\r\u001b[2Kreplay ${'█'.repeat(15)}${'░'.repeat(15)}  50 %`);
    bar.end();
    expect(stream.text.endsWith('\r\u001b[2K')).toBe(true);
  });

  it('is redrawn only when it would look different', () => {
    const stream = new CapturedOutput({ isTTY: true });
    const bar = createProgressBar({ stream, label: 'replay' });
    for (let done = 0; done <= 10_000; done += 1) bar.update(done, 10_000);
    expect(stream.text.split('\r').length - 1).toBe(101);
  });

  it.each([
    ['more than all', 5, 2, '100 %'],
    ['nothing to do', 0, 0, '100 %'],
    ['less than nothing', -1, 2, '  0 %'],
  ])('shows a share from 0 to 100: %s', (_case, done, total, shown) => {
    const stream = new CapturedOutput({ isTTY: true });
    createProgressBar({ stream, label: 'x' }).update(done, total);
    expect(stream.text.endsWith(shown)).toBe(true);
  });

  it('writes nothing where there is no terminal', () => {
    const stream = new CapturedOutput();
    const bar = createProgressBar({ stream, label: 'replay' });
    bar.update(1, 2);
    bar.end();
    expect(stream.text).toBe('');
  });
});
