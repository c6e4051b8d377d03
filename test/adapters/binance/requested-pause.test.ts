import { describe, expect, it } from 'vitest';
import { requestedPauseMs } from '../../../src/adapters/binance/requested-pause.ts';
import { DAY_MS, MINUTE_MS } from '../../../src/domain/time.ts';

const NOW = Date.UTC(2026, 0, 5, 12);
const bannedIn = (ms: number) =>
  `{"code":-1003,"msg":"Way too much request weight used; IP banned until ${NOW + ms}. Please..."}`;

describe('the pause after an answer', () => {
  it.each([
    ['what was answered', 200, null, '', 0],
    ['what was refused', 400, null, '', 0],
    ['what was refused, whatever its header', 400, '60', '', 0],
    ['a limit with its header', 429, '17', '', 17_000],
    ['a limit without a header', 429, null, '', MINUTE_MS],
    ['a limit with a header in words', 429, 'Wed, 21 Oct 2026 07:28:00 GMT', '', MINUTE_MS],
    ['a limit with a header of nothing', 429, '0', '', 0],
    ['a ban with its header', 418, '1800', '', 1_800_000],
    ['a ban without a header', 418, null, '', 2 * MINUTE_MS],
    ['a ban whose words go further than its header', 418, '120', bannedIn(600_000), 600_000],
    ['a ban whose words are over', 418, '120', bannedIn(-1_000), 120_000],
    ['a ban beyond anything that is documented', 418, '99999999', '', 3 * DAY_MS],
    ['the firewall', 403, null, '<html>', 5 * MINUTE_MS],
    ['trouble of the server', 503, null, '', 0],
    ['trouble of the server with a header', 503, '5', '', 5_000],
    ['trouble of the server with a header of a day', 503, '86400', '', MINUTE_MS],
  ])('%s', (_, status, retryAfter, text, expected) => {
    expect(requestedPauseMs({ status, retryAfter, text }, NOW)).toBe(expected);
  });
});
