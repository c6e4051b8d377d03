import type { MarketSymbol } from '../../domain/market-symbol.ts';
import { DAY_MS, type DurationMs } from '../../domain/time.ts';
import { SeededRandom } from '../random.ts';
import { LOSS_STYLES } from './wire-faults.ts';

/** An entry of a script, as a file has it. */
export type ScriptEntry = Readonly<Record<string, unknown>>;

/**
 * A script drawn from a seed: about `perDay` faults a day of the whole vocabulary, each kind as likely as any other. The same seed gives
 * the same script.
 */
export function drawFaults({
  seed,
  symbols,
  perDay,
  forMs,
}: {
  readonly seed: number;
  readonly symbols: readonly MarketSymbol[];
  readonly perDay: number;
  readonly forMs: DurationMs;
}): readonly ScriptEntry[] {
  const random = new SeededRandom(seed, 'drawn-faults');
  const count = Math.round((forMs / DAY_MS) * perDay);
  return Array.from({ length: count }, () => {
    const symbol = symbols[random.integer(0, symbols.length - 1)] ?? 'BTCUSDT';
    const kinds = kindsFor(random, symbol);
    return { afterMs: random.integer(0, forMs), ...kinds[random.integer(0, kinds.length - 1)] };
  });
}

function kindsFor(random: SeededRandom, symbol: MarketSymbol): readonly ScriptEntry[] {
  const minutes = (most: number) => random.integer(1, most) * 60_000;
  const as = LOSS_STYLES[random.integer(0, LOSS_STYLES.length - 1)];
  return [
    { fault: 'lose-request', as },
    { fault: 'lose-reply', as },
    { fault: 'late-admission', delayMs: random.integer(500, 5_000) },
    { fault: 'read-lag', lagMs: random.integer(500, 10_000) },
    { fault: 'partial-fill', fractionMax: random.between(0.1, 0.9) },
    { fault: 'expire' },
    { fault: 'reset' },
    { fault: 'hang' },
    { fault: 'server-error', as: random.uniform() < 0.5 ? 'busy' : 'error' },
    { fault: 'html-body' },
    { fault: 'price-jump', symbol, factor: random.between(0.9, 1.1), forMs: minutes(30) },
    { fault: 'gap-through-stop', symbol, beyondFraction: random.between(0.005, 0.05), forMs: minutes(30) },
    { fault: 'thin-book', symbol, factor: random.between(0.001, 0.1), forMs: minutes(30) },
    { fault: 'halt', symbol, status: random.uniform() < 0.5 ? 'HALT' : 'CANCEL_ONLY', forMs: minutes(30) },
    { fault: 'maintenance' },
    { fault: 'ban', forMs: minutes(5) },
    { fault: 'clock-skew', skewMs: random.integer(-8_000, 8_000), forMs: minutes(30) },
    { fault: 'candle-delay', delayMs: random.integer(1_000, 60_000), forMs: minutes(120) },
    { fault: 'stream-mute', forMs: minutes(10) },
    { fault: 'stream-drop', share: random.between(0.05, 0.5), forMs: minutes(30) },
    { fault: 'stream-repeat', share: random.between(0.05, 0.5), forMs: minutes(30) },
    { fault: 'stream-replay', share: random.between(0.01, 0.1), forMs: minutes(30) },
    { fault: 'stream-reorder', share: random.between(0.05, 0.5), forMs: minutes(30) },
    { fault: 'disconnect' },
    { fault: 'shutdown' },
    { fault: 'manual-cancel', symbol },
    { fault: 'deposit', asset: 'USDT', quantity: String(random.integer(10, 1_000)) },
    { fault: 'withdrawal', asset: 'USDT', quantity: String(random.integer(10, 1_000)) },
  ];
}
