import { describe, expect, it } from 'vitest';
import type { FactOf, JournalFact, JournalFactKind } from '../../../src/domain/journal-entry.ts';
import { MessageFold } from '../../../src/report/stories/message-fold.ts';
import { renderStory } from '../../../src/report/stories/render-story.ts';
import { SessionStoryFold } from '../../../src/report/stories/session-story-fold.ts';
import { storyText } from '../../../src/report/stories/story-text.ts';
import { TradeHistoryFold } from '../../../src/report/stories/trade-history-fold.ts';
import {
  ASSESSED,
  closed,
  DELIBERATION,
  ENTERED,
  ENTRY_PROPOSAL,
  entryFilled,
  journalOf,
  OPENED,
  OWNER,
  SESSION_ID,
  START,
  STARTED,
  type TimedFact,
} from './journal-fixture.ts';

const USAGE = { inputTokens: 1, outputTokens: 2, cacheReadTokens: 0, cacheWriteTokens: 0 };

/** One of each kind. A kind that is missing here does not compile. */
const FACTS: { readonly [Kind in JournalFactKind]: FactOf<Kind> } = {
  'journal-opened': fixture('journal-opened'),
  'journal-repaired': { kind: 'journal-repaired', droppedBytes: 1 },
  'process-started': { kind: 'process-started', epoch: 2, configurationHash: 'hash', recoveredOrders: 2 },
  'process-stopped': { kind: 'process-stopped', why: 'terminate' },
  'note-added': { kind: 'note-added', note: { number: 1, text: 'FOMC at 18:00', expiresAt: START }, by: OWNER },
  'note-dropped': { kind: 'note-dropped', number: 1, by: OWNER },
  'configuration-changed': { kind: 'configuration-changed', key: 'risk.cooldownHours', from: '6', to: '4', by: OWNER },
  'configuration-edited': {
    kind: 'configuration-edited',
    changes: [{ key: 'mode', from: 'single', to: 'ensemble', counts: 'next-session' }],
    more: 0,
  },
  'override-set': { kind: 'override-set', key: 'budget.dayUsdMax', value: '5', fileValue: '3', by: OWNER },
  'override-ended': { kind: 'override-ended', key: 'budget.dayUsdMax', value: '5', why: 'undone', by: OWNER },
  'limits-approved': { kind: 'limits-approved', values: { openPositionsMax: 7 }, by: OWNER },
  'slot-missed': { kind: 'slot-missed', slotAt: START, newestMissedAt: START, count: 1 },
  'session-started': fixture('session-started'),
  'snapshot-taken': fixture('snapshot-taken'),
  'agent-finished': fixture('agent-finished'),
  'model-called': {
    kind: 'model-called',
    provider: 'anthropic',
    model: 'claude',
    usage: USAGE,
    usageEstimated: false,
    costUsd: '0.01',
    stop: 'end',
    durationMs: 900,
  },
  'votes-aggregated': {
    kind: 'votes-aggregated',
    mode: 'ensemble',
    aggregation: {
      symbol: 'ETHUSDT',
      votes: [{ agent: 'first', vote: 'open', sizeStep: 0.5, stopPrice: '2450' }],
      result: 'hold',
      sizeFraction: null,
      steps: [{ code: 'quorum-missing', agent: null, from: null, to: null, about: null }],
    },
  },
  'signal-received': fixture('signal-received'),
  'signal-assessed': fixture('signal-assessed'),
  'proposal-staged': { kind: 'proposal-staged', proposal: ENTRY_PROPOSAL },
  'proposal-changed': { kind: 'proposal-changed', proposalId: 'P1', state: { tag: 'expired', at: START } },
  'order-intended': fixture('order-intended'),
  'order-changed': {
    kind: 'order-changed',
    clientOrderId: 'st-P1-ETHUSDT-e1-1',
    state: { tag: 'rejected', code: -2010, message: 'no' },
  },
  'fill-booked': fixture('fill-booked'),
  'transfer-booked': { kind: 'transfer-booked', asset: 'ETH', quantity: '0.4771', why: 'withdrawal' },
  'stop-set': { kind: 'stop-set', symbol: 'ETHUSDT', stopPrice: '2450', targetPrice: null, by: 'P4' },
  'position-unprotected': { kind: 'position-unprotected', symbol: 'ETHUSDT', quantity: '0.4771', why: 'no price is known' },
  'position-protected': fixture('position-protected'),
  'drift-found': { kind: 'drift-found', asset: 'USDT', expected: '1', actual: '2' },
  'outside-counted': { kind: 'outside-counted', holdings: { USDT: '120', BTC: '0' } },
  'drift-resolved': { kind: 'drift-resolved', asset: 'USDT' },
  'equity-marked': { kind: 'equity-marked', cash: '0', equity: '0', marks: {} },
  'session-closed': fixture('session-closed'),
  'control-changed': { kind: 'control-changed', from: 'active', to: 'halted', by: { kind: 'system' }, why: 'runaway' },
  'autonomy-changed': { kind: 'autonomy-changed', from: 'auto', to: 'advisor', by: OWNER },
  'mode-changed': { kind: 'mode-changed', from: 'single', to: 'ensemble', by: OWNER },
  'command-received': { kind: 'command-received', command: 'run', arguments: [], by: OWNER },
  'alert-raised': { kind: 'alert-raised', key: 'clock-skew', level: 'warning', facts: {} },
  'alert-resolved': { kind: 'alert-resolved', key: 'clock-skew' },
  'messages-delivered': { kind: 'messages-delivered', channel: 'terminal', upTo: 1 },
};

function fixture<Kind extends JournalFactKind>(kind: Kind): FactOf<Kind> {
  const all: readonly TimedFact[] = [[0, OPENED], [0, STARTED], ...DELIBERATION, [0, ASSESSED], ...entryFilled(1), ...closed(2)];
  const found = all.map(([, fact]) => fact).find((fact): fact is FactOf<Kind> => fact.kind === kind);
  if (found === undefined) throw new Error(`no fixture of ${kind}`);
  return found;
}

describe.each(Object.values<JournalFact>(FACTS).map((fact) => [fact.kind, fact] as const))('%s', (_kind, fact) => {
  const journals: readonly (readonly TimedFact[])[] = [
    [[0, fact]],
    [
      [0, fact, null],
      [0, fact, null],
    ],
    [...ENTERED, [10, fact], [11, fact, '20240115T15']],
    [[0, STARTED], [0, fact], ...ENTERED, [10, fact, null], ...closed(12)],
  ];

  it('goes through every fold, wherever it stands', () => {
    for (const entries of journals.map(journalOf)) {
      const messages = new MessageFold({ venue: 'demo', language: 'en' });
      const story = new SessionStoryFold({ sessionId: SESSION_ID, language: 'en' });
      const trades = new TradeHistoryFold({ lengthMax: 3 });
      for (const entry of entries) {
        expect(Array.isArray(messages.apply(entry))).toBe(true);
        story.apply(entry);
        trades.apply(entry);
      }
      const told = story.story();
      if (told !== null) expect(storyText(told).length + renderStory(told).length).toBeGreaterThan(0);
    }
  });
});
