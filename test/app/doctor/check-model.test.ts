import { describe, expect, it } from 'vitest';
import { checkModel } from '../../../src/app/doctor/check-model.ts';
import type { LanguageModel } from '../../../src/domain/language-model.ts';
import { DAY_MS, type EpochMs } from '../../../src/domain/time.ts';
import type { ListedModel, VendorInspection } from '../../../src/ports/vendor-inspection.ts';

const NOW = Date.UTC(2026, 10, 25);
const MODEL = 'claude-sonnet-5-5';

function catalogued(retiresAt: EpochMs | null): LanguageModel {
  return {
    id: MODEL,
    vendor: 'anthropic',
    contextTokens: 1_000_000,
    tokenizerFactor: 1,
    datedPrices: [],
    trainingCutoffAt: null,
    retiresAt,
    successor: { model: 'claude-sonnet-6', why: 'the next of the family' },
    note: null,
  };
}

function check(
  known: LanguageModel | null,
  listed: Partial<ListedModel> | 'no-list' | 'not-listed',
  { provider = 'anthropic', others: ids = [] }: { readonly provider?: string; readonly others?: readonly string[] } = {},
) {
  const others = ['claude-opus-5-5', ...ids].map((id): ListedModel => ({ id, lifecycle: 'active', retiresAt: null }));
  const inspection: VendorInspection =
    listed === 'no-list'
      ? { tag: 'unreachable', why: 'no network' }
      : {
          tag: 'ready',
          models: listed === 'not-listed' ? others : [...others, { id: MODEL, lifecycle: 'active', retiresAt: null, ...listed }],
        };
  const models = new Map(known === null ? [] : [[known.id, known] as const]);
  return checkModel({ provider, model: MODEL, models, inspection, now: NOW });
}

describe('a configured model', () => {
  it.each<{
    readonly name: string;
    readonly known: LanguageModel | null;
    readonly listed: Parameters<typeof check>[1];
    readonly state: string;
  }>([
    { name: 'is alive', known: catalogued(null), listed: {}, state: 'ok' },
    { name: 'ends in a month by the catalogue', known: catalogued(NOW + 30 * DAY_MS), listed: 'no-list', state: 'warning' },
    { name: 'ends in a year by the catalogue', known: catalogued(NOW + 365 * DAY_MS), listed: 'no-list', state: 'ok' },
    { name: 'has ended by the catalogue', known: catalogued(NOW), listed: 'no-list', state: 'problem' },
    { name: 'is active at the vendor, whatever the catalogue says', known: catalogued(NOW), listed: {}, state: 'ok' },
    { name: 'is deprecated without a date', known: catalogued(null), listed: { lifecycle: 'deprecated' }, state: 'warning' },
    {
      name: 'is deprecated and ends far from now',
      known: catalogued(null),
      listed: { lifecycle: 'deprecated', retiresAt: NOW + 365 * DAY_MS },
      state: 'warning',
    },
    {
      name: 'is overdue and still answers',
      known: catalogued(null),
      listed: { lifecycle: 'deprecated', retiresAt: NOW - DAY_MS },
      state: 'warning',
    },
    { name: 'is retired', known: catalogued(null), listed: { lifecycle: 'retired', retiresAt: NOW - DAY_MS }, state: 'problem' },
    {
      name: 'is in a stage that nobody knows, and has ended by the catalogue',
      known: catalogued(NOW),
      listed: { lifecycle: 'unknown' },
      state: 'problem',
    },
    { name: 'is unknown to the vendor', known: catalogued(null), listed: 'not-listed', state: 'problem' },
    { name: 'has no known prices', known: null, listed: {}, state: 'warning' },
  ])('that $name is $state', ({ known, listed, state }) => {
    const found = check(known, listed);
    expect(found).toMatchObject({ state, text: expect.stringContaining(MODEL) });
    expect(found.fix === null).toBe(state === 'ok');
  });

  it('may be the plain strategy', () => {
    expect(check(null, 'no-list', { provider: 'rules' })).toMatchObject({ state: 'ok', text: expect.stringContaining('rules') });
  });

  it.each<{ readonly name: string; readonly listed: Parameters<typeof check>[1] }>([
    { name: 'ends by the catalogue', listed: 'no-list' },
    { name: 'is switched off', listed: { lifecycle: 'retired' } },
  ])('that $name is told with its successor and the reason', ({ listed }) => {
    const { fix } = check(catalogued(NOW + DAY_MS), listed, { others: ['claude-sonnet-6'] });
    expect(fix).toContain('name claude-sonnet-6 (the next of the family)');
  });

  it('is not told to become a successor that the vendor does not list', () => {
    const { fix } = check(catalogued(null), { lifecycle: 'retired' });
    expect(fix).not.toContain('claude-sonnet-6');
  });

  it('is alive when its vendor lists only its dated snapshot', () => {
    expect(check(catalogued(null), 'not-listed', { others: [`${MODEL}-20260928`] }).state).toBe('ok');
  });

  it('that the vendor does not know is told with those that it does', () => {
    expect(check(catalogued(null), 'not-listed').fix).toContain('claude-opus-5-5');
  });
});
