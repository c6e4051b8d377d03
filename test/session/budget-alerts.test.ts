import { describe, expect, it } from 'vitest';
import { usdAmount } from '../../src/domain/decimal.ts';
import { DAY_MS, HOUR_MS } from '../../src/domain/time.ts';
import { stageInForce, tellBudgetStage, tellDayRefusal } from '../../src/session/budget-alerts.ts';
import { JournaledState } from '../../src/session/journaled-state.ts';
import { modelCalledFact } from '../../src/session/model-called-fact.ts';
import { planSession } from '../../src/session/plan-session.ts';
import type { ModeSeating, SessionServices } from '../../src/session/session-services.ts';
import { SimulatedClock } from '../../src/simulator/simulated-clock.ts';
import { createMemoryJournal } from '../support/memory-journal.ts';

const SESSION = '20261125T13';
const AT = Date.UTC(2026, 10, 25, 13);
const BUDGET: SessionServices['settings']['budget'] = {
  callUsdMax: 1,
  sessionUsdMax: 1,
  dayUsdMax: 1,
  sessionTokensMax: 1e6,
  dayTokensMax: 1e6,
  sessionCallsMax: 100,
  dayCallsMax: 100,
  economyAtFraction: 0.8,
  economyMode: 'single',
  economyModel: 'auto',
};

interface Rig {
  readonly clock: SimulatedClock;
  readonly told: readonly string[];
  spend(costUsd: number): Promise<void>;
  begin(stage: 'normal' | 'economy'): Promise<void>;
  /** What the ladder works with, under other limits. */
  desk(changes?: Partial<typeof BUDGET>): Pick<SessionServices, 'state' | 'clock' | 'settings' | 'seatingOf'>;
}

function rig({
  seating = { tag: 'seated', deliberators: [], agents: [], calls: 0, costUsd: null },
}: {
  readonly seating?: ModeSeating;
} = {}): Rig {
  const clock = new SimulatedClock({ startAt: AT });
  const state = new JournaledState({
    journal: createMemoryJournal(),
    clock,
    bookId: 'main',
    start: { autonomy: 'auto', mode: 'ensemble' },
  });
  const told: string[] = [];
  state.onEntry(({ fact }) => {
    if (fact.kind === 'alert-raised') told.push(`raised ${fact.key}`);
    if (fact.kind === 'alert-resolved') told.push(`resolved ${fact.key}`);
  });
  return {
    clock,
    told,
    spend: (costUsd) =>
      state.record([
        modelCalledFact({
          sessionId: null,
          provider: 'anthropic',
          model: 'm',
          usage: { inputTokens: 1, outputTokens: 1, cacheReadTokens: 0, cacheWriteTokens: 0 },
          usageEstimated: false,
          costUsd: usdAmount(costUsd),
          stop: 'end',
          durationMs: 1,
        }),
      ]),
    begin: (stage) =>
      state.record(
        [
          {
            kind: 'session-started',
            slotAt: AT,
            trigger: 'schedule',
            mode: 'ensemble',
            ...(stage === 'normal' ? {} : { budget: { stage, modeInForce: 'ensemble', model: null, usedFraction: 0.8 } }),
          },
        ],
        { sessionId: SESSION },
      ),
    desk: (changes = {}) => ({
      state,
      clock,
      settings: { budget: { ...BUDGET, ...changes } } as SessionServices['settings'],
      seatingOf: () => seating,
    }),
  };
}

describe('the alerts of the budget', () => {
  it('are none while enough is left', async () => {
    const { desk, told, spend } = rig();
    await spend(0.79);
    await tellBudgetStage(desk());
    expect(told).toEqual([]);
  });

  it('come once a step, and together when a day begins anew', async () => {
    const { desk, told, spend, clock } = rig();
    for (const costUsd of [0.8, 0.1, 0.1, 0.1]) {
      await spend(costUsd);
      await tellBudgetStage(desk());
    }
    expect(told).toEqual(['raised budget-economy', 'raised budget-hold']);
    await clock.advanceTo(AT + DAY_MS - 13 * HOUR_MS - 1);
    await tellBudgetStage(desk());
    expect(told).toHaveLength(2);
    await clock.advanceTo(AT + DAY_MS - 13 * HOUR_MS);
    await tellBudgetStage(desk());
    expect(told.slice(2)).toEqual(['resolved budget-hold', 'resolved budget-economy']);
  });

  it('leave the first step out when one call passes both', async () => {
    const { desk, told, spend } = rig();
    await spend(1.2);
    await tellBudgetStage(desk());
    expect(told).toEqual(['raised budget-hold']);
  });

  it('go back one step when a limit is raised a little', async () => {
    const { desk, told, spend } = rig();
    await spend(1);
    await tellBudgetStage(desk());
    await tellBudgetStage(desk({ dayUsdMax: 1.2 }));
    expect(told).toEqual(['raised budget-hold', 'resolved budget-hold', 'raised budget-economy']);
    await tellBudgetStage(desk({ dayUsdMax: 2 }));
    expect(told.slice(3)).toEqual(['resolved budget-economy']);
  });

  it('end when cheaper sessions are to begin later', async () => {
    const { desk, told, spend } = rig();
    await spend(0.85);
    await tellBudgetStage(desk());
    await tellBudgetStage(desk({ economyAtFraction: 0.9 }));
    expect(told).toEqual(['raised budget-economy', 'resolved budget-economy']);
  });

  it('of yesterday make room for those of today', async () => {
    const { desk, told, spend, clock } = rig();
    await spend(0.9);
    await tellBudgetStage(desk());
    await clock.advanceTo(AT + DAY_MS);
    await spend(0.9);
    await tellBudgetStage(desk());
    expect(told).toEqual(['raised budget-economy', 'resolved budget-economy', 'raised budget-economy']);
  });
});

describe('a call that the day does not carry', () => {
  it('makes the next sessions cheaper, and after a cheaper one lets them hold', async () => {
    const { desk, told, begin } = rig();
    await begin('normal');
    await tellDayRefusal(desk(), SESSION);
    await tellDayRefusal(desk(), SESSION);
    expect(stageInForce(desk())).toBe('economy');
    await begin('economy');
    await tellDayRefusal(desk(), SESSION);
    expect(stageInForce(desk())).toBe('hold');
    await tellBudgetStage(desk());
    expect(told).toEqual(['raised budget-economy', 'raised budget-hold']);
  });

  it.each([
    ['the USD', { dayUsdMax: 1.01 }],
    ['the tokens', { dayTokensMax: 1e6 + 1 }],
    ['the calls', { dayCallsMax: 101 }],
  ])('counts until %s of the day are raised', async (_name, raised) => {
    const { desk, begin } = rig();
    await begin('economy');
    await tellDayRefusal(desk(), SESSION);
    expect(stageInForce(desk({ dayUsdMax: 0.5 }))).toBe('hold');
    expect(stageInForce(desk(raised))).toBe('normal');
  });

  it('counts until the UTC day ends', async () => {
    const { desk, begin, clock } = rig();
    await begin('economy');
    await tellDayRefusal(desk(), SESSION);
    await clock.advanceTo(AT + 11 * HOUR_MS);
    expect(stageInForce(desk())).toBe('normal');
  });

  it('outside of sessions changes nothing', async () => {
    const { desk, told, begin } = rig();
    await tellDayRefusal(desk(), SESSION);
    await begin('economy');
    await tellDayRefusal(desk(), null);
    expect(told).toEqual([]);
  });
});

describe('the plan of a session', () => {
  it('is the mode in force while enough is left', () => {
    expect(planSession(rig().desk())).toEqual({ mode: 'ensemble', budget: null });
  });

  it('is the cheaper mode and model from four fifths on, with the reason', async () => {
    const { desk, spend } = rig();
    await spend(0.85);
    expect(planSession(desk({ economyModel: 'cheap' }))).toEqual({
      mode: 'single',
      budget: { stage: 'economy', modeInForce: 'ensemble', model: 'cheap', usedFraction: 0.85 },
    });
  });

  it('keeps the mode in force when nobody can fill the cheaper one', async () => {
    const { desk, spend } = rig({ seating: { tag: 'unavailable', why: 'no key' } });
    await spend(0.85);
    expect(planSession(desk())).toMatchObject({ mode: 'ensemble', budget: { stage: 'economy' } });
  });

  it('is to hold when all is used up', async () => {
    const { desk, spend } = rig();
    await spend(1);
    expect(planSession(desk({ economyModel: 'cheap' }))).toEqual({
      mode: 'ensemble',
      budget: { stage: 'hold', modeInForce: 'ensemble', model: null, usedFraction: 1 },
    });
  });
});
