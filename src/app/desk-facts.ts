import type { DeskFacts } from '../chat/command-definition.ts';
import type { Language } from '../domain/chat-message.ts';
import type { Venue } from '../domain/control-state.ts';
import type { EpochMs } from '../domain/time.ts';
import { RISK_LIMITS } from '../risk/limits.ts';
import type { Steward } from '../session/steward.ts';
import { VERSION } from './version.ts';

/** What commands tell of the process itself. */
export function deskFacts(process: {
  readonly venue: Venue;
  readonly language: Language;
  readonly steward: Steward;
  readonly startedAt: EpochMs;
}): DeskFacts {
  const { venue, language, steward, startedAt } = process;
  return {
    venue,
    language,
    startedAt,
    version: VERSION,
    get deliberators() {
      const names = steward.services.deliberators.map(({ provider, model }) =>
        provider === 'rules' ? 'rules, no model' : `${provider} ${model}`,
      );
      return [...new Set(names)];
    },
    limitDefinitions: RISK_LIMITS,
  };
}
