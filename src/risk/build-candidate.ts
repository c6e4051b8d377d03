import { ceilToStep, floorToStep, type Price, type Quantity, scale, smallest, ZERO_QUANTITY } from '../domain/decimal.ts';
import type { Instrument } from '../domain/instrument.ts';
import type { MarketSymbol } from '../domain/market-symbol.ts';
import type { Mark } from '../domain/position.ts';
import type { ApprovedPortion } from '../domain/proposal.ts';
import type { Reduction } from '../domain/risk-verdict.ts';
import type { TradeSignal } from '../domain/trade-signal.ts';
import type { EntryCandidate, EntryTerms, ExitCandidate, StopMoveCandidate } from './candidate.ts';
import { exitPrice, positionOf } from './exposure.ts';
import { marketQuantityMax } from './order-filters.ts';
import type { RiskSituation } from './risk-situation.ts';
import { entryPriceMax, roundToStep, sizeEntry } from './size-entry.ts';

/** A candidate and what rounding took from the wish. */
export interface Sized<Candidate> {
  readonly candidate: Candidate;
  readonly reductions: readonly Reduction[];
}

interface Market {
  readonly instrument: Instrument;
  readonly mark: Mark;
}

type SignalOf<Action extends TradeSignal['action']> = Extract<TradeSignal, { readonly action: Action }>;

/** An entry as a signal wants it. Prices go to the tick on the side of less risk: the stop up, the target down. */
export function entryOfSignal(signal: SignalOf<'open'>, market: Market, situation: RiskSituation): Sized<EntryCandidate> {
  const { instrument, mark } = market;
  const { quantity, reductions } = sizeEntry(signal, market, situation);
  const candidate: EntryCandidate = {
    purpose: 'entry',
    symbol: signal.symbol,
    instrument,
    position: positionOf(signal.symbol, situation),
    mark,
    quantity,
    ...(signal.sizeFactor === undefined ? {} : { sizeFactor: signal.sizeFactor }),
    priceMax: entryPriceMax(mark.price, instrument, situation),
    stopPrice: ceilToStep(signal.stopPrice, instrument.tickSize),
    targetPrice: signal.targetPrice === null ? null : floorToStep(signal.targetPrice, instrument.tickSize),
    snapshotId: signal.snapshotId,
    judgedBefore: null,
  };
  return { candidate, reductions };
}

/** An entry that was judged before, on the prices of now: never more than its terms, neither in quantity nor in price. */
export function entryOfTerms(
  terms: EntryTerms,
  market: Market & { readonly portion: ApprovedPortion },
  situation: RiskSituation,
): Sized<EntryCandidate> {
  const { instrument, mark, portion } = market;
  const { quantity, reductions } = roundToStep(scale(terms.quantity, portion), { instrument });
  const candidate: EntryCandidate = {
    purpose: 'entry',
    symbol: terms.symbol,
    instrument,
    position: positionOf(terms.symbol, situation),
    mark,
    quantity,
    priceMax: smallest(terms.priceMax, entryPriceMax(mark.price, instrument, situation)),
    stopPrice: terms.stopPrice,
    targetPrice: terms.targetPrice,
    snapshotId: null,
    judgedBefore: terms,
  };
  return { candidate, reductions };
}

/** A sale of a quantity: at most what the book owns, at most what one market order takes. */
export function exitOf(
  { symbol, wanted }: { readonly symbol: MarketSymbol; readonly wanted: Quantity },
  instrument: Instrument,
  situation: RiskSituation,
): Sized<ExitCandidate> {
  const position = positionOf(symbol, situation);
  const owned = smallest(wanted, position?.quantity ?? ZERO_QUANTITY);
  const { quantity, reductions } = roundToStep(owned, { instrument, most: marketQuantityMax(instrument) ?? owned });
  const candidate: ExitCandidate = {
    purpose: 'exit',
    symbol,
    instrument,
    position,
    quantity,
    referencePrice: exitPrice(symbol, situation),
  };
  return { candidate, reductions };
}

/** A new price for the stop of what the book owns, on the tick on the side of less risk. `snapshotId` is null when it was judged before. */
export function stopMoveOf(
  move: { readonly symbol: MarketSymbol; readonly stopPrice: Price; readonly snapshotId: string | null },
  { instrument, mark }: Market,
  situation: RiskSituation,
): StopMoveCandidate {
  return {
    purpose: 'move-stop',
    symbol: move.symbol,
    instrument,
    position: positionOf(move.symbol, situation),
    mark,
    stopPrice: ceilToStep(move.stopPrice, instrument.tickSize),
    snapshotId: move.snapshotId,
  };
}
