import { SMA } from 'trading-signals';
import type { Candle } from '../domain/candle.ts';
import type { IndicatorValues } from '../domain/market-data-set.ts';
import { AverageTrueRange } from './indicators/average-true-range.ts';
import { Convergence } from './indicators/convergence.ts';
import type { IndicatorStep } from './indicators/indicator-step.ts';
import { RelativeStrength } from './indicators/relative-strength.ts';
import { VOLUME_SCORE_PERIOD, volumeScore } from './indicators/volume-score.ts';
import { NumberColumn } from './number-column.ts';

/** How many closed candles must be known before any indicator is told: by then what each began with weighs less than 1e-8. */
export const WARM_UP_LENGTH = 250;

/** Every indicator of one series, updated once a candle and kept for every candle, so that any earlier moment can be looked up. */
export class IndicatorSet {
  readonly #relativeStrength = new RelativeStrength(14);
  readonly #convergence = new Convergence();
  readonly #shortMean = new SMA(20);
  readonly #longMean = new SMA(50);
  readonly #trueRange = new AverageTrueRange(14);

  readonly #rsi14 = new NumberColumn();
  readonly #macdLine = new NumberColumn();
  readonly #macdSignal = new NumberColumn();
  readonly #ma20 = new NumberColumn();
  readonly #ma50 = new NumberColumn();
  readonly #atr14 = new NumberColumn();
  /** The score of any candle is worked out of these when it is asked for. */
  readonly #volume = new NumberColumn();

  #previousClose = Number.NaN;
  #previewed = false;

  push(candle: Candle): void {
    const row = this.#update(candle);
    this.#previewed = false;
    this.#previousClose = candle.close;
    this.#rsi14.push(row.rsi14);
    this.#macdLine.push(row.macdLine);
    this.#macdSignal.push(row.macdSignal);
    this.#ma20.push(row.ma20);
    this.#ma50.push(row.ma50);
    this.#atr14.push(row.atr14);
    this.#volume.push(candle.volume);
  }

  /** What the values would be after one more candle. Leaves no trace: that candle may still turn out otherwise. */
  preview(candle: Candle): IndicatorValues {
    const row = this.#update(candle);
    this.#previewed = true;
    return toValues({ ...row, volumeZ: this.#scoreVolume(candle.volume, this.length) }, this.length + 1);
  }

  get length(): number {
    return this.#rsi14.length;
  }

  /** The values after the candle at `index`; all null, with the reason, while they are not warmed up. */
  valuesAt(index: number): IndicatorValues {
    const row = {
      rsi14: this.#rsi14.at(index),
      macdLine: this.#macdLine.at(index),
      macdSignal: this.#macdSignal.at(index),
      ma20: this.#ma20.at(index),
      ma50: this.#ma50.at(index),
      atr14: this.#atr14.at(index),
      volumeZ: this.#scoreVolume(this.#volume.at(index), index),
    };
    return toValues(row, index < this.length ? index + 1 : 0);
  }

  /** `volume` is that of the candle at `index`, which may be one that is not there yet. */
  #scoreVolume(volume: number, index: number): number {
    const before = Array.from({ length: VOLUME_SCORE_PERIOD }, (_, distance) => this.#volume.at(index - 1 - distance));
    return volumeScore(volume, before);
  }

  #update(candle: Candle): Omit<IndicatorRow, 'volumeZ'> {
    const replace = this.#previewed;
    const step: IndicatorStep = { candle, previousClose: this.#previousClose, kind: replace ? 'replace' : 'append' };
    const { line, signal } = this.#convergence.update(step);
    return {
      rsi14: this.#relativeStrength.update(step),
      macdLine: line,
      macdSignal: signal,
      ma20: this.#shortMean.update(candle.close, replace) ?? Number.NaN,
      ma50: this.#longMean.update(candle.close, replace) ?? Number.NaN,
      atr14: this.#trueRange.update(step),
    };
  }
}

/** NaN stands for a value that needs more candles. */
interface IndicatorRow {
  readonly rsi14: number;
  readonly macdLine: number;
  readonly macdSignal: number;
  readonly ma20: number;
  readonly ma50: number;
  readonly atr14: number;
  readonly volumeZ: number;
}

function toValues({ rsi14, macdLine, macdSignal, ma20, ma50, atr14, volumeZ }: IndicatorRow, length: number): IndicatorValues {
  if (length < WARM_UP_LENGTH) return { ...NOTHING, missing: `${length} of ${WARM_UP_LENGTH} candles are known` };
  return {
    rsi14,
    macd: { line: macdLine, signal: macdSignal, histogram: macdLine - macdSignal },
    ma20,
    ma50,
    atr14,
    volumeZ: Number.isNaN(volumeZ) ? null : volumeZ,
    missing: Number.isNaN(volumeZ) ? 'the volume did not change' : null,
  };
}

const NOTHING = { rsi14: null, macd: null, ma20: null, ma50: null, atr14: null, volumeZ: null };
