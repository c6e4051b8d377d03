import type { MarketSymbol } from '../../src/domain/market-symbol.ts';
import { DAY_MS, type DurationMs } from '../../src/domain/time.ts';
import { SeededRandom } from '../../src/simulator/random.ts';
import { drawFaults, type ScriptEntry } from '../../src/simulator/server/draw-faults.ts';

/** A script of everything that may go wrong with the exchange, and what its owner may do to the account by hand. */
export function drawLifeFaults(parts: {
  readonly seed: number;
  readonly symbols: readonly MarketSymbol[];
  readonly perDay: number;
  readonly forMs: DurationMs;
}): readonly ScriptEntry[] {
  const { seed, symbols, perDay, forMs } = parts;
  const random = new SeededRandom(seed, 'owner-faults');
  const byHand = Array.from({ length: Math.round(((forMs / DAY_MS) * perDay) / 5) }, () => {
    const symbol = symbols[random.integer(0, symbols.length - 1)] ?? 'BTCUSDT';
    const kinds = ownersDoings(random, symbol);
    return { afterMs: random.integer(0, forMs), ...kinds[random.integer(0, kinds.length - 1)] };
  });
  return [...drawFaults({ seed, symbols, perDay, forMs }), ...byHand];
}

function ownersDoings(random: SeededRandom, symbol: MarketSymbol): readonly ScriptEntry[] {
  const order = { symbol, side: 'BUY', type: 'MARKET', quoteOrderQty: String(random.integer(20, 200)) };
  const resting = { symbol, side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', ...LOW[symbol] };
  return [
    { fault: 'manual-order', order },
    { fault: 'manual-order', order: resting },
    { fault: 'external-lock', asset: 'USDT', quantity: String(random.integer(10, 500)) },
    { fault: 'filter-change', symbol, filters: { notional: { minNotional: random.uniform() < 0.5 ? '10' : '5' } } },
    { fault: 'reference-price', symbol, rangeFraction: '0.2' },
    { fault: 'resume', symbol },
  ];
}

/** A purchase by hand that rests far below the market. */
const LOW: Readonly<Record<MarketSymbol, Readonly<Record<string, string>>>> = {
  BTCUSDT: { price: '25000', quantity: '0.001' },
  ETHUSDT: { price: '1200', quantity: '0.02' },
};
