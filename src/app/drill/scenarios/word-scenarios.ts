import { MINUTE_MS } from '../../../domain/time.ts';
import type { Reply, RestRequest } from '../../../simulator/server/rest-api.ts';
import type { DrillScenario, DrillWant } from '../drill-scenario.ts';
import { allClear, entries, heldWithStop, nothingBought, told, wanted } from '../drill-wants.ts';

const RULES_PATH = '/api/v3/exchangeInfo';
const ORDER_PATH = '/api/v3/order';

/** The answer with a body of other words; the same answer where it has none. */
function inOtherWords(reply: Reply, change: (text: string) => string): Reply {
  if (typeof reply === 'string' || reply.answer.body === undefined) return reply;
  const text = JSON.stringify(reply.answer.body);
  const changed = change(text);
  return changed === text ? reply : { ...reply, answer: { ...reply.answer, body: JSON.parse(changed) as unknown } };
}

/** What the exchange answers in words of its future, while the bot buys. */
function buyingThrough(parts: {
  readonly name: string;
  readonly done: string;
  readonly wants: readonly DrillWant[];
  readonly answers: (request: RestRequest, reply: Reply) => Reply;
}): DrillScenario {
  return {
    ...parts,
    fires: ['answer-changed'],
    withinMs: 2 * MINUTE_MS,
    unprotectedMsMax: 0,
    async play(stage) {
      await stage.start();
      stage.proposeEntry();
      await stage.pass(MINUTE_MS);
    },
  };
}

const unknownRules = buyingThrough({
  name: 'rules-in-unknown-words',
  done: 'the rules of the market name types of orders and filters that nobody knows',
  wants: [entries(1), heldWithStop(), allClear()],
  answers: ({ path }, reply) =>
    path !== RULES_PATH
      ? reply
      : inOtherWords(reply, (text) =>
          text
            .replaceAll('"orderTypes":[', '"orderTypes":["STOP_MOON",')
            .replaceAll('"filters":[', '"filters":[{"filterType":"PHASE_OF_MOON","maxPhase":"0.5"},'),
        ),
});

const unknownMarketStatus = buyingThrough({
  name: 'market-in-unknown-status',
  done: 'the rules say of the market that its status is one that nobody knows',
  wants: [nothingBought(), wanted('no order sent', (stage) => stage.sent.every(({ request }) => request.method !== 'POST'))],
  answers: ({ path }, reply) =>
    path === RULES_PATH ? inOtherWords(reply, (text) => text.replaceAll('"status":"TRADING"', '"status":"HALF_OPEN"')) : reply,
});

const unknownOrderStatus = buyingThrough({
  name: 'order-in-unknown-status',
  done: 'the answer to the entry says of its orders that their status is one that nobody knows',
  wants: [entries(1), heldWithStop(), allClear()],
  answers: ({ method, path }, reply) =>
    method === 'POST' && path.startsWith(ORDER_PATH)
      ? inOtherWords(reply, (text) => text.replace(/"status":"[A-Z_]+"/g, '"status":"SET_ASIDE"'))
      : reply,
});

const keyRevoked: DrillScenario = {
  name: 'key-revoked',
  done: 'the key may not trade any more: the entry is refused with -2015',
  wants: [
    nothingBought(),
    told('account-refused', 'the refusal is told'),
    wanted('entries stop until a person lifts it', ({ world }) => world.life?.steward.state.control.control === 'reducing'),
  ],
  fires: ['lose-request', 'answer-changed'],
  withinMs: 2 * MINUTE_MS,
  unprotectedMsMax: 0,
  answers: ({ method, path }, reply) =>
    method === 'POST' && path.startsWith(ORDER_PATH) && typeof reply !== 'string'
      ? { ...reply, answer: { status: 401, body: { code: -2015, msg: 'Invalid API-key, IP, or permissions for action.' } } }
      : reply,
  async play(stage) {
    await stage.start();
    stage.inject({ fault: 'lose-request', as: 'error' });
    stage.proposeEntry();
    await stage.pass(MINUTE_MS);
  },
};

export const wordScenarios: readonly DrillScenario[] = [unknownRules, unknownMarketStatus, unknownOrderStatus, keyRevoked];
