import type { JournalFact } from '../domain/journal-entry.ts';

/**
 * True for what counts although the disk does not take it: whatever lowers risk or only tells what happened. It is kept in memory, is
 * written when the disk is back, and is on the exchange for a process that ends before. Everything else waits for the disk: above all
 * what raises risk, and what a person or a session begins.
 */
export function mayGoUnwritten(fact: JournalFact): boolean {
  switch (fact.kind) {
    case 'order-intended':
      return fact.intent.purpose !== 'entry';
    case 'proposal-changed':
      return fact.state.tag !== 'approved' && fact.state.tag !== 'executing';
    case 'control-changed':
      return fact.to !== 'active';
    case 'order-changed':
    case 'fill-booked':
    case 'transfer-booked':
    case 'position-unprotected':
    case 'position-protected':
    case 'drift-found':
    case 'drift-resolved':
    case 'outside-counted':
    case 'session-closed':
    case 'command-received':
    case 'alert-raised':
    case 'alert-resolved':
    case 'messages-delivered':
      return true;
    default:
      return false;
  }
}
