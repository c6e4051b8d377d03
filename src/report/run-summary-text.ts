import { percentText, signedPercentText, usdtText } from './format-number.ts';

/** What a replay, or a demo that has ended, comes to. Returns and drawdown are fractions; money is USDT. */
export interface RunSummary {
  /** UTC, ISO 8601; `to` is exclusive. */
  readonly period: { readonly from: string; readonly to: string };
  readonly sessions: number;
  /** Orders that bought or sold something. */
  readonly trades: number;
  readonly stopsHit: number;
  readonly startEquity: number;
  readonly finalEquity: number;
  readonly return: number;
  /** Null where the period has no price of BTC. */
  readonly btcReturn: number | null;
  readonly maxDrawdown: number;
  readonly fees: number;
  /** How often each reason of the guard refused. */
  readonly guard: Readonly<Record<string, number>>;
  /** The last hash of the journal's chain: equal for equal runs. */
  readonly hash: string;
}

/** The summary as a table for a terminal. */
export function runSummaryText(figures: RunSummary): string {
  const rows: readonly (readonly [string, string])[] = [
    ['Period', `${minute(figures.period.from)} to ${minute(figures.period.to)} UTC`],
    ['Sessions', String(figures.sessions)],
    ['Orders filled', String(figures.trades)],
    ['Stops hit', String(figures.stopsHit)],
    ['Equity', `${usdtText(figures.startEquity)} to ${usdtText(figures.finalEquity)}`],
    ['Return', signedPercentText(figures.return)],
    ['BTC', figures.btcReturn === null ? 'unknown' : signedPercentText(figures.btcReturn)],
    ['Largest drawdown', percentText(figures.maxDrawdown)],
    ['Fees', usdtText(figures.fees)],
    ['Guard refused', guardText(figures.guard)],
    ['Journal head', figures.hash],
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`).join('\n');
}

function minute(isoTime: string): string {
  return `${isoTime.slice(0, 10)} ${isoTime.slice(11, 16)}`;
}

function guardText(guard: Readonly<Record<string, number>>): string {
  const reasons = Object.entries(guard);
  return reasons.length === 0 ? 'nothing' : reasons.map(([code, count]) => `${code} ${count}`).join(', ');
}
