import { Decimal, decimalText, floorToStep, type Quantity, quantity } from '../../domain/decimal.ts';
import type { FeeSchedule } from '../../domain/instrument.ts';
import type { RiskReason } from '../../domain/risk-verdict.ts';
import type { EntryCandidate, StopMoveCandidate } from '../candidate.ts';
import { worstEntryPrice } from '../exposure.ts';
import {
  marketNotionalMax,
  marketQuantityMax,
  priceFilterBroken,
  STOP_NOTIONAL_MARGIN,
  sizeFilterBroken,
} from '../order-filters.ts';
import { type RiskRule, refusal } from '../risk-rule.ts';
import type { RiskSituation } from '../risk-situation.ts';

/** The exchange must take the whole bracket: the entry, and after its commission the stop. An entry whose stop is refused would stand unprotected. */
export const bracketFilters: RiskRule = {
  name: 'bracket-filters',
  limits: [],
  judgeEntry(candidate, situation) {
    const reason = entryBroken(candidate) ?? stopBroken(candidate, situation) ?? stopSlotMissing(candidate, situation);
    return reason === null ? null : { reason, quoteMax: marketNotionalMax(candidate.instrument, candidate.mark.price) };
  },
  judgeStopMove(candidate) {
    const { instrument, stopPrice, mark } = candidate;
    const reason =
      loweredStopBroken(candidate) ??
      priceFilterBroken({ instrument, leg: 'stop', orderPrice: stopPrice, referencePrice: mark.price });
    return reason === null ? null : refusal(reason);
  },
};

/** A lower stop is worth less, and may be too little for the exchange. A higher one is worth more than the one that rests. */
function loweredStopBroken({ instrument, position, stopPrice }: StopMoveCandidate): RiskReason | null {
  if (position === null || (position.stopPrice !== null && stopPrice.gte(position.stopPrice))) return null;
  const covered = floorToStep(position.quantity, instrument.stepSize);
  return sizeFilterBroken({
    instrument,
    leg: 'stop',
    quantity: covered,
    valuedAt: stopPrice,
    notionalMargin: STOP_NOTIONAL_MARGIN,
  });
}

function entryBroken({ instrument, mark, priceMax, quantity: bought }: EntryCandidate): RiskReason | null {
  return (
    sizeFilterBroken({ instrument, leg: 'entry', quantity: bought, valuedAt: mark.price, notionalMargin: 1 }) ??
    priceFilterBroken({ instrument, leg: 'entry', orderPrice: priceMax, referencePrice: mark.price })
  );
}

function stopBroken(candidate: EntryCandidate, situation: RiskSituation): RiskReason | null {
  const { instrument, mark, position, stopPrice } = candidate;
  const covered = floorToStep(afterCommission(candidate, situation.fees), instrument.stepSize);
  const held = quantity(covered.plus(position?.quantity ?? 0));
  const quantityMax = marketQuantityMax(instrument);
  return (
    sizeFilterBroken({ instrument, leg: 'stop', quantity: covered, valuedAt: stopPrice, notionalMargin: STOP_NOTIONAL_MARGIN }) ??
    // The exchange takes the reference price of the time at which the stop is placed: as high as the fill may be.
    priceFilterBroken({
      instrument,
      leg: 'stop',
      orderPrice: stopPrice,
      referencePrice: worstEntryPrice(mark.price, situation),
    }) ??
    (quantityMax !== null && held.gt(quantityMax)
      ? { code: 'bracket-filter', filter: 'quantity-max', leg: 'stop', value: decimalText(held), bound: decimalText(quantityMax) }
      : null)
  );
}

/** What arrives in the worst case: BNB for the commission may run out, then the coin that was bought pays. */
function afterCommission({ instrument, quantity: bought }: EntryCandidate, fees: FeeSchedule): Quantity {
  if (fees.paidIn === 'quote') return bought;
  return quantity(bought.minus(bought.times(fees.takerFraction).toDecimalPlaces(instrument.basePrecision, Decimal.ROUND_UP)));
}

function stopSlotMissing({ instrument, symbol }: EntryCandidate, { openStopOrders }: RiskSituation): RiskReason | null {
  const open = openStopOrders.get(symbol) ?? 0;
  if (instrument.stopOrdersMax === 0 || open < instrument.stopOrdersMax) return null;
  return {
    code: 'bracket-filter',
    filter: 'stop-orders-max',
    leg: 'stop',
    value: String(open + 1),
    bound: String(instrument.stopOrdersMax),
  };
}
