import { z } from 'zod';
import { defineTool } from '../src/agent/tool.ts';
import { OBJECTION_CODES, OBJECTIONS_MAX, type Objection, SEVERITIES } from '../src/domain/role-statement.ts';
import { unknownEvidence } from './check-grounds.ts';
import { evidenceIdField, summaryField } from './role-fields.ts';
import { symbolField, unknownSymbol } from './signal-fields.ts';

const CODE_EXPECTED = `a code: ${OBJECTION_CODES.join(', ')}`;
const SEVERITY_EXPECTED = `a severity: ${SEVERITIES.join(', ')}`;
const OBJECTIONS_EXPECTED = `a list of 0 to ${OBJECTIONS_MAX} objections`;

const objectionField = z.strictObject(
  {
    symbol: symbolField,
    code: z.enum(OBJECTION_CODES, { error: CODE_EXPECTED }).describe('What speaks against the proposal.'),
    evidence: evidenceIdField,
    severity: z
      .literal(SEVERITIES, { error: SEVERITY_EXPECTED })
      .describe('1: worth knowing. 2: the size should be smaller. 3: the proposal should not be carried out as it is.'),
  },
  { error: 'an object with these fields' },
);

export const raiseObjections = defineTool({
  name: 'raise_objections',
  description:
    'Gives your objections to the proposals and ends your part. Each stands on one number of the snapshot. An empty list is a good answer: it says that nothing speaks against them.',
  input: z.strictObject(
    {
      objections: z
        .array(objectionField, { error: OBJECTIONS_EXPECTED })
        .max(OBJECTIONS_MAX, { error: OBJECTIONS_EXPECTED })
        .describe(`At most ${OBJECTIONS_MAX}, the gravest first; empty for none.`),
      summary: summaryField,
    },
    { error: 'an object with these fields' },
  ),
  callsMax: 4,
  run({ objections, summary }, context) {
    const problems = objections.flatMap(({ symbol, evidence }, index) => [
      ...unknownSymbol(symbol, { path: `objections.${index}.symbol`, context }),
      ...unknownEvidence([evidence], { path: `objections.${index}.evidence`, context }),
    ]);
    if (problems.length > 0) return { problems };
    const statements = objections.map((objection): Objection => ({ kind: 'objection', ...objection }));
    return { value: null, text: () => 'The objections were given.', statements, endsSession: { summary } };
  },
});
