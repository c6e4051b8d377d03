import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { artefactFolder } from './artefact-folder.ts';
import { CANARY_MARKER, canarySecrets, holdsCanary } from './canary.ts';
import { findCanaries } from './canary-search.ts';
import { childEnvironment } from './child-environment.ts';

const secret = canarySecrets['BINANCE_API_SECRET'] ?? '';

describe('the canary', () => {
  it.each(Object.entries(canarySecrets))('stands in the environment of a test as %s', (name, value) => {
    expect(process.env[name]).toBe(value);
    expect(value).toContain(CANARY_MARKER);
  });

  it.each([
    ['plain', secret],
    ['hexadecimal', Buffer.from(secret).toString('hex')],
    ['base64', Buffer.from(secret).toString('base64')],
    ['base64 after one byte', Buffer.from(`:${secret}`).toString('base64')],
    ['base64 after two bytes', Buffer.from(`a:${secret}`).toString('base64')],
  ])('is found %s', (_form, text) => {
    expect(holdsCanary(Buffer.from(`before ${text} after`))).toBe(true);
  });

  it('is not found in ordinary bytes', () => {
    expect(holdsCanary(Buffer.from('a canary sings, no secret'))).toBe(false);
  });

  it('is found in a file, in a packed file and in a name, and nowhere else', () => {
    const folder = artefactFolder('canary');
    try {
      writeFileSync(join(folder, 'clean.jsonl'), 'nothing here');
      writeFileSync(join(folder, 'journal.jsonl'), `{"token":"${secret}"}`);
      writeFileSync(join(folder, 'journal.jsonl.gz'), gzipSync(secret));
      writeFileSync(join(folder, `${CANARY_MARKER}.txt`), '');
      expect([...findCanaries(folder)].sort()).toEqual(
        [`${CANARY_MARKER}.txt`, 'journal.jsonl', 'journal.jsonl.gz'].map((name) => join(folder, name)),
      );
    } finally {
      // The run's own search must not find what this test planted.
      rmSync(folder, { recursive: true });
    }
  });

  it('is not handed to a child process', () => {
    expect(Object.keys(childEnvironment({ STEWARD_DATA_DIR: 'data' }))).not.toContain('TELEGRAM_BOT_TOKEN');
  });
});
