import type { Configuration } from '../configuration/configuration.ts';
import type { Venue } from '../domain/control-state.ts';
import { fraction } from '../domain/decimal.ts';
import { MINUTE_MS, SECOND_MS } from '../domain/time.ts';
import { parseRiskLimits } from '../risk/limits.ts';
import type { LiveConfiguration } from '../session/live-configuration.ts';
import type { SessionSettings } from '../session/session-services.ts';

/** 250 daily candles to warm the indicators up, and the day that is running. */
export const WARM_UP_HOURS = 251 * 24;
const SLOT_LATE_MAX_MS = 20 * MINUTE_MS;

interface ProcessFacts {
  readonly epoch: number;
  readonly venue: Venue;
}

/** The settings of sessions, as the configuration that counts has them. */
export function liveSettings(live: Pick<LiveConfiguration, 'current'>, process: ProcessFacts): () => SessionSettings {
  let made: { readonly of: Configuration; readonly settings: SessionSettings } | null = null;
  return () => {
    const { current } = live;
    if (made?.of !== current) made = { of: current, settings: settingsOf(current, process) };
    return made.settings;
  };
}

/** No nearer to the price than the guard lets any stop be. */
function trailOf({ execution, limits }: Configuration): SessionSettings['trail'] {
  const { trailingStopFraction, trailingStepFraction } = execution;
  if (trailingStopFraction === 0) return null;
  const { stopDistanceFractionMin } = parseRiskLimits(limits);
  return {
    distanceFraction: fraction(Math.max(trailingStopFraction, stopDistanceFractionMin)),
    stepFraction: fraction(trailingStepFraction),
  };
}

function settingsOf(configuration: Configuration, { epoch, venue }: ProcessFacts): SessionSettings {
  return {
    symbols: configuration.symbols,
    limits: parseRiskLimits(configuration.limits),
    budget: configuration.budget,
    entryKind: configuration.execution.entryKind,
    trail: trailOf(configuration),
    orderPrefix: configuration.execution.orderPrefix,
    epoch,
    proposalExpiryMs: configuration.proposals.expiryMinutes * MINUTE_MS,
    deliberationMaxMs: configuration.session.deadlineSeconds * SECOND_MS,
    slotLateMaxMs: SLOT_LATE_MAX_MS,
    warmUpHours: WARM_UP_HOURS,
    accountIsShared: venue === 'live' || venue === 'testnet',
  };
}
