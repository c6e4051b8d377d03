import { ceilToStep, type Price, type Quantity, scale } from '../domain/decimal.ts';
import { invariant } from '../domain/invariant.ts';
import type { MarketSymbol } from '../domain/market-symbol.ts';
import type { ApprovedPortion } from '../domain/proposal.ts';
import type { RiskReason, RiskVerdict } from '../domain/risk-verdict.ts';
import { type TradeSignal, wantedShare } from '../domain/trade-signal.ts';
import { approve } from './approve.ts';
import { assessInOrder } from './assess-in-order.ts';
import { entryOfSignal, entryOfTerms, exitOf, type Sized, stopMoveOf } from './build-candidate.ts';
import {
  type EntryCandidate,
  type EntryTerms,
  type ExitCandidate,
  type ExitTerms,
  entryTerms,
  exitTerms,
  type ReassessableTerms,
  type StopMoveCandidate,
  type StopMoveTerms,
  type StopTerms,
  stopMoveTerms,
} from './candidate.ts';
import { entryConfirmationReasons, stopConfirmationReasons } from './confirmation-reasons.ts';
import { positionOf } from './exposure.ts';
import { findInstrument, findMarket } from './find-market.ts';
import { broken } from './order-filters.ts';
import { passingMaximum } from './passing-maximum.ts';
import { type RiskRule, refusalsOf } from './risk-rule.ts';
import type { RiskSituation } from './risk-situation.ts';
import { drawdown, drawdownBreach } from './rules/drawdown.ts';
import { RISK_RULES } from './rules.ts';
import { shareToClose } from './share-to-close.ts';
import { aggregationOf, roundToStep } from './size-entry.ts';

type Refused = Extract<RiskVerdict, { readonly tag: 'refused' }>;

/**
 * The guard. It judges what agents, people and protection want, and is the only maker of approved trades.
 * Pure: the same wish in the same situation gets the same verdict. It has no switch to pass it by.
 */
export class RiskManager {
  readonly #rules: readonly RiskRule[];

  /** @param options.rules  Only a replay that asks what a rule is worth passes a shorter list. */
  constructor({ rules = RISK_RULES }: { readonly rules?: readonly RiskRule[] } = {}) {
    this.#rules = rules;
  }

  /**
   * Judges what an agent wants. An entry above a limit is refused with the largest that would pass; a stop that is moved away
   * needs a person; exits are never asked about and never stopped by limits of loss.
   *
   * @throws InvariantError for a hold, which is nothing to judge.
   */
  assess(signal: TradeSignal, situation: RiskSituation): RiskVerdict {
    switch (signal.action) {
      case 'open':
        return this.#assessEntry(signal, situation);
      case 'close':
        return this.#assessClose(signal, situation);
      case 'move-stop':
        return this.#assessStopMove(signal, situation);
      case 'hold':
        invariant(false, `a hold of ${signal.symbol} is nothing to judge`);
    }
  }

  /** Judges the signals of one session together; the verdicts are in the order of the signals. See `assessInOrder`. */
  assessBatch(signals: readonly TradeSignal[], situation: RiskSituation): readonly RiskVerdict[] {
    return assessInOrder(signals, situation, (signal, current) => this.assess(signal, current));
  }

  /**
   * Judges approved terms once more on fresh prices, just before they are carried out; nobody is asked again.
   * The result is never larger than the terms and keeps their stop. `portion` 0.5 halves the quantity.
   */
  reassess(
    terms: ReassessableTerms,
    fresh: { readonly signal: TradeSignal; readonly situation: RiskSituation; readonly portion: ApprovedPortion },
  ): RiskVerdict {
    const { signal, situation, portion } = fresh;
    invariant(signal.symbol === terms.symbol, `terms of ${terms.symbol} were given with a signal of ${signal.symbol}`);
    switch (terms.purpose) {
      case 'entry': {
        const market = findMarket(terms.symbol, situation);
        if (market.tag === 'unknown') return refused([market.reason]);
        const sized = entryOfTerms(terms, { ...market, portion }, situation);
        return this.#refuseEntry(sized.candidate, situation) ?? approved(entryTerms(sized.candidate), sized);
      }
      case 'exit':
        return this.#sell(terms.symbol, situation, () => scale(terms.quantity, portion));
      case 'move-stop': {
        const market = findMarket(terms.symbol, situation);
        if (market.tag === 'unknown') return refused([market.reason]);
        const candidate = stopMoveOf({ symbol: terms.symbol, stopPrice: terms.stopPrice, snapshotId: null }, market, situation);
        return this.#refuse(candidate, situation) ?? approved(stopMoveTerms(candidate));
      }
    }
  }

  /** A person's close of a share (above 0, at most 1) of a position: it works in every control state. */
  approveClose(
    { symbol, fraction }: { readonly symbol: MarketSymbol; readonly fraction: number },
    situation: RiskSituation,
  ): RiskVerdict<ExitTerms> {
    invariant(fraction > 0 && fraction <= 1, `a close is of more than 0 and at most 1 of the position, got ${fraction}`);
    const free: RiskSituation = { ...situation, control: 'active' };
    return this.#sell(symbol, free, (instrument) => shareToClose({ symbol, share: fraction }, instrument, free));
  }

  /**
   * The stop that protection wants to place: it only sells, at most what the book owns, below the mark (where one is known).
   * Control states and rules have no say in it.
   */
  approveStop(
    stop: { readonly symbol: MarketSymbol; readonly quantity: Quantity; readonly stopPrice: Price },
    situation: RiskSituation,
  ): RiskVerdict<StopTerms> {
    const { symbol } = stop;
    const found = findInstrument(symbol, situation);
    if (found.tag === 'unknown') return refused([found.reason]);
    const position = positionOf(symbol, situation);
    const mark = situation.marks.get(symbol)?.price ?? null;
    const { quantity, reductions } = roundToStep(stop.quantity, found);
    const stopPrice = ceilToStep(stop.stopPrice, found.instrument.tickSize);

    if (position === null) return refused([{ code: 'no-position', symbol }]);
    if (!stopPrice.isFinite() || !stopPrice.gt(0)) return refused([{ code: 'stop-missing' }]);
    if (mark?.lte(stopPrice)) return refused([{ code: 'stop-wrong-side', stopPrice, mark }]);
    if (stop.quantity.gt(position.quantity)) {
      return refused([broken({ filter: 'quantity-max', leg: 'stop', value: stop.quantity, bound: position.quantity })]);
    }
    if (!quantity.gt(0)) {
      return refused([
        broken({ filter: 'quantity-min', leg: 'stop', value: stop.quantity, bound: found.instrument.quantityMin }),
      ]);
    }
    return { tag: 'approved', trade: approve<StopTerms>({ purpose: 'stop', symbol, quantity, stopPrice }), reductions };
  }

  /** The sale at the market when a position cannot be protected: at most what the book owns, in every control state, whatever else is on its way. */
  approveEmergencyExit(
    { symbol, quantity }: { readonly symbol: MarketSymbol; readonly quantity: Quantity },
    situation: RiskSituation,
  ): RiskVerdict<ExitTerms> {
    return this.#sell(symbol, { ...situation, control: 'active', busySymbols: new Set() }, () => quantity);
  }

  /** Why trading must be halted now; null while nothing demands it. */
  breachedHalt(situation: RiskSituation): RiskReason | null {
    return this.#rules.includes(drawdown) ? drawdownBreach(situation) : null;
  }

  #assessEntry(signal: Extract<TradeSignal, { readonly action: 'open' }>, situation: RiskSituation): RiskVerdict<EntryTerms> {
    const market = findMarket(signal.symbol, situation);
    if (market.tag === 'unknown') return refused([market.reason]);
    const sized = entryOfSignal(signal, market, situation);
    const refusal = this.#refuseEntry(sized.candidate, situation);
    if (refusal !== null) return refusal;
    const why = entryConfirmationReasons(sized.candidate, { situation, confidenceFraction: signal.confidenceFraction });
    const approval = approved(entryTerms(sized.candidate), sized);
    return why.length === 0 ? approval : { ...approval, tag: 'needs-confirmation', why };
  }

  #assessClose(signal: Extract<TradeSignal, { readonly action: 'close' }>, situation: RiskSituation): RiskVerdict<ExitTerms> {
    const { symbol } = signal;
    const verdict = this.#sell(symbol, situation, (instrument) =>
      shareToClose({ symbol, share: wantedShare(signal) }, instrument, situation),
    );
    return verdict.tag === 'refused' ? verdict : { ...verdict, reductions: [...aggregationOf(signal), ...verdict.reductions] };
  }

  #assessStopMove(
    signal: Extract<TradeSignal, { readonly action: 'move-stop' }>,
    situation: RiskSituation,
  ): RiskVerdict<StopMoveTerms> {
    const market = findMarket(signal.symbol, situation);
    if (market.tag === 'unknown') return refused([market.reason]);
    const candidate = stopMoveOf(signal, market, situation);
    const refusal = this.#refuse(candidate, situation);
    if (refusal !== null) return refusal;
    const why = stopConfirmationReasons(candidate);
    const approval = approved(stopMoveTerms(candidate));
    return why.length === 0 ? approval : { ...approval, tag: 'needs-confirmation', why };
  }

  #sell(
    symbol: MarketSymbol,
    situation: RiskSituation,
    wantedOn: (instrument: ExitCandidate['instrument']) => Quantity,
  ): RiskVerdict<ExitTerms> {
    const found = findInstrument(symbol, situation);
    if (found.tag === 'unknown') return refused([found.reason]);
    const sized = exitOf({ symbol, wanted: wantedOn(found.instrument) }, found.instrument, situation);
    return this.#refuse(sized.candidate, situation) ?? approved(exitTerms(sized.candidate), sized);
  }

  #refuseEntry(candidate: EntryCandidate, situation: RiskSituation): Refused | null {
    const refusal = this.#refuse(candidate, situation);
    return refusal === null ? null : { ...refusal, maximum: passingMaximum(this.#rules, candidate, situation) };
  }

  #refuse(candidate: EntryCandidate | ExitCandidate | StopMoveCandidate, situation: RiskSituation): Refused | null {
    const refusals = refusalsOf(this.#rules, candidate, situation);
    return refusals.length === 0 ? null : refused(refusals.map((refusal) => refusal.reason));
  }
}

function refused(reasons: readonly RiskReason[]): Refused {
  return { tag: 'refused', reasons, maximum: null };
}

type Approved<Terms extends ReassessableTerms> = Extract<RiskVerdict<Terms>, { readonly tag: 'approved' }>;

function approved<Terms extends ReassessableTerms>(terms: Terms, sized?: Sized<unknown>): Approved<Terms> {
  return { tag: 'approved', trade: approve(terms), reductions: sized?.reductions ?? [] };
}
