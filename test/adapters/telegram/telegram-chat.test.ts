import { randomBytes } from 'node:crypto';
import { onTestFinished } from 'vitest';
import { systemHttpTransport } from '../../../src/adapters/system/http-transport.ts';
import { silentLog } from '../../../src/adapters/system/silent-log.ts';
import { SystemClock } from '../../../src/adapters/system/system-clock.ts';
import { TelegramChat } from '../../../src/adapters/telegram/telegram-chat.ts';
import type { Clock } from '../../../src/ports/clock.ts';
import { describeChat } from '../../contract/chat.contract.ts';
import { TelegramServer } from '../../support/servers/telegram-server.ts';
import { memoryStores, OWNER_ID, START_AT, TOKEN } from './telegram-rig.ts';

/** Timers run; the hour stands still, so that it can be compared. */
function frozenClock(): Clock {
  const system = new SystemClock({
    onTimerFault: (error) => {
      throw error;
    },
  });
  return {
    now: () => START_AT,
    monotonicMs: () => system.monotonicMs(),
    at: (time, callback) => system.after(time - START_AT, callback),
    after: (delayMs, callback) => system.after(delayMs, callback),
    sleep: (delayMs, signal) => system.sleep(delayMs, signal),
  };
}

describeChat('TelegramChat over HTTP', async () => {
  const clock = frozenClock();
  const server = await new TelegramServer({ token: TOKEN, clock }).listen();
  const stores = memoryStores();
  const stop = new AbortController();
  const person = server.user(OWNER_ID);
  const chat = await TelegramChat.open({
    token: TOKEN,
    apiRoot: server.url,
    transport: systemHttpTransport,
    clock,
    log: silentLog,
    language: 'en',
    randomBytes,
    offsets: { load: async () => stores.offset, save: async () => undefined },
    access: { load: async () => stores.grants, add: async () => undefined },
    buttons: { load: async () => [], save: async () => undefined },
    menu: [],
    onNotice: () => undefined,
    stopSignal: stop.signal,
    pace: [],
  });
  onTestFinished(async () => {
    stop.abort();
    await server.close();
  });
  return {
    chat,
    now: () => clock.now(),
    say: (line) => void person.says(line),
    hangUp: () => server.failWhenIdle('getUpdates', { kind: 'refuse', code: 401, description: 'Unauthorized' }),
    breakDelivery: () =>
      void server.fail('sendMessage', { kind: 'refuse', code: 403, description: 'Forbidden: bot was blocked by the user' }),
    shown: () => server.shown(OWNER_ID),
  };
});
