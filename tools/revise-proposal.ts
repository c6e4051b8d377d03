import { z } from 'zod';
import { defineTool } from '../src/agent/tool.ts';
import type { Revision } from '../src/domain/role-statement.ts';
import { SIZE_STEPS } from '../src/domain/trade-signal.ts';
import { SYMBOLS_MAX, summaryField } from './role-fields.ts';
import { repeatedSymbols, symbolField, unknownSymbol } from './signal-fields.ts';

const DECISION_EXPECTED = "a decision: 'keep', 'shrink' with a size step, or 'withdraw'";
const SIZE_EXPECTED = `with shrink a size step: ${SIZE_STEPS.join(', ')}; else null`;
const REVISIONS_EXPECTED = `a list of 1 to ${SYMBOLS_MAX} revisions, one for each symbol that was objected to`;

const revisionField = z.strictObject(
  {
    symbol: symbolField,
    decision: z
      .enum(['keep', 'shrink', 'withdraw'], { error: DECISION_EXPECTED })
      .describe('keep: as proposed. shrink: in the smaller size step that you name. withdraw: hold the symbol.'),
    sizeStep: z
      .literal(SIZE_STEPS, { error: SIZE_EXPECTED })
      .nullable()
      .describe('With shrink, the smaller step; a larger one changes nothing. Else null.'),
  },
  { error: 'an object with these fields' },
);

export const reviseProposal = defineTool({
  name: 'revise_proposal',
  description:
    'Answers the objections to your proposals and ends the session. You can keep, shrink or withdraw; nothing can be added, turned or enlarged.',
  input: z.strictObject(
    {
      revisions: z
        .array(revisionField, { error: REVISIONS_EXPECTED })
        .min(1, { error: REVISIONS_EXPECTED })
        .max(SYMBOLS_MAX, { error: REVISIONS_EXPECTED })
        .describe('One revision for each symbol that was objected to.'),
      summary: summaryField,
    },
    { error: 'an object with these fields' },
  ),
  callsMax: 2,
  run({ revisions, summary }, context) {
    const problems = [
      ...revisions.flatMap(({ symbol, decision, sizeStep }, index) => [
        ...unknownSymbol(symbol, { path: `revisions.${index}.symbol`, context }),
        ...((decision === 'shrink') === (sizeStep !== null)
          ? []
          : [{ path: `revisions.${index}.sizeStep`, expected: SIZE_EXPECTED, got: String(sizeStep) }]),
      ]),
      ...repeatedSymbols(revisions, 'revisions'),
    ];
    if (problems.length > 0) return { problems };
    const statements = revisions.map((revision): Revision => ({ kind: 'revision', ...revision }));
    return { value: null, text: () => 'The revision was taken.', statements, endsSession: { summary } };
  },
});
