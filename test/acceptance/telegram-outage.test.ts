import { afterEach, describe, expect, it } from 'vitest';
import type { MarketSymbol } from '../../src/domain/market-symbol.ts';
import { HOUR_MS, hourStart } from '../../src/domain/time.ts';
import { MessageFold } from '../../src/report/stories/message-fold.ts';
import { type ChatWorld, openChatWorld } from '../support/chat-world.ts';
import { expectSoundAccount } from '../support/expect-sound-account.ts';
import { headlineOf } from '../support/recording-chat.ts';
import type { TelegramServer } from '../support/servers/telegram-server.ts';

let world: ChatWorld;

afterEach(async () => {
  await expectSoundAccount(world.rig);
  await world.close();
});

/** Nobody is asked but for a first trade. */
const settings = { autonomy: 'auto', 'limits.confirmAboveQuote': '100000', 'limits.confirmAboveFraction': '0.5' };
const TRADED: readonly MarketSymbol[] = ['BTCUSDT', 'ETHUSDT', 'BNBUSDT'];

/** What everybody who reads the journal would tell, in its order. */
async function headlinesOfJournal(): Promise<readonly string[]> {
  const fold = new MessageFold({ venue: 'paper', language: 'en' });
  return (await world.rig.entries()).flatMap((entry) => fold.apply(entry)).map(headlineOf);
}

/** The first lines of what arrived; a mark of a possible repeat and the icon are left out, and so are answers to what was said. */
function headlinesShown(): readonly string[] {
  return world
    .shown()
    .map(({ text }) => text.split('\n').find((line) => !line.startsWith('↻')) ?? '')
    .map((line) => line.replace(/^\S+ /u, ''))
    .filter((line) => !/approved/.test(line));
}

async function buyThreeCoins(): Promise<void> {
  for (const symbol of TRADED) world.rig.llm.wish({ action: 'open', symbol, sizeStep: 0.25 });
  for (const _ of TRADED) {
    await world.pass({ minutes: 1 });
    await world.press('Approve');
    await world.passTo(hourStart(world.rig.clock.now()) + HOUR_MS);
  }
}

/** Six hours of purchases, sales, a moved stop and a stop that is hit. */
async function tradeForSixHours(): Promise<void> {
  const { llm, market, clock } = world.rig;
  llm.wish({ action: 'open', symbol: 'BTCUSDT', sizeStep: 0.25 }, { action: 'close', symbol: 'ETHUSDT', sizeStep: 0.5 });
  llm.wish({ action: 'move-stop', symbol: 'BNBUSDT', stopFraction: 0.02 });
  llm.wish({ action: 'close', symbol: 'ETHUSDT' });
  market.shift('BNBUSDT', { from: clock.now() + 3 * HOUR_MS, factor: 0.9 });
  llm.wish({ action: 'open', symbol: 'BTCUSDT', sizeStep: 0.25 });
  await world.pass({ hours: 6 });
}

const OUTAGES: readonly (readonly [string, (server: TelegramServer) => Promise<() => unknown>])[] = [
  [
    'refuses connections',
    async (server) => {
      await server.goDown();
      return () => server.comeBack();
    },
  ],
  [
    'answers 502',
    async (server) => {
      server.state.breakPoll();
      return server.fail(
        '*',
        { kind: 'body', status: 502, body: '<html>Bad Gateway</html>' },
        { times: Number.POSITIVE_INFINITY },
      );
    },
  ],
  [
    'answers nothing',
    async (server) => {
      server.state.breakPoll();
      return server.fail('*', { kind: 'hang' }, { times: Number.POSITIVE_INFINITY });
    },
  ],
];

describe('six hours in which Telegram', () => {
  it.each(OUTAGES)(
    '%s keep no trade from being made, and each message arrives once and in order afterwards',
    async (_, begin) => {
      world = await openChatWorld({ settings });
      await buyThreeCoins();
      await world.pass({ minutes: 2 });
      const before = world.shown().length;
      const end = await begin(world.server);
      await tradeForSixHours();
      expect(world.shown()).toHaveLength(before);
      await end();
      await world.pass({ minutes: 10 });
      expect(world.outbox.waitingCount).toBe(0);
      expect(world.shown()[before]?.text).toMatch(/Messages held up for 5 h/);
      const told = headlinesShown().filter((line) => !/^Messages held up/.test(line));
      expect(told).toEqual(await headlinesOfJournal());
      expect(told.filter((line) => /^(Bought|Sold|Closed|Stop hit)/.test(line)).map((line) => line.split(' · ')[0])).toEqual([
        'Bought BTC',
        'Bought ETH',
        'Bought BNB',
        'Bought BTC',
        'Sold a part of ETH',
        'Closed ETH',
        'Stop hit BNB',
        'Bought BTC',
      ]);
    },
  );
});
