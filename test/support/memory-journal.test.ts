import { describeJournal } from '../contract/journal.contract.ts';
import { createMemoryJournal } from './memory-journal.ts';

describeJournal({
  name: 'The journal in memory',
  persists: false,
  breakable: false,
  setup: async () => {
    const journal = createMemoryJournal();
    return { journal, reopen: () => Promise.resolve(journal), breakDisk: () => undefined };
  },
});
