import { HOUR_MS } from '../../../src/domain/time.ts';
import type { MakeInvariant } from '../watched.ts';

const PLAIN = /^\d{1,20}(\.\d{1,20})?$/;
const AMOUNT = /(quantity|price)$/i;
const FILTER_CODE = /"code":-(1013|1111|1100|1101|1102|1104|1106)\b/;

/** Every amount on the wire is a plain decimal, and the exchange refuses none for its form while its rules are as they were read. */
export const meetsFilters: MakeInvariant = ({ world, broken }) => {
  let changes = 0;
  let changedAt = Number.NEGATIVE_INFINITY;
  return {
    onSend({ payload, path }, legs) {
      if (legs.length === 0) return;
      for (const [name, value] of new URLSearchParams(payload.query)) {
        if (AMOUNT.test(name) && !PLAIN.test(value)) broken(`${path} left with ${name}=${value}`);
      }
    },
    onReply(request, reply) {
      const count = world.venue.faults.counts['filter-change'] ?? 0;
      if (count !== changes) changedAt = world.clock.now();
      changes = count;
      if (typeof reply === 'string' || request.method === 'GET' || reply.answer.status !== 400) return;
      const body = JSON.stringify(reply.answer.body);
      // A market that is halted says so under the code of the filters.
      if (body.includes('Market is closed') || !FILTER_CODE.test(body) || world.clock.now() - changedAt < HOUR_MS) return;
      broken(`${request.method} ${request.path} ${request.payload.query.replace(/&signature=.*/, '')} was refused: ${body}`);
    },
  };
};
