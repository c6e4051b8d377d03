import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import type { BlobStore } from '../../src/ports/blob-store.ts';

export interface BlobStoreSubject {
  readonly store: BlobStore;
  /** Another store on the same blobs, as a later process opens it. */
  readonly reopen: () => BlobStore;
  /** How many blobs are stored. */
  readonly count: () => Promise<number>;
  /** Replaces the stored bytes of a blob. */
  readonly damage: (hash: string) => Promise<void>;
}

const sha256 = (text: string) => createHash('sha256').update(text, 'utf8').digest('hex');

/** Checks the contract of the BlobStore port. */
export function describeBlobStore(name: string, setup: () => Promise<BlobStoreSubject>): void {
  describe(`${name} keeps the blob store's contract`, () => {
    let subject: BlobStoreSubject;
    beforeEach(async () => {
      subject = await setup();
    });

    it.each(['', 'plain', 'Grüße, 世界 📈\n', 'x'.repeat(300_000)])(
      'names content by its SHA-256 and gives it back (case %#)',
      async (content) => {
        const hash = await subject.store.put(content);
        expect(hash).toBe(sha256(content));
        expect(await subject.store.get(hash)).toBe(content);
      },
    );

    it('keeps blobs for a later process', async () => {
      const hash = await subject.store.put('kept');
      expect(await subject.reopen().get(hash)).toBe('kept');
    });

    it('stores the same content once', async () => {
      const hashes = await Promise.all([subject.store.put('same'), subject.store.put('same'), subject.store.put('other')]);
      expect(new Set(hashes).size).toBe(2);
      await subject.reopen().put('same');
      expect(await subject.count()).toBe(2);
    });

    it.each(['0'.repeat(64), 'no such name', '../../escape', ''])('has null for the name %j that is not there', async (hash) => {
      expect(await subject.store.get(hash)).toBeNull();
    });

    it('tells a blob whose bytes do not match its name', async () => {
      const hash = await subject.store.put('sound');
      await subject.damage(hash);
      await expect(subject.store.get(hash)).rejects.toMatchObject({
        code: 'bad-payload',
        message: expect.stringContaining(hash),
      });
    });

    it('puts a damaged blob right when its content comes again', async () => {
      const hash = await subject.store.put('sound');
      await subject.damage(hash);
      const later = subject.reopen();
      expect(await later.put('sound')).toBe(hash);
      expect(await later.get(hash)).toBe('sound');
    });
  });
}
