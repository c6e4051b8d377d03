import { join } from 'node:path';
import { StateFile } from '../adapters/journal/state-file.ts';
import { type Encoded, encode } from '../domain/encoded.ts';
import type { JournalEntry } from '../domain/journal-entry.ts';
import type { Position } from '../domain/position.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { JournaledState } from '../session/journaled-state.ts';
import { STATE_FILE } from './folders.ts';

/** What `state.json` shows: the books and the controls at one place of the journal. For people; it may be deleted without loss. */
interface StateSummary {
  readonly at: number;
  readonly control: string;
  readonly autonomy: string;
  readonly mode: string;
  readonly cash: string;
  readonly positions: readonly Encoded<Omit<Position, 'lots'>>[];
  readonly openProposals: readonly string[];
  readonly lastSession: string | null;
}

/** Opens the snapshot file of a data folder and keeps it near the journal's end; it bounds its own writes. */
export function openStateFile(
  state: JournaledState,
  { dataDir, clock, log }: { readonly dataDir: string; readonly clock: Clock; readonly log: Log },
): StateFile<StateSummary> {
  const file = new StateFile<StateSummary>({
    path: join(dataDir, STATE_FILE),
    clock,
    onWriteFault: (error) => log.warn('the state file could not be written', { error }),
  });
  state.onEntry((entry) => file.write({ sequence: entry.sequence, state: summarise(state, entry) }));
  return file;
}

function summarise(state: JournaledState, entry: JournalEntry): StateSummary {
  const { book } = state.portfolio;
  return {
    at: entry.at,
    control: state.control.control,
    autonomy: state.control.autonomy,
    mode: state.control.mode,
    cash: encode(book.cash),
    positions: book.positions.map(({ lots: _lots, ...position }) => encode(position)),
    openProposals: state.proposals.open().map(({ id }) => id),
    lastSession: state.sessions.last?.sessionId ?? null,
  };
}
