import { describe, expect, it } from 'vitest';
import { DAY_MS, HOUR_MS } from '../../../../src/domain/time.ts';
import { liveRestlessly } from './restless-streams.ts';

describe('half a day of both streams on a network that closes, refuses, freezes and shuts down at random', () => {
  it.each([1, 2])('stay below the limits of connections and messages (seed %i)', async (seed) => {
    const life = await liveRestlessly({ seed, forMs: DAY_MS / 2 });
    expect(life.attemptsMax).toBeGreaterThan(10);
    expect(life.attemptsMax).toBeLessThanOrEqual(60);
    expect(life.messagesMax).toBeGreaterThan(0);
    expect(life.messagesMax).toBeLessThanOrEqual(5);
    expect(life.gaps).toBeGreaterThan(20);
    expect(life.prices).toBeGreaterThan(1_000);
  });

  it('are the same again with the same seed', async () => {
    const [one, other] = [
      await liveRestlessly({ seed: 4, forMs: 6 * HOUR_MS }),
      await liveRestlessly({ seed: 4, forMs: 6 * HOUR_MS }),
    ];
    expect(other).toEqual(one);
  });
});
