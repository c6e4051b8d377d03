import { z } from 'zod';
import { defineTool } from '../src/agent/tool.ts';
import { type ProposalReview, REVIEW_CODES } from '../src/domain/role-statement.ts';
import { SIZE_STEPS } from '../src/domain/trade-signal.ts';
import { SYMBOLS_MAX, summaryField } from './role-fields.ts';
import { repeatedSymbols, symbolField, unknownSymbol } from './signal-fields.ts';

const DECISION_EXPECTED = "a decision: 'approve', 'reduce' with a size step, or 'veto'";
const SIZE_EXPECTED = `with reduce a size step: ${SIZE_STEPS.join(', ')}; else null`;
const CODE_EXPECTED = `a code: ${REVIEW_CODES.join(', ')}`;
const REVIEWS_EXPECTED = `a list of 1 to ${SYMBOLS_MAX} reviews, one for each proposed symbol`;

const reviewField = z.strictObject(
  {
    symbol: symbolField,
    decision: z
      .enum(['approve', 'reduce', 'veto'], { error: DECISION_EXPECTED })
      .describe('approve: as proposed. reduce: no more than the size step that you name. veto: not in this session.'),
    sizeStep: z
      .literal(SIZE_STEPS, { error: SIZE_EXPECTED })
      .nullable()
      .describe('With reduce, the most that you approve; a larger step than the proposed one changes nothing. Else null.'),
    code: z.enum(REVIEW_CODES, { error: CODE_EXPECTED }).describe('Why.'),
  },
  { error: 'an object with these fields' },
);

export const reviewProposals = defineTool({
  name: 'review_proposals',
  description:
    'Gives your review of the proposals and ends your part. You cannot add, turn or enlarge one. A proposed entry that you leave out is held; an exit is carried out whatever you say.',
  input: z.strictObject(
    {
      reviews: z
        .array(reviewField, { error: REVIEWS_EXPECTED })
        .min(1, { error: REVIEWS_EXPECTED })
        .max(SYMBOLS_MAX, { error: REVIEWS_EXPECTED })
        .describe('One review for each proposed symbol.'),
      summary: summaryField,
    },
    { error: 'an object with these fields' },
  ),
  callsMax: 4,
  run({ reviews, summary }, context) {
    const problems = [
      ...reviews.flatMap(({ symbol, decision, sizeStep }, index) => [
        ...unknownSymbol(symbol, { path: `reviews.${index}.symbol`, context }),
        ...((decision === 'reduce') === (sizeStep !== null)
          ? []
          : [{ path: `reviews.${index}.sizeStep`, expected: SIZE_EXPECTED, got: String(sizeStep) }]),
      ]),
      ...repeatedSymbols(reviews, 'reviews'),
    ];
    if (problems.length > 0) return { problems };
    const statements = reviews.map((review): ProposalReview => ({ kind: 'review', ...review }));
    return { value: null, text: () => 'The review was given.', statements, endsSession: { summary } };
  },
});
