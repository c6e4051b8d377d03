import { Decimal, type DecimalText } from '../domain/decimal.ts';
import type { JournalEntry } from '../domain/journal-entry.ts';
import type { MarketSymbol } from '../domain/market-symbol.ts';
import { type EpochMs, isoTime } from '../domain/time.ts';
import { maxDrawdown } from '../portfolio/performance/max-drawdown.ts';
import { totalReturn } from '../portfolio/performance/total-return.ts';
import type { RunSummary } from '../report/run-summary-text.ts';

const BENCHMARK: MarketSymbol = 'BTCUSDT';

/** Folds a journal into the summary, entry by entry, so that it needs no second reading. */
export class ReplaySummaryFold {
  readonly #equity: number[] = [];
  readonly #tradedOrders = new Set<string>();
  readonly #stopOrders = new Set<string>();
  readonly #refusals = new Map<string, number>();
  #sessions = 0;
  #fees = new Decimal(0);
  #capital: DecimalText = '0';
  #firstBenchmark: DecimalText | null = null;
  #lastBenchmark: DecimalText | null = null;
  #finalEquity: DecimalText | null = null;

  apply({ fact }: JournalEntry): void {
    switch (fact.kind) {
      case 'journal-opened':
        this.#capital = fact.capital;
        break;
      case 'session-started':
        this.#sessions += 1;
        break;
      case 'signal-assessed':
        if (fact.verdict.tag === 'refused') for (const reason of fact.verdict.reasons) this.#countRefusal(reason.code);
        break;
      case 'proposal-changed':
        if (fact.state.tag === 'blocked') for (const reason of fact.state.reasons) this.#countRefusal(reason.code);
        break;
      case 'fill-booked':
        this.#tradedOrders.add(fact.fill.clientOrderId);
        if (fact.reason === 'protection') this.#stopOrders.add(fact.fill.clientOrderId);
        if (fact.feeValue !== null) this.#fees = this.#fees.plus(fact.feeValue);
        break;
      case 'equity-marked':
        this.#equity.push(Number(fact.equity));
        this.#finalEquity = fact.equity;
        this.#lastBenchmark = fact.marks[BENCHMARK] ?? this.#lastBenchmark;
        this.#firstBenchmark ??= fact.marks[BENCHMARK] ?? null;
        break;
      default:
    }
  }

  /** @param hash  The last hash of the journal that was folded. */
  summary(period: { readonly from: EpochMs; readonly to: EpochMs }, hash: string): RunSummary {
    const startEquity = Number(this.#capital);
    const finalEquity = Number(this.#finalEquity ?? this.#capital);
    const { from, to } = period;
    return {
      period: { from: isoTime(from), to: isoTime(to) },
      sessions: this.#sessions,
      trades: this.#tradedOrders.size,
      stopsHit: this.#stopOrders.size,
      startEquity,
      finalEquity,
      return: rounded(totalReturn([startEquity, finalEquity]) ?? 0),
      btcReturn: this.#benchmarkReturn(),
      maxDrawdown: rounded(maxDrawdown([startEquity, ...this.#equity]) ?? 0),
      fees: this.#fees.toDecimalPlaces(8).toNumber(),
      guard: Object.fromEntries([...this.#refusals].sort(([one], [other]) => (one < other ? -1 : 1))),
      hash,
    };
  }

  #benchmarkReturn(): number | null {
    if (this.#firstBenchmark === null || this.#lastBenchmark === null) return null;
    const value = totalReturn([Number(this.#firstBenchmark), Number(this.#lastBenchmark)]);
    return value === null ? null : rounded(value);
  }

  #countRefusal(code: string): void {
    this.#refusals.set(code, (this.#refusals.get(code) ?? 0) + 1);
  }
}

function rounded(value: number): number {
  return Number(value.toPrecision(10));
}
