import { add, type Quantity, quoteAmount, subtract, ZERO_QUOTE } from '../domain/decimal.ts';
import type { FactOf } from '../domain/journal-entry.ts';
import { type Asset, type MarketSymbol, QUOTE_ASSET } from '../domain/market-symbol.ts';
import type { EpochMs } from '../domain/time.ts';
import { acquireCoins } from './acquire-coins.ts';
import { type LedgerState, type LedgerStep, quantityIn, withQuantity } from './ledger-state.ts';
import { toLedgerAmount } from './lots.ts';
import { addFeeCoins } from './pay-with-coins.ts';
import { releaseCoins } from './release-coins.ts';

/** Coins or cash that move without a trade. `quantity` is signed for fee coins alone; elsewhere `why` gives the direction. */
export interface BookedTransfer {
  readonly asset: Asset;
  readonly quantity: Quantity;
  readonly why: FactOf<'transfer-booked'>['why'];
  readonly at: EpochMs;
}

/**
 * Books one transfer. Cash moves cash. A coin deposit is a lot that cost nothing, since nobody paid a price for it here;
 * a coin withdrawal takes the oldest lots at their cost. Dust (too little to sell) is written off: its cost is a realised loss.
 */
export function applyTransfer(state: LedgerState, transfer: BookedTransfer): LedgerStep {
  const { asset, why, at } = transfer;
  if (why === 'fee-coin') return { state: addFeeCoins(state, transfer), closed: [] };

  const quantity = transfer.quantity.abs() as Quantity;
  if (asset === QUOTE_ASSET)
    return { state: moveCash(state, why === 'deposit' ? quantity : (quantity.negated() as Quantity)), closed: [] };

  const symbol: MarketSymbol = `${asset}USDT`;
  switch (why) {
    case 'deposit':
      return { state: acquireCoins(state, { symbol, quantity, cost: ZERO_QUOTE, at }), closed: [] };
    case 'withdrawal': {
      const gone = releaseCoins(state, { symbol, quantity, proceeds: 'at-cost', how: 'other', at });
      return { state: { ...gone.state, transfers: subtract(gone.state.transfers, gone.cost) }, closed: gone.closed };
    }
    case 'dust': {
      const gone = releaseCoins(state, { symbol, quantity, proceeds: ZERO_QUOTE, how: 'other', at });
      const dust = withQuantity(gone.state.dust, asset, add(quantityIn(gone.state.dust, asset), quantity));
      return { ...gone, state: { ...gone.state, dust } };
    }
  }
}

function moveCash(state: LedgerState, signed: Quantity): LedgerState {
  const amount = toLedgerAmount(quoteAmount(signed));
  return { ...state, cashFlow: add(state.cashFlow, amount), transfers: add(state.transfers, amount) };
}
