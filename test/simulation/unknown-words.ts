import { SeededRandom } from '../../src/simulator/random.ts';
import type { Reply, RestRequest } from '../../src/simulator/server/rest-api.ts';

/** A word that no exchange has said so far. */
const UNKNOWN_STATUS = 'SET_ASIDE';
const STATUS = /"status":"(NEW|PENDING_NEW|PARTIALLY_FILLED|FILLED|CANCELED|EXPIRED)"/g;

/** The answer with a status that nobody knows in the place of each order's own; the same answer when it tells of no order. */
export function withUnknownStatus(request: RestRequest, reply: Reply): Reply {
  if (typeof reply === 'string' || !request.path.startsWith('/api/v3/order')) return reply;
  const text = JSON.stringify(reply.answer.body);
  const changed = text.replace(STATUS, `"status":"${UNKNOWN_STATUS}"`);
  return changed === text ? reply : { ...reply, answer: { ...reply.answer, body: JSON.parse(changed) as unknown } };
}

/** Now and then the exchange answers in words of its future. */
export class UnknownWords {
  readonly #random: SeededRandom;
  readonly #share: number;
  /** How many answers were changed. */
  count = 0;

  constructor(seed: number, share: number) {
    this.#random = new SeededRandom(seed, 'unknown-words');
    this.#share = share;
  }

  readonly through = (request: RestRequest, reply: Reply): Reply => {
    if (this.#random.uniform() >= this.#share) return reply;
    const changed = withUnknownStatus(request, reply);
    if (changed !== reply) this.count += 1;
    return changed;
  };
}
