import { z } from 'zod';
import type { EpochMs } from '../../domain/time.ts';
import { isoTime } from '../../domain/time.ts';
import { acceptedValue, type SignedClient } from './signed-client.ts';
import { wireInstant } from './wire-values.ts';

const restrictionsSchema = z.looseObject({
  ipRestrict: z.boolean(),
  enableWithdrawals: z.boolean(),
  enableSpotAndMarginTrading: z.boolean(),
  tradingAuthorityExpirationTime: wireInstant.optional(),
});

/** What is wrong with a key, in words with their remedy. A refusal must keep the bot from starting; a warning is told. */
export interface KeyFinding {
  readonly level: 'refusal' | 'warning';
  readonly text: string;
  readonly fix: string;
}

const EXPIRY_WARNED_MS = 14 * 24 * 3_600_000;

/**
 * What the key may do, judged: one that can withdraw must not be used, whatever the rest.
 * @throws Fault `unauthorised` when the exchange does not accept the key, and those of a read.
 * @see developers.binance.com, wallet: Get API Key Permission
 */
export async function inspectKey(client: SignedClient, now: EpochMs): Promise<readonly KeyFinding[]> {
  const endpoint = { method: 'GET', path: '/sapi/v1/account/apiRestrictions', weight: 1 } as const;
  return judgeRestrictions(acceptedValue('a question about the key', await client.read(endpoint, [], restrictionsSchema)), now);
}

function judgeRestrictions(rights: z.output<typeof restrictionsSchema>, now: EpochMs): readonly KeyFinding[] {
  const findings: KeyFinding[] = [];
  if (rights.enableWithdrawals) {
    findings.push({
      level: 'refusal',
      text: 'the API key may withdraw coins',
      fix: 'take that right from the key, or make a key without it: Steward never needs it',
    });
  }
  if (!rights.enableSpotAndMarginTrading) {
    findings.push({ level: 'refusal', text: 'the API key may not trade', fix: 'give the key the right of spot trading' });
  }
  if (!rights.ipRestrict) {
    findings.push({
      level: 'warning',
      text: 'the API key works from every address',
      fix: 'restrict the key to the address of this machine',
    });
  }
  const endsAt = rights.tradingAuthorityExpirationTime;
  if (endsAt !== undefined && endsAt - now < EXPIRY_WARNED_MS) {
    findings.push({
      level: 'warning',
      text: `the key's right to trade ends at ${isoTime(endsAt)}`,
      fix: 'restrict the key to an address, or renew the right',
    });
  }
  return findings;
}
