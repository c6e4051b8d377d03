import { z } from 'zod';
import { defineTool, type ToolContext } from '../src/agent/tool.ts';
import { CONTEXT_LEVELS, type ContextLevel } from '../src/domain/context-level.ts';
import type { MarketDataSet } from '../src/domain/market-data-set.ts';
import type { MarketSymbol } from '../src/domain/market-symbol.ts';
import { CLOSES_INTERVALS, type ClosesInterval, renderCloses } from '../src/market/render-closes.ts';
import { renderMarketContext } from '../src/market/render-market-context.ts';
import { symbolField, unknownSymbol } from './signal-fields.ts';

const SYMBOLS_EXPECTED = 'a list of at least one symbol; leave it out for all symbols';
const LEVEL_EXPECTED = "a level: 'basic' or 'enhanced'";
const TIMEFRAME_EXPECTED = "a timeframe: '4h' or '1h'";

export const getMarketContext = defineTool({
  name: 'get_market_context',
  description: [
    'Shows what the snapshot holds of some or all symbols, as the session began with it or in another detail: give a level, a timeframe,',
    'or both. Each number has an id by which it can be named as evidence: BTC.price, BTC.change24h, BTC.toHigh, BTC.toLow,',
    'BTC.correlation.daily30 or .hourly48; BTC.<1d, 4h or 1h>.<rsi14, macd.line, macd.signal, macd.histogram, ma20, ma50, toMa50, atr14 or volumeZ>;',
    'BTC.row.2024-11-10.<open, high, low, close or volume>; BTC.4h.close.2024-11-10T08; MARKET.breadth, MARKET.fearGreed.',
    'It does not change during a session.',
  ].join(' '),
  input: z.strictObject(
    {
      symbols: z
        .array(symbolField, { error: SYMBOLS_EXPECTED })
        .min(1, { error: SYMBOLS_EXPECTED })
        .max(50, { error: SYMBOLS_EXPECTED })
        .optional()
        .describe('Only these symbols; all when left out.'),
      level: z
        .enum(CONTEXT_LEVELS, { error: LEVEL_EXPECTED })
        .optional()
        .describe(
          'basic: price and all indicators of 1d, 4h and 1h. enhanced: those of 1d in full, of 4h and 1h in short, and the 15 days that stand for six months.',
        ),
      timeframe: z
        .enum(CLOSES_INTERVALS, { error: TIMEFRAME_EXPECTED })
        .optional()
        .describe('The newest closes of this timeframe: 84 of 4h (two weeks) or 48 of 1h (two days).'),
    },
    { error: 'an object with these fields' },
  ),
  callsMax: 6,
  run({ symbols, level, timeframe }, context) {
    const wanted = symbols ?? context.tradableSymbols;
    const problems = wanted.flatMap((symbol, index) => unknownSymbol(symbol, { path: `symbols.${index}`, context }));
    if (problems.length > 0) return { problems };
    if (level === undefined && timeframe === undefined)
      return { problems: [{ path: 'level', expected: `${LEVEL_EXPECTED}, or a timeframe`, got: 'neither' }] };
    return {
      value: symbols === undefined ? context.snapshot : onlyMarkets(context.snapshot, symbols),
      text: () => render(context.snapshot, { symbols: [...new Set(wanted)], level, timeframe }),
    };
  },
});

function render(
  snapshot: MarketDataSet,
  wanted: {
    readonly symbols: readonly MarketSymbol[];
    readonly level: ContextLevel | undefined;
    readonly timeframe: ClosesInterval | undefined;
  },
): string {
  const { symbols, level, timeframe } = wanted;
  const context = level === undefined ? [] : [renderMarketContext(snapshot, { symbols, level })];
  const closes = timeframe === undefined ? [] : [renderCloses(snapshot, { symbols, interval: timeframe })];
  return [...context, ...closes].join('\n\n');
}

/** The snapshot with some of its markets, under the same id: what is shown is part of the same facts. */
function onlyMarkets(snapshot: ToolContext['snapshot'], symbols: readonly MarketSymbol[]): MarketDataSet {
  const { asOf, id, markets, breadth, fearGreed } = snapshot;
  return { asOf, id, breadth, fearGreed, markets: new Map([...markets].filter(([symbol]) => symbols.includes(symbol))) };
}
