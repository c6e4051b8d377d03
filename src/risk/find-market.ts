import type { Instrument } from '../domain/instrument.ts';
import type { MarketSymbol } from '../domain/market-symbol.ts';
import type { Mark } from '../domain/position.ts';
import type { RiskReason } from '../domain/risk-verdict.ts';
import type { RiskSituation } from './risk-situation.ts';

export type InstrumentFinding =
  | { readonly tag: 'known'; readonly instrument: Instrument }
  | { readonly tag: 'unknown'; readonly reason: RiskReason };

export type MarketFinding =
  | { readonly tag: 'known'; readonly instrument: Instrument; readonly mark: Mark }
  | { readonly tag: 'unknown'; readonly reason: RiskReason };

/** The market's filters, without which nothing can be sized. */
export function findInstrument(symbol: MarketSymbol, { instruments }: RiskSituation): InstrumentFinding {
  const instrument = instruments.get(symbol);
  return instrument === undefined ? unknown(symbol, 'its filters are not known') : { tag: 'known', instrument };
}

/** The market's filters and its mark, without which no entry can be sized. A price of 0 is an unknown price. */
export function findMarket(symbol: MarketSymbol, situation: RiskSituation): MarketFinding {
  const found = findInstrument(symbol, situation);
  if (found.tag === 'unknown') return found;
  const mark = situation.marks.get(symbol);
  return mark?.price.gt(0) ? { ...found, mark } : unknown(symbol, 'its price is not known');
}

function unknown(symbol: MarketSymbol, problem: string): { readonly tag: 'unknown'; readonly reason: RiskReason } {
  return { tag: 'unknown', reason: { code: 'symbol-untradable', symbol, problem } };
}
