import { DAY_MS } from '../../../src/domain/time.ts';
import { liveRestlessly } from '../../adapters/binance/streams/restless-streams.ts';
import type { Measurement } from '../context/measurement.ts';

/** Of one address in five minutes, and of one connection in a second: more is a ban. */
const ATTEMPTS_MAX = 300;
const MESSAGES_MAX = 5;

/** Seven days of the streams of one account on a network that ends connections at random. */
export async function measureVirtualWeek(): Promise<readonly Measurement[]> {
  const week = await liveRestlessly({ seed: 20_261_125, forMs: 7 * DAY_MS });
  return [
    {
      what: 'most attempts to connect in five minutes of a virtual week',
      goal: { atMost: ATTEMPTS_MAX },
      measured: week.attemptsMax,
      unit: '',
    },
    {
      what: 'most messages of a connection in a second of it',
      goal: { atMost: MESSAGES_MAX },
      measured: week.messagesMax,
      unit: '',
    },
    { what: 'attempts to connect in it', goal: null, measured: week.attempts, unit: '' },
    { what: 'times that a stream came back in it', goal: null, measured: week.gaps, unit: '' },
  ];
}
