import { add, type Quantity, type QuoteAmount, smallest, subtract, ZERO_QUANTITY, ZERO_QUOTE } from '../domain/decimal.ts';
import type { Asset, MarketSymbol } from '../domain/market-symbol.ts';
import type { EpochMs } from '../domain/time.ts';
import { type LedgerState, type LedgerStep, quantityIn, withQuantity } from './ledger-state.ts';
import { quantityOf, shareOf } from './lots.ts';
import { releaseCoins } from './release-coins.ts';

/**
 * Pays a commission in coins: from the fee coins, then from the dust that lies on the account, then from the position in that coin, and what
 * none of them has is a shortage. Fee coins, dust and coins from outside (a shortage) enter the book at `value` as they are used up. Coins
 * of a position are sold at `value` in effect, so their own gain or loss is realised; at an unknown value they are lost at their cost.
 */
export function payWithCoins(
  state: LedgerState,
  payment: { readonly asset: Asset; readonly quantity: Quantity; readonly value: QuoteAmount | null; readonly at: EpochMs },
): LedgerStep {
  const { asset, quantity, at } = payment;
  const symbol: MarketSymbol = `${asset}USDT`;
  const feeCoins = quantityIn(state.feeCoins, asset);
  const fromFeeCoins = smallest(feeCoins, quantity);
  const dust = quantityIn(state.dust, asset);
  const fromDust = smallest(dust, subtract(quantity, fromFeeCoins));
  const open = subtract(quantity, add(fromFeeCoins, fromDust));
  const fromPosition = smallest(quantityOf(state.holdings.get(symbol)?.lots ?? []), open);
  const missing = subtract(open, fromPosition);
  const value = payment.value ?? ZERO_QUOTE;
  const positionValue = shareOf(value, { part: fromPosition, whole: quantity });
  const paid: LedgerState = {
    ...state,
    feeCoins: withQuantity(state.feeCoins, asset, subtract(feeCoins, fromFeeCoins)),
    dust: withQuantity(state.dust, asset, subtract(dust, fromDust)),
    feeCoinShortages: withQuantity(state.feeCoinShortages, asset, add(quantityIn(state.feeCoinShortages, asset), missing)),
    feeCoinsSpent: add(state.feeCoinsSpent, subtract(value, positionValue)),
  };
  if (fromPosition.isZero()) return { state: paid, closed: [] };
  return releaseCoins(paid, { symbol, quantity: fromPosition, proceeds: positionValue, how: 'other', at });
}

/** Adds fee coins (or removes them, when `quantity` is negative). A shortage is made good first. */
export function addFeeCoins(state: LedgerState, coins: { readonly asset: Asset; readonly quantity: Quantity }): LedgerState {
  const { asset } = coins;
  const net = add(subtract(quantityIn(state.feeCoins, asset), quantityIn(state.feeCoinShortages, asset)), coins.quantity);
  const short = net.isNegative();
  return {
    ...state,
    feeCoins: withQuantity(state.feeCoins, asset, short ? ZERO_QUANTITY : net),
    feeCoinShortages: withQuantity(state.feeCoinShortages, asset, short ? (net.abs() as Quantity) : ZERO_QUANTITY),
  };
}
