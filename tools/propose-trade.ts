import { z } from 'zod';
import { defineTool } from '../src/agent/tool.ts';
import { price } from '../src/domain/decimal.ts';
import { SIZE_STEPS, type TradeSignal } from '../src/domain/trade-signal.ts';
import { unknownEvidence } from './check-grounds.ts';
import { answerSignal } from './signal-answer.ts';
import { groundsFields, priceField, symbolField, unknownSymbol } from './signal-fields.ts';

const SIZE_STEP_EXPECTED = `a size step: ${SIZE_STEPS.join(', ')}`;
const ACTION_EXPECTED = "an action: 'open', 'close', 'hold' or 'move-stop', with exactly the fields of that action";

function sizeStepField(meaning: string) {
  return z.literal(SIZE_STEPS, { error: SIZE_STEP_EXPECTED }).describe(meaning);
}

const tradeField = z.discriminatedUnion(
  'action',
  [
    z
      .strictObject({
        action: z.literal('open'),
        sizeStep: sizeStepField('How much to buy: a quarter, half or all of what the guard allows for the symbol.'),
        stopPrice: priceField('Where the stop rests, below the mark'),
        targetPrice: priceField('Where you would take the profit, above the mark; null for none').nullable(),
      })
      .describe('Buys at the market. The stop is placed on the exchange as soon as the order is filled.'),
    z
      .strictObject({
        action: z.literal('close'),
        sizeStep: sizeStepField('How much of the position to sell: a quarter, half or all of it.'),
      })
      .describe('Sells at the market.'),
    z
      .strictObject({ action: z.literal('hold') })
      .describe('Does nothing with the symbol and withdraws what you proposed for it before.'),
    z
      .strictObject({ action: z.literal('move-stop'), stopPrice: priceField('Where the stop rests from now on, below the mark') })
      .describe('Moves the stop of a position.'),
  ],
  { error: ACTION_EXPECTED },
);

const input = z.strictObject(
  { symbol: symbolField, trade: tradeField, ...groundsFields },
  { error: 'an object with these fields' },
);

export const proposeTrade = defineTool({
  name: 'propose_trade',
  description: [
    'Proposes what to do with one symbol and answers with the verdict of the guard: approved, needs confirmation by a person, or refused',
    'with the numbers and the most that would pass. Nothing is ordered while you deliberate. The same action on the same symbol again',
    'replaces your earlier proposal; opening and closing one symbol in one session is refused.',
  ].join(' '),
  input,
  callsMax: 12,
  run(proposed, context) {
    const problems = [
      ...unknownSymbol(proposed.symbol, { path: 'symbol', context }),
      ...unknownEvidence(proposed.evidence, { path: 'evidence', context }),
    ];
    return problems.length > 0 ? { problems } : answerSignal(toSignal(proposed), context);
  },
});

function toSignal({ trade, ...grounds }: z.output<typeof input>): TradeSignal {
  switch (trade.action) {
    case 'open':
      return {
        ...grounds,
        action: 'open',
        sizeStep: trade.sizeStep,
        stopPrice: price(trade.stopPrice),
        targetPrice: trade.targetPrice === null ? null : price(trade.targetPrice),
      };
    case 'close':
      return { ...grounds, action: 'close', sizeStep: trade.sizeStep };
    case 'hold':
      return { ...grounds, action: 'hold' };
    case 'move-stop':
      return { ...grounds, action: 'move-stop', stopPrice: price(trade.stopPrice) };
  }
}
