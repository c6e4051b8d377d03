import { z } from 'zod';
import type { InputProblem, ToolContext } from '../src/agent/tool.ts';
import type { MarketSymbol } from '../src/domain/market-symbol.ts';
import { EVIDENCE_COUNT_MAX, REASONING_LENGTH_MAX } from '../src/domain/trade-signal.ts';

/** Fields that several tools ask for. Each says once what it expects, to the model beforehand and in the answer to a mistake. */

/** Far above any price, far below where a number loses digits: it keeps slips such as 1e308 out of the arithmetic. */
const PRICE_BOUND = 1e9;

const SYMBOL_EXPECTED = 'a symbol in full, such as BTCUSDT';
const PRICE_EXPECTED = `a price as a number, in USDT per coin, above 0 and below ${PRICE_BOUND}`;
const CONFIDENCE_EXPECTED = 'a fraction from 0 to 1, not a percentage: 0.7 for seventy percent';
const REASONING_EXPECTED = `1 to ${REASONING_LENGTH_MAX} characters`;
const EVIDENCE_EXPECTED = `1 to ${EVIDENCE_COUNT_MAX} ids of numbers in the market context, such as BTC.1d.rsi14`;
const SNAPSHOT_EXPECTED = 'the id of the snapshot that this session stands on';

export const symbolField = z
  .string({ error: SYMBOL_EXPECTED })
  .regex(/^[A-Z0-9]{1,20}USDT$/, { error: SYMBOL_EXPECTED })
  .transform((symbol) => symbol as MarketSymbol)
  .describe('The symbol in full, such as BTCUSDT.');

/** A price as a plain number, in quote currency for one coin. */
export function priceField(meaning: string) {
  return z
    .number({ error: PRICE_EXPECTED })
    .gt(0, { error: PRICE_EXPECTED })
    .lt(PRICE_BOUND, { error: PRICE_EXPECTED })
    .describe(`${meaning}, in USDT per coin.`);
}

/** Why a signal is given and on what it stands: what every signal carries, whatever it wants. */
export const groundsFields = {
  confidenceFraction: z
    .number({ error: CONFIDENCE_EXPECTED })
    .min(0, { error: CONFIDENCE_EXPECTED })
    .max(1, { error: CONFIDENCE_EXPECTED })
    .describe(
      'Your own estimate that this works out, as a fraction from 0 to 1. It is kept to be compared with what happens; it changes no size.',
    ),
  reasoning: z
    .string({ error: REASONING_EXPECTED })
    .regex(/\S/, { error: REASONING_EXPECTED })
    .max(REASONING_LENGTH_MAX, { error: REASONING_EXPECTED })
    .describe(`Why, for the person who reads it: at most ${REASONING_LENGTH_MAX} characters.`),
  evidence: z
    .array(
      z.string({ error: EVIDENCE_EXPECTED }).regex(/^[A-Z0-9]{1,20}(?:\.[A-Za-z0-9-]{1,24}){1,4}$/, { error: EVIDENCE_EXPECTED }),
      {
        error: EVIDENCE_EXPECTED,
      },
    )
    .min(1, { error: EVIDENCE_EXPECTED })
    .max(EVIDENCE_COUNT_MAX, { error: EVIDENCE_EXPECTED })
    .describe('Ids of the numbers on which the reasoning stands, such as BTC.1d.rsi14 or BTC.row.2024-11-10.close.'),
  snapshotId: z
    .string({ error: SNAPSHOT_EXPECTED })
    .min(1, { error: SNAPSHOT_EXPECTED })
    .max(64, { error: SNAPSHOT_EXPECTED })
    .describe('The snapshot id, copied as it is.'),
};

/** The problem of a well-formed symbol that is not traded here; none when it is. */
export function unknownSymbol(
  symbol: MarketSymbol,
  { path, context }: { readonly path: string; readonly context: ToolContext },
): readonly InputProblem[] {
  if (context.tradableSymbols.includes(symbol)) return [];
  return [{ path, expected: `one of ${context.tradableSymbols.join(', ')}`, got: symbol }];
}

/** The problems of symbols that stand in a list more than once. */
export function repeatedSymbols(entries: readonly { readonly symbol: MarketSymbol }[], path: string): readonly InputProblem[] {
  return entries.flatMap(({ symbol }, index) =>
    entries.findIndex((earlier) => earlier.symbol === symbol) === index
      ? []
      : [{ path: `${path}.${index}.symbol`, expected: 'each symbol once', got: symbol }],
  );
}
