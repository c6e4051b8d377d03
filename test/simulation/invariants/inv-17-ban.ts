import type { EpochMs } from '../../../src/domain/time.ts';
import type { MakeInvariant } from '../watched.ts';

/** An answer is on its way so long, both ways together. */
const UNDER_WAY_MS = 100;

/** Once it was told to be silent, the bot sends nothing until the ban is over: not after a restart either. */
export const silentWhileBanned: MakeInvariant = ({ world, broken }) => {
  let silence = { from: 0, until: 0 as EpochMs };
  return {
    onReply(_request, reply) {
      if (typeof reply === 'string' || reply.answer.status !== 418) return;
      const now = world.clock.now();
      const seconds = Number(reply.answer.headers?.['Retry-After'] ?? 0);
      const until = now + seconds * 1_000;
      if (until > silence.until) silence = { from: now + UNDER_WAY_MS, until };
    },
    onSend({ method, path }) {
      const now = world.clock.now();
      if (now > silence.from && now < silence.until - 1_000)
        broken(`${method} ${path} left ${silence.until - now} ms before the ban was over`);
    },
  };
};
