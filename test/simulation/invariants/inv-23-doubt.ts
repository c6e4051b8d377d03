import type { EpochMs } from '../../../src/domain/time.ts';
import type { MakeInvariant } from '../watched.ts';

const RESOLVED_MS = 60_000;

/** An order of which nobody knows is found, or given up and told, within a minute in which the exchange answers. */
export const doubtEnds: MakeInvariant = ({ world, calm, broken }) => {
  const since = new Map<string, EpochMs>();
  return {
    check() {
      const state = world.life?.steward.state;
      if (state === undefined) return;
      const now = world.clock.now();
      const inDoubt = new Set(state.orders.inDoubt().map(({ intent }) => intent.clientOrderId));
      for (const id of since.keys()) if (!inDoubt.has(id)) since.delete(id);
      for (const id of inDoubt) {
        const from = since.get(id) ?? now;
        since.set(id, from);
        const calmMs = Math.min(now - from, calm.lastedMs);
        if (calmMs > RESOLVED_MS + 5_000) broken(`${id} is in doubt for ${calmMs} calm ms`);
      }
    },
  };
};
