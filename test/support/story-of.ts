import type { JournalEntry } from '../../src/domain/journal-entry.ts';

/** What happened, one word a fact: its kind, and where a kind has outcomes the outcome (`proposal-changed executed`). */
export function storyOf(entries: readonly JournalEntry[]): readonly string[] {
  return entries.map(({ fact }) => {
    const outcome = outcomeOf(fact);
    return outcome === null ? fact.kind : `${fact.kind} ${outcome}`;
  });
}

function outcomeOf(fact: JournalEntry['fact']): string | null {
  switch (fact.kind) {
    case 'proposal-changed':
    case 'order-changed':
      return fact.state.tag;
    case 'order-intended':
      return fact.intent.purpose;
    case 'signal-assessed':
      return fact.verdict.tag;
    case 'agent-finished':
      return fact.outcome;
    case 'session-closed':
      return fact.outcome.tag;
    case 'fill-booked':
      return fact.fill.side;
    case 'control-changed':
      return fact.to;
    case 'alert-raised':
    case 'alert-resolved':
      return fact.key;
    default:
      return null;
  }
}
