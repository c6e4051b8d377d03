import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AccountQueue, type Lane } from '../../src/session/account-queue.ts';

function gate(): { readonly opened: Promise<void>; open(): void } {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

describe('the account queue', () => {
  it('runs one job at a time', async () => {
    const queue = new AccountQueue();
    let underWay = 0;
    let most = 0;
    const job = async () => {
      underWay += 1;
      most = Math.max(most, underWay);
      await Promise.resolve();
      underWay -= 1;
    };
    await Promise.all(Array.from({ length: 10 }, () => queue.run('trade', job)));
    expect(most).toBe(1);
  });

  it('lets protection go before trades that wait, not before the one that runs', async () => {
    const queue = new AccountQueue();
    const done: string[] = [];
    const { opened, open } = gate();
    const first = queue.run('trade', async () => {
      await opened;
      done.push('trade 1');
    });
    const later = [
      queue.run('trade', async () => void done.push('trade 2')),
      queue.run('protection', async () => void done.push('protection 1')),
      queue.run('trade', async () => void done.push('trade 3')),
      queue.run('protection', async () => void done.push('protection 2')),
    ];
    open();
    await Promise.all([first, ...later]);
    expect(done).toEqual(['trade 1', 'protection 1', 'protection 2', 'trade 2', 'trade 3']);
  });

  it.each<[string, () => Promise<void>]>([
    ['rejects', () => Promise.reject(new Error('no'))],
    [
      'throws at once',
      () => {
        throw new Error('no');
      },
    ],
  ])('goes on after a job that %s, and says so to whoever asked for it', async (_how, job) => {
    const queue = new AccountQueue();
    const failed = queue.run('trade', job);
    const next = queue.run('trade', async () => 'done');
    await expect(failed).rejects.toThrow('no');
    expect(await next).toBe('done');
    expect(await queue.run('protection', async () => 'again')).toBe('again');
  });

  it('answers every job with its own result, in any mixture of lanes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom<Lane>('trade', 'protection')), async (lanes) => {
        const queue = new AccountQueue();
        const results = await Promise.all(lanes.map((lane, index) => queue.run(lane, async () => index)));
        expect(results).toEqual(lanes.map((_, index) => index));
      }),
    );
  });
});
