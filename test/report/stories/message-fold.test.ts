import { describe, expect, it } from 'vitest';
import type { ChatMessage } from '../../../src/domain/chat-message.ts';
import { MessageFold } from '../../../src/report/stories/message-fold.ts';
import { messagesText } from '../message-text.ts';
import {
  APPROVED, ASSESSED, closed, DELIBERATION, ENTERED, entryFilled, exitFilled, journalOf, LOOSER_STOP_PROPOSAL, OPENED, OWNER, REFUSED, SESSION_ID,
  STAGED, START, STARTED, sale, stopHit, type TimedFact, UNASKED_PROPOSAL,
} from './journal-fixture.ts';

/** The messages of the last facts, told after all that went before. */
function tell(facts: readonly TimedFact[], before: readonly TimedFact[] = []): string {
  const fold = new MessageFold({ venue: 'demo', language: 'en' });
  const messages: ChatMessage[] = [];
  for (const entry of journalOf([...before, ...facts])) {
    const told = fold.apply(entry);
    if (entry.sequence > before.length) messages.push(...told);
  }
  return messagesText(messages);
}

describe('messages about a proposal', () => {
  it('ask for a large entry with its numbers, the words of the agent and the answers', () => {
    expect(tell([[1, STAGED]], [[-60, OPENED, null], ...DELIBERATION])).toMatchInlineSnapshot();
  });
  it('ask for a looser stop without a half', () => {
    expect(tell([[9, { kind: 'proposal-staged', proposal: LOOSER_STOP_PROPOSAL }]], ENTERED)).toMatchInlineSnapshot();
  });
  it('ask nobody about a trade that policy approves', () => {
    expect(tell([[1, { kind: 'proposal-staged', proposal: UNASKED_PROPOSAL }]])).toBe('');
  });
  it('tell no approval, which is answered at once', () => {
    expect(tell([[3, APPROVED]], [[1, STAGED]])).toBe('');
  });
  it.each([
    ['rejected', { tag: 'rejected', by: OWNER, at: START + 120_000, why: null }],
    ['rejected with a reason', { tag: 'rejected', by: OWNER, at: START + 120_000, why: 'the position was closed by command' }],
    ['expired', { tag: 'expired', at: START + 960_000 }],
    ['superseded', { tag: 'superseded', at: START + 120_000, byProposalId: 'P2' }],
    ['blocked', { tag: 'blocked', at: START, reasons: [{ code: 'price-drift', driftFraction: '0.0081', driftFractionMax: '0.005' }] }],
    ['failed', { tag: 'failed', at: START, why: 'rejected-by-exchange' }],
  ] as const)('tell that it was %s', (name, state) => {
    expect(tell([[3, { kind: 'proposal-changed', proposalId: 'P1', state }]], [[1, STAGED]])).toMatchSnapshot(name);
  });
});
