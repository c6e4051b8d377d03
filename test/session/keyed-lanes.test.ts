import { describe, expect, it } from 'vitest';
import { KeyedLanes } from '../../src/session/keyed-lanes.ts';

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

describe('keyed lanes', () => {
  it('run jobs of one key one after the other, and of different keys side by side', async () => {
    const lanes = new KeyedLanes<string>();
    const done: string[] = [];
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const first = lanes.run('BTC', async () => {
      await held;
      done.push('BTC 1');
    });
    const second = lanes.run('BTC', async () => void done.push('BTC 2'));
    const other = lanes.run('ETH', async () => void done.push('ETH 1'));
    await other;
    expect(done).toEqual(['ETH 1']);
    release();
    await Promise.all([first, second]);
    expect(done).toEqual(['ETH 1', 'BTC 1', 'BTC 2']);
  });

  it('go on after a job that rejects, and give its reason to its own caller alone', async () => {
    const lanes = new KeyedLanes<string>();
    const failed = lanes.run('BTC', () => Promise.reject(new Error('no')));
    const next = lanes.run('BTC', async () => 'done');
    await expect(failed).rejects.toThrow('no');
    expect(await next).toBe('done');
  });

  it('are free again when their last job has ended', async () => {
    const lanes = new KeyedLanes<string>();
    const job = lanes.run('BTC', nextTurn);
    expect(lanes.isBusy('BTC')).toBe(true);
    expect(lanes.isBusy('ETH')).toBe(false);
    await job;
    await nextTurn();
    expect(lanes.isBusy('BTC')).toBe(false);
  });
});
