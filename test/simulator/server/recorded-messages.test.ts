import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MINUTE_MS } from '../../../src/domain/time.ts';
import { type ServerRig, venueServerRig } from './venue-server-rig.ts';

const CANDLES = process.env['STEWARD_CANDLES'];
const FILE = 'binance-ws-sample-2021-10-12.jsonl';
const STREAMS = ['depth@100ms', 'bookTicker', 'aggTrade', 'kline_1m'];

/** A value's shape: its members with their types, amounts told from other texts. */
function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 0 ? 'list' : [shapeOf(value[0])];
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, shapeOf(member)]));
  }
  if (typeof value !== 'string') return typeof value;
  return /^\d+\.\d{8}$/.test(value) ? 'amount with eight places' : /^\d+$/.test(value) ? 'whole number' : 'text';
}

const skippedWithout = CANDLES === undefined ? ' (skipped: STEWARD_CANDLES is not set)' : '';

describe.skipIf(CANDLES === undefined)(`what Binance said on 2021-10-12${skippedWithout}`, () => {
  let rig: ServerRig;
  const told = new Map<string, unknown>();

  beforeAll(async () => {
    rig = await venueServerRig({ hours: { BTCUSDT: [[100, 90, 120, 110, 1_000]] } });
    const socket = await rig.connect(`/stream?streams=${STREAMS.map((name) => `btcusdt@${name}`).join('/')}`);
    for (let step = 0; step < 4; step += 1) rig.pass(MINUTE_MS);
    for (const name of STREAMS) {
      const message = await socket.wait(
        ({ stream, data }) => stream === `btcusdt@${name}` && (data.b === undefined || data.b.length > 0),
      );
      told.set(name, message);
    }
  });
  afterAll(() => rig.close());

  it.each(STREAMS)('has the members and types of what is served: %s', (name) => {
    const recorded = readFileSync(join(CANDLES ?? '', FILE), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).msg)
      .filter(({ stream }) => stream.endsWith(`@${name}`))
      .filter(({ data }) => name !== 'depth@100ms' || (data.b.length > 0 && data.a.length > 0));
    expect(recorded.length).toBeGreaterThan(0);
    for (const message of recorded) expect(shapeOf(told.get(name))).toEqual(shapeOf(message));
  });
});
