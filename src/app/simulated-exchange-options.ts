import type { Configuration } from '../configuration/configuration.ts';
import { decimalText, fraction, quoteAmount } from '../domain/decimal.ts';
import { QUOTE_ASSET } from '../domain/market-symbol.ts';
import { DEFAULT_FEES, instrumentsOf } from '../simulator/instrument-presets.ts';
import type { SimulatedExchangeOptions } from '../simulator/simulated-exchange.ts';

/** The simulated account as it is configured: the book's capital in cash, the costs, and what the markets accept. */
export function simulatedExchangeOptions({
  simulator,
  symbols,
  capital,
}: Configuration): Pick<SimulatedExchangeOptions, 'instruments' | 'fees' | 'costs' | 'balances'> {
  return {
    instruments: instrumentsOf({ preset: simulator.preset, symbols }),
    fees: {
      ...DEFAULT_FEES,
      takerFraction: fraction(simulator.takerFeeFraction),
      makerFraction: fraction(simulator.takerFeeFraction),
      paidIn: simulator.feePaidIn,
    },
    costs: {
      halfSpreadFraction: fraction(simulator.halfSpreadFraction),
      slippageFraction: fraction(simulator.slippageFraction),
      volumeFractionMax: fraction(simulator.volumeFractionMax),
    },
    balances: { [QUOTE_ASSET]: decimalText(quoteAmount(capital.allotted)) },
  };
}
