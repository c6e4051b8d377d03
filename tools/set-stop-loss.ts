import { z } from 'zod';
import { defineTool } from '../src/agent/tool.ts';
import { price } from '../src/domain/decimal.ts';
import { unknownEvidence } from './check-grounds.ts';
import { answerSignal } from './signal-answer.ts';
import { groundsFields, priceField, symbolField, unknownSymbol } from './signal-fields.ts';

export const setStopLoss = defineTool({
  name: 'set_stop_loss',
  description: [
    'Moves the stop of a position that you hold and answers with the verdict of the guard. A higher stop, which risks less, needs nobody;',
    'a lower one needs confirmation by a person. It is the same as propose_trade with the action move-stop.',
  ].join(' '),
  input: z.strictObject(
    { symbol: symbolField, stopPrice: priceField('Where the stop rests from now on, below the mark'), ...groundsFields },
    { error: 'an object with these fields' },
  ),
  callsMax: 12,
  run({ stopPrice, ...grounds }, context) {
    const problems = [
      ...unknownSymbol(grounds.symbol, { path: 'symbol', context }),
      ...unknownEvidence(grounds.evidence, { path: 'evidence', context }),
    ];
    return problems.length > 0
      ? { problems }
      : answerSignal({ ...grounds, action: 'move-stop', stopPrice: price(stopPrice) }, context);
  },
});
