import type { Candle } from '../../domain/candle.ts';
import type { MarketSymbol } from '../../domain/market-symbol.ts';
import type { Circumstances, Moment, SessionReads, SessionTape, TapeRecorder, TextHash } from '../../ports/tape.ts';
import { CandleChunks } from './candle-chunks.ts';
import { exactText } from './exact-text.ts';
import { hashOf } from './taped-request.ts';

export interface RecordingSessionOptions {
  readonly recorder: TapeRecorder;
  /** What holds for a session that deliberates now. */
  circumstances(): Circumstances;
  /** Told when something could not be kept. */
  readonly onFault: (error: unknown) => void;
}

/** Puts the reads of sessions on their tapes. */
export class RecordingSession implements SessionTape {
  readonly #options: RecordingSessionOptions;
  readonly #chunks = new CandleChunks();

  constructor(options: RecordingSessionOptions) {
    this.#options = options;
  }

  noteCandles(symbol: MarketSymbol, candles: readonly Candle[]): void {
    this.#chunks.note(symbol, candles);
  }

  keepReads(sessionId: string, { asOf, fearGreed, marks, outset }: SessionReads): Promise<void> {
    return this.#guarded(async () => {
      const { candles, texts } = this.#chunks.manifest(asOf);
      const kept = new Map(texts);
      const name = (text: string): TextHash => {
        const hash = hashOf(text);
        kept.set(hash, text);
        return hash;
      };
      await this.#options.recorder.keepReads(
        {
          sessionId,
          asOf,
          outset,
          fearGreed,
          marks: name(exactText([...marks.values()])),
          circumstances: name(exactText(this.#options.circumstances())),
          candles,
        },
        kept,
      );
      this.#chunks.settle();
    });
  }

  keepAssessment(sessionId: string, moment: Moment): Promise<void> {
    return this.#guarded(() => this.#options.recorder.keepAssessment(sessionId, moment));
  }

  async #guarded(keep: () => Promise<void>): Promise<void> {
    try {
      await keep();
    } catch (error) {
      this.#options.onFault(error);
    }
  }
}
