import { KeptJournal } from '../../../src/app/drill/kept-journal.ts';
import { MAIN_BOOK_ID } from '../../../src/domain/journal-entry.ts';
import { JournaledState } from '../../../src/session/journaled-state.ts';
import type { MakeInvariant } from '../watched.ts';

/** The journal read from its beginning gives the state that the bot lives by. */
export const replaysToItself: MakeInvariant = ({ world, broken }) => ({
  async checkSlowly() {
    const live = world.life?.steward.state;
    // What is not durable yet counts already for the bot.
    if (live === undefined || live.lastSequence !== world.disk.entries.length) return;
    const { autonomy, mode } = world.configuration;
    const journal = new KeptJournal({ ...world.disk }, { clock: world.clock, latencyMs: () => 1 });
    const again = new JournaledState({ journal, clock: world.clock, bookId: MAIN_BOOK_ID, start: { autonomy, mode } });
    try {
      await again.load();
    } catch (error) {
      broken(`the journal cannot be read again: ${error instanceof Error ? error.message : String(error)}`);
      return;
    }
    if (summaryOf(again) !== summaryOf(live)) broken('the journal read again gives another state');
  },
});

function summaryOf(state: JournaledState): string {
  const { book } = state.portfolio;
  return JSON.stringify({
    book,
    orders: [state.orders.liveOrders(), state.orders.lost(), state.orders.fillsMissing()],
    proposals: state.proposals.open(),
    control: [state.control.control, state.control.autonomy, state.control.mode],
    session: [state.sessions.current, state.sessions.newestSlotAt],
    unprotected: [state.protection.reportedSymbols, state.protection.unprotectedMs],
    drift: [...state.drift.assets],
  });
}
