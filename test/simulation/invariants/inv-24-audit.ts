import type { MakeInvariant } from '../watched.ts';

/** An audit begins a minute after the last one ended, and takes some seconds. */
const AUDITED_MS = 75_000;

/** While the exchange answers, the stops were compared with its own list within the last minute. */
export const auditIsYoung: MakeInvariant = ({ world, calm, broken }) => ({
  check() {
    const auditedAt = world.life?.steward.services.protection.auditedAt ?? null;
    if (world.life === null || calm.lastedMs < AUDITED_MS) return;
    const ageMs = auditedAt === null ? Number.POSITIVE_INFINITY : world.clock.now() - auditedAt;
    if (ageMs > AUDITED_MS) broken(`the last audit is ${ageMs} ms old`);
  },
});
