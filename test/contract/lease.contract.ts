import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Lease } from '../../src/ports/lease.ts';

export interface LeaseSubject {
  /** The data folder as people know it. */
  readonly folder: string;
  readonly acquire: () => Promise<Lease>;
}

/** Checks the contract of the Lease port, as far as one process can; the death of processes is the adapter's own test. */
export function describeLease(name: string, setup: () => Promise<LeaseSubject>): void {
  describe(`${name} keeps the lease's contract`, () => {
    let subject: LeaseSubject;
    const held: Lease[] = [];
    const acquire = async () => {
      const lease = await subject.acquire();
      held.push(lease);
      return lease;
    };

    beforeEach(async () => {
      subject = await setup();
    });
    afterEach(async () => {
      await Promise.all(held.splice(0).map((lease) => lease.release()));
    });

    it('begins with epoch 1', async () => {
      expect((await acquire()).epoch).toBe(1);
    });

    it('refuses a second holder with a fault that names the folder', async () => {
      await acquire();
      const refusal = { code: 'already-running', message: expect.stringContaining(subject.folder) };
      await expect(acquire()).rejects.toMatchObject(refusal);
      await expect(acquire()).rejects.toMatchObject(refusal);
    });

    it('gives each holder an epoch one above the newest', async () => {
      for (const epoch of [1, 2, 3]) {
        const lease = await acquire();
        expect(lease.epoch).toBe(epoch);
        await lease.release();
      }
    });

    it('is released once, however often it is asked to', async () => {
      const first = await acquire();
      await first.release();
      const second = await acquire();
      await first.release();
      await expect(acquire()).rejects.toMatchObject({ code: 'already-running' });
      expect(second.epoch).toBe(2);
    });

    it('goes to exactly one of many that ask at the same time', async () => {
      for (let round = 1; round <= 8; round += 1) {
        const outcomes = await Promise.allSettled(Array.from({ length: 6 }, acquire));
        const winners = outcomes.filter((outcome) => outcome.status === 'fulfilled');
        expect(winners).toHaveLength(1);
        expect(winners[0]?.value.epoch).toBe(round);
        for (const outcome of outcomes) {
          if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'already-running' });
        }
        await winners[0]?.value.release();
      }
    });
  });
}
