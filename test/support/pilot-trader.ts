import { type DrillWish, drillTrader } from '../../src/app/drill/drill-trader.ts';
import { DEFAULT_SYMBOLS, type MarketSymbol } from '../../src/domain/market-symbol.ts';
import type { SizeStep } from '../../src/domain/trade-signal.ts';
import type { LlmProvider } from '../../src/ports/llm-provider.ts';
import { SeededRandom } from '../../src/simulator/random.ts';

const SIZES: readonly SizeStep[] = [0.5, 1];

/**
 * Trades seldom, so that a small book outlives its commissions, and does everything that a small position can be ruined by: adds to it,
 * sells half of it, lowers and raises its stop.
 */
export function pilotTrader(seed: number): LlmProvider {
  const random = new SeededRandom(seed, 'pilot');
  return drillTrader(({ portfolio }) =>
    DEFAULT_SYMBOLS.flatMap((symbol) => {
      const isHeld = portfolio.rows.some((row) => row.symbol === symbol);
      return wishFor(symbol, { isHeld, random });
    }),
  );
}

function wishFor(
  symbol: MarketSymbol,
  { isHeld, random }: { readonly isHeld: boolean; readonly random: SeededRandom },
): readonly DrillWish[] {
  const dice = random.uniform();
  const sizeStep = SIZES[random.integer(0, SIZES.length - 1)] ?? 1;
  const stopFraction = random.between(0.008, 0.14);
  const target = random.uniform() < 0.5 ? {} : { targetFraction: random.between(0.01, 0.1) };
  const open: DrillWish = { action: 'open', symbol, sizeStep, stopFraction, ...target };
  if (!isHeld) return dice < 0.04 ? [open] : [];
  if (dice < 0.01) return [{ action: 'close', symbol, sizeStep: 1 }];
  if (dice < 0.05) return [{ action: 'close', symbol, sizeStep: 0.5 }];
  if (dice < 0.15) return [{ action: 'move-stop', symbol, stopFraction }];
  return dice < 0.17 ? [open] : [];
}
