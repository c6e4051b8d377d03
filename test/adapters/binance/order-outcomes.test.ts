import { describe, expect, it } from 'vitest';
import { REJECTION_ROWS } from '../../../src/adapters/binance/classify-order-reply.ts';
import type { LiveExchange } from '../../../src/adapters/binance/live-exchange.ts';
import { type Answer, json, type LiveRig, liveRig, passTime } from './live-rig.ts';
import { ENTRY, ENTRY_WITH_STOP, OLD_STOP_ID, REPLACEMENT, STOP_WITH_TARGET } from './wire-orders.ts';

/** Every command, and which outcomes its answer tells: one, or those of both halves. */
const COMMANDS: readonly (readonly [string, (exchange: LiveExchange) => Promise<readonly { readonly tag: string }[]>])[] = [
  ['a purchase', async (exchange) => [await exchange.place({ kind: 'order', order: ENTRY })]],
  ['a purchase with a stop', async (exchange) => [await exchange.placeList(ENTRY_WITH_STOP)]],
  ['a stop with a target', async (exchange) => [await exchange.placeList(STOP_WITH_TARGET)]],
  [
    'a replacement',
    async (exchange) => {
      const { cancel, place } = await exchange.replace(REPLACEMENT);
      return [cancel, place];
    },
  ],
  ['a cancellation', async (exchange) => [await exchange.cancel({ symbol: 'ETHUSDT', clientOrderId: OLD_STOP_ID })]],
];

/** Sends a command to an exchange that answers everything alike, and lets all the time pass that it waits. */
async function outcomesOf(send: (typeof COMMANDS)[number][1], answer: () => Answer) {
  const rig = liveRig(answer);
  const told: { readonly tag: string }[] = [];
  const sending = send(rig.exchange).then((outcomes) => told.push(...outcomes));
  for (let turn = 0; turn < 100 && told.length === 0; turn += 1) await passTime(rig.clock, 500);
  await sending;
  return { outcomes: told, rig };
}

const refusal = (code: number, msg: string) => ({ code, msg });

/** The words that the documentation gives for a code; codes that speak for themselves may come with any. */
const DOCUMENTED_TEXTS: Readonly<Record<number, readonly string[]>> = {
  [-1003]: [
    'Too much request weight used; current limit is 6000 request weight per 1 MINUTE. Please use WebSocket Streams for live updates to avoid polling the API.',
    'Way too much request weight used; IP banned until 1795586400000. Please use WebSocket Streams for live updates to avoid bans.',
  ],
  [-1015]: ['Too many new orders; current limit is 100 orders per 10 SECOND.'],
  [-2010]: [
    'Account has insufficient balance for requested action.',
    'Duplicate order sent.',
    'Order would trigger immediately.',
    'Stop price would trigger immediately.',
    'Order would immediately match and take.',
    'The relationship of the prices for the orders is not correct.',
    'Market is closed.',
    'This order type is not possible in this trading phase.',
    'Limit orders require GTC for this phase.',
    'Market orders are not supported for this symbol.',
    'Iceberg orders are not supported for this symbol.',
    'Stop loss orders are not supported for this symbol.',
    'Stop loss limit orders are not supported for this symbol.',
    'Take profit orders are not supported for this symbol.',
    'Take profit limit orders are not supported for this symbol.',
    'OCO orders are not supported for this symbol',
    'OPO orders are not supported for this symbol.',
    'Trailing stop orders are not supported for this symbol.',
    'Quote order qty market orders are not support for this symbol.',
    'Price * QTY is zero or less.',
    'IcebergQty exceeds QTY.',
    'Unsupported order combination',
    'This action is disabled on this account.',
    'This account may not place or cancel orders.',
    'This symbol is not permitted for this account.',
    'This symbol is restricted for this account.',
    'Rest API trading is not enabled.',
    'WebSocket API trading is not enabled.',
    'Order book liquidity is less than LOT_SIZE filter minimum quantity.',
    'Order book liquidity is less than MARKET_LOT_SIZE filter minimum quantity.',
    'The requested action would change no state; rejecting.',
    'Filter failure: MAX_NUM_ORDER_LISTS',
  ],
  [-2011]: ['Order was not canceled due to cancel restrictions.', 'This account may not place or cancel orders.'],
};

const REJECTIONS = REJECTION_ROWS.flatMap((row) =>
  row.statuses.flatMap((status) =>
    row.codes.flatMap((code) =>
      (DOCUMENTED_TEXTS[code] ?? ['Whatever the exchange says.']).map((msg) => [status, code, msg] as const),
    ),
  ),
);

describe.each(COMMANDS)('%s', (name, send) => {
  const isReplacement = name === 'a replacement';

  it.each(REJECTIONS)('is proven rejected by HTTP %i, %i "%s"', async (status, code, msg) => {
    const { outcomes, rig } = await outcomesOf(send, () => json(status, refusal(code, msg)));
    // The engine judges a new order after the old one was cancelled: without the halves its refusal proves nothing.
    const tag = isReplacement && code === -2010 ? 'outcome-unknown' : 'rejected';
    expect(outcomes.map((outcome) => outcome.tag)).toEqual(isReplacement ? [tag, tag] : [tag]);
    if (tag === 'rejected') for (const outcome of outcomes) expect(outcome).toEqual({ tag, code, message: msg });
    expect(rig.sent).toHaveLength(1);
  });

  it.each<readonly [string, () => Answer]>([
    ['a connection that is refused', () => new TypeError('fetch failed')],
    ['a connection that breaks', () => Object.assign(new TypeError('terminated'), { cause: { code: 'ECONNRESET' } })],
    ['no answer in time', () => 'hang'],
    ['500 with a refusal in it', () => json(500, refusal(-2010, 'Account has insufficient balance for requested action.'))],
    ['502 as a page', () => new Response('<html><body>502 Bad Gateway</body></html>', { status: 502 })],
    ['503 as an overload', () => json(503, refusal(-1008, 'Server is currently overloaded with other requests.'))],
    ['503 without a word', () => new Response('', { status: 503 })],
    ['504 as a timeout of the backend', () => json(504, refusal(-1007, 'Timeout waiting for response from backend server.'))],
    ['520 of a proxy', () => new Response('error', { status: 520 })],
    ['-1000', () => json(400, refusal(-1000, 'An unknown error occurred while processing the request.'))],
    ['-1001', () => json(400, refusal(-1001, 'Internal error; unable to process your request. Please try again.'))],
    ['-1006', () => json(400, refusal(-1006, 'An unexpected response was received from the message bus.'))],
    ['-1007', () => json(408, refusal(-1007, 'Timeout waiting for response from backend server.'))],
    ['-1008', () => json(429, refusal(-1008, 'Server is currently overloaded with other requests.'))],
    ['-1016', () => json(503, refusal(-1016, 'This service is no longer available.'))],
    ['a queue that is full', () => json(429, refusal(-1003, 'Too many requests queued.'))],
    ['429 as a page', () => new Response('<html></html>', { status: 429 })],
    ['-2010 in words of tomorrow', () => json(400, refusal(-2010, 'The moon is not full.'))],
    ['-2011 in words of tomorrow', () => json(400, refusal(-2011, 'The moon is not full.'))],
    ['a code of tomorrow', () => json(400, refusal(-4999, 'Something else.'))],
    ['409 without its halves', () => json(409, refusal(-2021, 'Order cancel-replace partially failed.'))],
    ['410 as a page', () => new Response('<html></html>', { status: 410 })],
    ['the firewall', () => new Response('<html></html>', { status: 403 })],
    ['a location that is not served', () => json(451, { code: 0, msg: 'Service unavailable from a restricted location.' })],
    ['a success as a page', () => new Response('<html></html>', { status: 200 })],
    ['half of a success', () => new Response('{"orderId": 2', { status: 200 })],
    ['a success about nothing', () => json(200, {})],
    ['a success that is a refusal', () => json(200, refusal(-2010, 'Duplicate order sent.'))],
  ])('is of unknown outcome after %s, and is sent once', async (_what, answer) => {
    const { outcomes, rig } = await outcomesOf(send, answer);
    expect(outcomes.map((outcome) => outcome.tag)).toEqual(outcomes.map(() => 'outcome-unknown'));
    expect(outcomes).not.toHaveLength(0);
    expect(rig.sent).toHaveLength(1);
  });

  it.each([429, 418])('that meets HTTP %i keeps everything silent for as long as it was told', async (status) => {
    const limit = refusal(-1003, 'Too much request weight used; current limit is 6000 request weight per 1 MINUTE.');
    const rig: LiveRig = liveRig((_request, index) =>
      index === 0 ? json(status, limit, { 'retry-after': '90' }) : json(200, { canTrade: true, balances: [] }),
    );
    await send(rig.exchange);
    expect((await send(rig.exchange)).map(({ tag }) => tag)).not.toContain('accepted');
    expect(rig.sent).toHaveLength(1);
    await passTime(rig.clock, 91_000);
    await send(rig.exchange);
    expect(rig.sent).toHaveLength(2);
  });
});
