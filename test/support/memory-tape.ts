import type { Tape, TapedCall, TapeRecorder } from '../../src/ports/tape.ts';

/** A tape that lasts as long as its test, of whatever sessions are recorded on it. */
export function memoryTape(): { readonly recorder: TapeRecorder; tape(sessionId?: string): Tape } {
  const kept: { readonly sessionId: string; readonly call: TapedCall }[] = [];
  const known = new Map<string, string>();
  return {
    recorder: {
      async keep(sessionId, call, texts) {
        kept.push({ sessionId, call });
        for (const [hash, text] of texts) known.set(hash, text);
      },
      keepReads: () => Promise.resolve(),
      keepAssessment: () => Promise.resolve(),
    },
    tape: (sessionId = '20240301T12') => ({
      sessionId,
      calls: kept.filter((each) => each.sessionId === sessionId).map(({ call }) => call),
      reads: null,
      assessment: null,
      textOf: (hash) => known.get(hash) ?? null,
    }),
  };
}
