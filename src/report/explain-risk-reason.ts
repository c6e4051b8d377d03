import type { Language } from '../domain/chat-message.ts';
import type { ControlState } from '../domain/control-state.ts';
import { Decimal } from '../domain/decimal.ts';
import type { Encoded } from '../domain/encoded.ts';
import type { RiskReason } from '../domain/risk-verdict.ts';
import { contrastPercent, contrastUsdt, countText, priceText, quantityText } from './format-number.ts';
import { durationText, utcText } from './format-time.ts';

type Reason = Encoded<RiskReason>;
type ReasonOf<Code extends Reason['code']> = Extract<Reason, { readonly code: Code }>;

const EXPLAINERS: Readonly<Record<Language, (reason: Reason) => string>> = { en: explainInEnglish };

/** Why the guard refuses, in one sentence that holds the numbers: what it would be, and what is allowed. For models and people. */
export function explainRiskReason(reason: Reason, language: Language): string {
  return EXPLAINERS[language](reason);
}

function explainInEnglish(reason: Reason): string {
  switch (reason.code) {
    case 'control-state':
      return explainControlState(reason.state);
    case 'advisor-only':
      return 'Autonomy is advisor: proposals are shown to the person, and no order is sent.';
    case 'symbol-not-allowed':
      return `${reason.symbol} is not traded here; allowed: ${reason.allowed.join(', ')}.`;
    case 'symbol-untradable':
      return `${reason.symbol} cannot be traded now: ${reason.problem}.`;
    case 'snapshot-mismatch':
      return `The signal stands on snapshot ${reason.given}, but the current one is ${reason.current}.`;
    case 'stop-missing':
      return 'The stop is missing: every entry needs one.';
    case 'stop-wrong-side':
      return `The stop at ${priceText(reason.stopPrice)} USDT must be below the price of ${priceText(reason.mark)} USDT.`;
    case 'stop-too-near':
    case 'stop-too-far':
      return explainStopDistance(reason);
    case 'target-wrong-side':
      return `The target at ${priceText(reason.targetPrice)} USDT must be above the price of ${priceText(reason.mark)} USDT.`;
    case 'risk-per-trade':
      return atMost('At the stop the trade would lose', contrastUsdt({ value: reason.loss, bound: reason.lossMax }));
    case 'position-size':
      return explainPositionSize(reason);
    case 'gross-exposure':
      return atMost('All positions together would be worth', contrastUsdt({ value: reason.exposure, bound: reason.exposureMax }));
    case 'cash-reserve':
      return atLeast('Cash left would be', contrastUsdt({ value: reason.cashAfter, bound: reason.cashMin }));
    case 'open-positions':
      return `There would be ${countText(reason.count, 'open position')}; at most ${reason.countMax} are allowed.`;
    case 'daily-loss':
      return `${reachedLimit("Today's loss is", contrastUsdt({ value: reason.loss, bound: reason.lossMax }))} until the next UTC day.`;
    case 'drawdown':
      return `${reachedLimit(
        'The distance below the highest equity is',
        contrastPercent({ value: reason.drawdownFraction, bound: reason.drawdownFractionMax }),
      )}.`;
    case 'cooldown':
      return `A stop was hit in this symbol: no entry in it before ${utcText(reason.until)}.`;
    case 'entries-per-day':
      return `It would be entry ${reason.count} of this UTC day; at most ${reason.countMax} are allowed.`;
    case 'bracket-filter':
      return explainFilter(reason);
    case 'stale-data':
      return `The data is ${durationText(reason.ageMs)} old; at most ${durationText(reason.ageMaxMs)} is allowed.`;
    case 'price-drift':
      return explainDrift(reason);
    case 'no-position':
      return `There is no position in ${reason.symbol}.`;
    case 'symbol-busy':
      return reason.what === 'closing' ? `${reason.symbol} is being closed.` : `An order in ${reason.symbol} is still under way.`;
    case 'books-unsettled':
      return `The books and the exchange disagree on ${reason.symbol}: no entry in it until that is settled.`;
    case 'entries-blocked':
      return explainEntryBlock(reason);
    case 'conflicting-signals':
      return `This signal contradicts an earlier one on ${reason.symbol} in the same session.`;
  }
}

function explainControlState(state: ControlState): string {
  switch (state) {
    case 'active':
      return 'Trading is active.';
    case 'reducing':
      return 'Trading is paused: exits go on, but nothing is bought until a person resumes it.';
    case 'halted':
      return 'Trading is halted: sessions send no orders until a person resumes it.';
  }
}

function explainStopDistance(reason: ReasonOf<'stop-too-near' | 'stop-too-far'>): string {
  const { distanceFraction: value } = reason;
  return reason.code === 'stop-too-near'
    ? atLeast('The stop is', contrastPercent({ value, bound: reason.distanceFractionMin }), 'away')
    : atMost('The stop is', contrastPercent({ value, bound: reason.distanceFractionMax }), 'away');
}

function explainEntryBlock({ symbol, cause, until, said }: ReasonOf<'entries-blocked'>): string {
  const end = until === null ? '' : ` before ${utcText(until)}`;
  const words = said === null ? '' : ` (${said})`;
  switch (cause) {
    case 'orders-refused':
      return `The exchange refuses orders in ${symbol}${words}: no entry in it${end}, or until the market changes its rules.`;
    case 'market-closed':
      return `The exchange says that the market of ${symbol} is closed: no entry in it until it opens.`;
    case 'exchange-pause':
      return `The exchange wants no requests from this address: no entry${end}.`;
    case 'clock-skew':
      return `The clock of this machine and that of the exchange differ too much${words}: no entry until it is set right.`;
    case 'journal-failed':
      return 'The journal cannot be written: no entry until there is room on the disk.';
  }
}

function explainPositionSize({ value, valueMax, equity }: ReasonOf<'position-size'>): string {
  const [valueText, maxText] = contrastUsdt({ value, bound: valueMax });
  const what = 'The position would be worth';
  if (equity === undefined || !new Decimal(equity).isPositive() || new Decimal(equity).isZero())
    return atMost(what, [valueText, maxText]);
  const shares = { value: new Decimal(value).div(equity), bound: new Decimal(valueMax).div(equity) };
  const [share, shareMax] = contrastPercent(shares);
  return atMost(what, [`${valueText} (${share} of the book)`, `${maxText} (${shareMax})`]);
}

function explainFilter({ filter, leg, value, bound }: ReasonOf<'bracket-filter'>): string {
  const [valueText, boundText] = contrastUsdt({ value, bound });
  switch (filter) {
    case 'quantity-min':
      return `The ${leg}'s quantity of ${quantityText(value)} is below the exchange's minimum of ${quantityText(bound)}.`;
    case 'quantity-max':
      return `The ${leg}'s quantity of ${quantityText(value)} is above the exchange's maximum of ${quantityText(bound)}.`;
    case 'notional-min':
      return `The ${leg} would be worth ${valueText}; the exchange takes it from ${boundText} on.`;
    case 'notional-max':
      return `The ${leg} would be worth ${valueText}; the exchange takes at most ${boundText}.`;
    case 'price-range':
      return `The ${leg}'s price of ${priceText(value)} USDT is beyond what the exchange takes, ${priceText(bound)} USDT.`;
    case 'stop-orders-max':
      return `There would be ${countText(Number(value), 'stop order')} on this market; the exchange takes at most ${bound}.`;
  }
}

function explainDrift({ driftFraction, driftFractionMax }: ReasonOf<'price-drift'>): string {
  const fell = driftFraction.startsWith('-');
  const distance = fell ? driftFraction.slice(1) : driftFraction;
  return atMost(
    `Since the trade was judged the price ${fell ? 'fell' : 'rose'} by`,
    contrastPercent({ value: distance, bound: driftFractionMax }),
  );
}

function atMost(what: string, [value, bound]: readonly [string, string], after = ''): string {
  return `${what} ${value}${after === '' ? '' : ` ${after}`}; at most ${bound} is allowed.`;
}

function atLeast(what: string, [value, bound]: readonly [string, string], after = ''): string {
  return `${what} ${value}${after === '' ? '' : ` ${after}`}; at least ${bound} is required.`;
}

function reachedLimit(what: string, [value, bound]: readonly [string, string]): string {
  return `${what} ${value} and has reached the limit of ${bound}: no entries`;
}
