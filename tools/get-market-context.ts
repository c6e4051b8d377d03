import { z } from 'zod';
import { defineTool, type ToolContext } from '../src/agent/tool.ts';
import type { MarketDataSet } from '../src/domain/market-data-set.ts';
import type { MarketSymbol } from '../src/domain/market-symbol.ts';
import { renderMarketContext } from '../src/market/render-market-context.ts';
import { symbolField, unknownSymbol } from './signal-fields.ts';

const SYMBOLS_EXPECTED = 'a list of at least one symbol; leave it out for all symbols';

export const getMarketContext = defineTool({
  name: 'get_market_context',
  description:
    'Shows what the snapshot holds of some or all symbols: closed candles and indicators, each number with the id by which it can be named as evidence. It does not change during a session.',
  input: z.strictObject(
    {
      symbols: z
        .array(symbolField, { error: SYMBOLS_EXPECTED })
        .min(1, { error: SYMBOLS_EXPECTED })
        .max(50, { error: SYMBOLS_EXPECTED })
        .optional()
        .describe('Only these symbols; all when left out.'),
      level: z.enum(['basic'], { error: "the level 'basic'" }).describe('How much detail.'),
    },
    { error: 'an object with these fields' },
  ),
  callsMax: 6,
  run({ symbols, level }, context) {
    const wanted = symbols ?? context.tradableSymbols;
    const problems = wanted.flatMap((symbol, index) => unknownSymbol(symbol, { path: `symbols.${index}`, context }));
    if (problems.length > 0) return { problems };
    return {
      value: symbols === undefined ? context.snapshot : onlyMarkets(context.snapshot, symbols),
      text: () => renderMarketContext(context.snapshot, { symbols: wanted, level }),
    };
  },
});

/** The snapshot with some of its markets, under the same id: what is shown is part of the same facts. */
function onlyMarkets(snapshot: ToolContext['snapshot'], symbols: readonly MarketSymbol[]): MarketDataSet {
  return { ...snapshot, markets: new Map([...snapshot.markets].filter(([symbol]) => symbols.includes(symbol))) };
}
