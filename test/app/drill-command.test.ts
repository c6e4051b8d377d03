import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { drillCommand } from '../../src/app/drill-command.ts';
import { UsageError } from '../../src/app/usage-error.ts';

const NAMES = 'entry-reply-lost,owner-cancels-stop';
let printed = '';

beforeEach(() => {
  printed = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += String(text);
    return true;
  });
});

afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = undefined;
});

describe('steward drill', { timeout: 60_000 }, () => {
  it('plays the scenarios that are named, and ends with the count', async () => {
    await drillCommand({ seed: 1, only: 'entry-reply-lost, owner-cancels-stop' });
    expect(printed).toContain('entry-reply-lost');
    expect(printed).toContain('owner-cancels-stop');
    expect(printed.trimEnd().split('\n').at(-1)).toBe('2 passed, 0 failed');
    expect(process.exitCode).toBeUndefined();
  });

  it('prints JSON alone', async () => {
    await drillCommand({ seed: 1, only: NAMES, json: true });
    expect(JSON.parse(printed)).toMatchObject({
      seed: 1,
      passed: 2,
      failed: 0,
      rows: [
        { name: 'entry-reply-lost', survived: true, unprotectedMs: 0 },
        { name: 'owner-cancels-stop', survived: true },
      ],
    });
  });

  it('prints Markdown alone', async () => {
    await drillCommand({ seed: 1, only: NAMES, markdown: true });
    expect(printed).toMatch(/^\| scenario \|/);
    expect(printed.trimEnd().split('\n').at(-1)).toBe('2 passed, 0 failed');
  });

  it('refuses a name that no scenario has, and says which there are', async () => {
    const refused = drillCommand({ seed: 1, only: 'entry-reply-lost,entry-reply-last' });
    await expect(refused).rejects.toThrow(UsageError);
    await expect(refused).rejects.toThrow(/no scenario "entry-reply-last".*owner-cancels-stop/);
  });
});
