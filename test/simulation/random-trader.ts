import { type DrillWish, drillTrader } from '../../src/app/drill/drill-trader.ts';
import type { MarketSymbol } from '../../src/domain/market-symbol.ts';
import type { SizeStep } from '../../src/domain/trade-signal.ts';
import type { LlmProvider } from '../../src/ports/llm-provider.ts';
import { SeededRandom } from '../../src/simulator/random.ts';

const SIZES: readonly SizeStep[] = [0.25, 0.5, 1];

/** A trader that does something to every market in most hours: buys what it lacks, and sells or moves the stop of what it has. */
export function randomTrader(seed: number, symbols: readonly MarketSymbol[]): LlmProvider {
  const random = new SeededRandom(seed, 'trader');
  return drillTrader(({ portfolio }) =>
    symbols.flatMap((symbol): readonly DrillWish[] => {
      const isHeld = portfolio.rows.some((row) => row.symbol === symbol);
      const dice = random.uniform();
      const sizeStep = SIZES[random.integer(0, SIZES.length - 1)] ?? 1;
      const stopFraction = random.between(0.008, 0.05);
      if (!isHeld) return dice < 0.7 ? [{ action: 'open', symbol, sizeStep, stopFraction }] : [];
      if (dice < 0.15) return [{ action: 'close', symbol, sizeStep: 1 }];
      if (dice < 0.25) return [{ action: 'close', symbol, sizeStep: 0.5 }];
      return dice < 0.6 ? [{ action: 'move-stop', symbol, stopFraction }] : [];
    }),
  );
}
