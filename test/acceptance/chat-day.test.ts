import { afterEach, describe, expect, it } from 'vitest';
import { Fault } from '../../src/domain/fault.ts';
import { DEFAULT_SYMBOLS } from '../../src/domain/market-symbol.ts';
import { DAY_MS, type EpochMs, isoTime, MINUTE_MS } from '../../src/domain/time.ts';
import type { MarketData } from '../../src/ports/market-data.ts';
import type { ExchangeFaults } from '../../src/simulator/faults.ts';
import { generateMarket } from '../../src/simulator/generated-market.ts';
import { type ChatWorld, openChatWorld } from '../support/chat-world.ts';
import { expectProposalsEnded, expectSoundAccount } from '../support/expect-sound-account.ts';
import type { Wish } from '../support/proposing-llm.ts';
import type { ShownMessage } from '../support/servers/telegram-server.ts';
import { TEST_START } from '../support/steward-for-test.ts';

const WARM_UP_DAYS = 60;
const SEED = 31;

let world: ChatWorld;

afterEach(async () => {
  await expectSoundAccount(world.rig);
  expectProposalsEnded(world.rig);
  await world.close();
});

/** What goes wrong in the day, when the script says so. */
class DayTrouble {
  candlesAreMissing = false;
  entriesAreRejected = false;
  stopsAreRejected = false;

  readonly faults: ExchangeFaults = {
    beforePlace: ({ order }) => {
      if (order.side === 'buy' && this.entriesAreRejected) return { reject: { code: -1013, message: 'Market is closed.' } };
      if (order.side === 'sell' && this.stopsAreRejected) return { reject: { code: -1003, message: 'Too many requests.' } };
      return null;
    },
  };

  readonly marketDataThrough = (marketData: MarketData): MarketData => ({
    fetchMark: (symbol) => marketData.fetchMark(symbol),
    fetchCandles: async (query) => {
      if (this.candlesAreMissing) throw new Fault('server-error', 'GET /api/v3/klines answered 503 <html> & nothing else');
      return marketData.fetchCandles(query);
    },
  });
}

/** What a person did, beside what the chat shows. */
class Diary {
  readonly #lines: { readonly at: EpochMs; readonly text: string }[] = [];

  async says(text: string): Promise<void> {
    this.#note(`Olga says ${text}`);
    await world.say(text);
  }

  async presses(label: string): Promise<void> {
    const at = world.rig.clock.now();
    const toast = await world.press(label);
    this.#lines.push({ at, text: `Olga presses [${label}], and sees for a moment: ${toast}` });
  }

  async restarts(downMs: number): Promise<void> {
    this.#note('Olga restarts the bot.');
    await world.restart(downMs);
  }

  /** Everything in the order in which it happened. */
  transcript(): string {
    const shown = world.shown().map((message) => ({ at: message.at, text: textOf(message) }));
    const all = [...this.#lines, ...shown].sort((one, other) => one.at - other.at);
    return `${all.map(({ at, text }) => `== ${isoTime(at).slice(11, 19)}\n${text}`).join('\n\n')}\n`;
  }

  #note(text: string): void {
    this.#lines.push({ at: world.rig.clock.now(), text });
  }
}

function textOf({ text, buttons }: ShownMessage): string {
  return [text, ...buttons.map((row) => row.map(({ label }) => `[${label}]`).join(' '))].join('\n');
}

/** Goes on to the minute of the next hour, by which its session has run. */
async function nextHour(minute = 1): Promise<void> {
  const { clock } = world.rig;
  const hour = Math.floor(clock.now() / (60 * MINUTE_MS)) * 60 * MINUTE_MS;
  await world.passTo(hour + (60 + minute) * MINUTE_MS);
}

describe('a day in the chat', () => {
  it('reads as it always did', { timeout: 60_000 }, async () => {
    const trouble = new DayTrouble();
    const market = generateMarket({
      seed: SEED,
      symbols: DEFAULT_SYMBOLS,
      from: TEST_START - WARM_UP_DAYS * DAY_MS,
      hours: (WARM_UP_DAYS + 3) * 24,
    });
    world = await openChatWorld({ market, faults: trouble.faults, marketDataThrough: trouble.marketDataThrough });
    const diary = new Diary();
    const wish = (...wishes: readonly Wish[]) => world.rig.llm.wish(...wishes);

    await diary.says('/start');
    wish({ action: 'open', symbol: 'BTCUSDT', reasoning: 'The trend of the day is up & the pullback held <above> the average.' });
    await nextHour();
    await diary.presses('Why');
    await diary.presses('Approve');
    await diary.presses('Approve');

    wish({ action: 'open', symbol: 'ETHUSDT', confidenceFraction: 0.4 });
    await nextHour();
    await diary.presses('Half');

    wish({ action: 'open', symbol: 'SOLUSDT' });
    await nextHour();
    await diary.says('/reject P3 too much of the same');

    wish({ action: 'open', symbol: 'BNBUSDT' });
    await nextHour(40);
    await diary.presses('Approve');

    wish({ action: 'open', symbol: 'ADAUSDT' });
    await nextHour();
    wish({ action: 'open', symbol: 'ADAUSDT', sizeStep: 0.25 });
    await diary.says('/run');
    await diary.says('/pause');
    await diary.presses('Approve');
    await diary.says('/resume');
    await diary.presses('Yes');

    wish({ action: 'open', symbol: 'SOLUSDT' });
    await nextHour();
    trouble.entriesAreRejected = true;
    await diary.presses('Approve');
    trouble.entriesAreRejected = false;

    trouble.candlesAreMissing = true;
    await nextHour();
    trouble.candlesAreMissing = false;

    wish({ action: 'open', symbol: 'BTCUSDT', sizeStep: 0.25, stopFraction: 0.03 });
    trouble.stopsAreRejected = true;
    await nextHour(3);
    trouble.stopsAreRejected = false;
    await world.pass({ minutes: 2 });

    wish({ action: 'move-stop', symbol: 'BTCUSDT', stopFraction: 0.006 });
    await nextHour();
    await diary.restarts(10 * MINUTE_MS);
    await nextHour();
    await diary.says('/close ETH');
    await diary.says('hello there');
    await world.passTo(TEST_START + DAY_MS - 5 * MINUTE_MS);
    for (const command of ['/status', '/portfolio', '/positions', '/trades', '/risk', '/pending']) await diary.says(command);

    await expect(diary.transcript()).toMatchFileSnapshot('chat-day.golden.txt');
    expect(world.server.callsOf('sendMessage').every(({ payload }) => payload['parse_mode'] === 'HTML')).toBe(true);
  });
});
