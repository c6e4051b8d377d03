import type { ModeChoice } from '../report/commands/mode-report.ts';
import { ModeRecordFold } from '../report/stories/mode-record-fold.ts';
import type { Steward } from '../session/steward.ts';
import { upcomingSeating } from './upcoming-seating.ts';

/** Every mode with who would deliberate in it, why it cannot be chosen, and what its sessions have done. */
export async function gatherModes(steward: Steward): Promise<readonly ModeChoice[]> {
  const fold = new ModeRecordFold();
  for await (const entry of steward.state.read()) fold.apply(entry);
  return [...fold.records()].map(([mode, record]) => {
    const seating = upcomingSeating(steward, mode);
    if (seating.tag === 'unavailable') return { mode, record, deliberators: [], estimate: null, unavailable: seating.why };
    const { calls, costUsd } = seating;
    const names = seating.deliberators.map(({ provider, model }) => (provider === 'rules' ? 'rules' : model));
    const estimate = calls === 0 ? null : { calls, costUsd };
    return { mode, record, deliberators: [...new Set(names)], estimate, unavailable: null };
  });
}
