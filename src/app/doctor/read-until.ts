import { type JournalFiles, nodeJournalFiles } from '../../adapters/journal/journal-files.ts';

/** The files of a journal, whose reading ends with the signal. */
export function readUntil(signal: AbortSignal): JournalFiles {
  return {
    ...nodeJournalFiles,
    async *read(path) {
      for await (const chunk of nodeJournalFiles.read(path)) {
        signal.throwIfAborted();
        yield chunk;
      }
    },
  };
}
