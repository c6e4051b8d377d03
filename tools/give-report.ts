import { z } from 'zod';
import { defineTool } from '../src/agent/tool.ts';
import { type AnalystReport, STANCES } from '../src/domain/role-statement.ts';
import { unknownEvidence } from './check-grounds.ts';
import { evidenceIdField, SYMBOLS_MAX, summaryField } from './role-fields.ts';
import { repeatedSymbols, symbolField, unknownSymbol } from './signal-fields.ts';

const STANCE_EXPECTED = `a stance: ${STANCES.join(', ')}`;
const HORIZON_EXPECTED = 'whole hours from 1 to 720';
const LEVELS_EXPECTED = 'up to 6 prices in USDT per coin, above 0';
const EVIDENCE_EXPECTED = 'up to 8 ids of numbers in the market context';
const RISKS_EXPECTED = 'up to 4 risks of 1 to 160 characters';
const REPORTS_EXPECTED = `a list of 1 to ${SYMBOLS_MAX} reports, one for each symbol`;

const reportField = z.strictObject(
  {
    symbol: symbolField,
    stance: z
      .literal(STANCES, { error: STANCE_EXPECTED })
      .describe('From -2, strongly against owning the symbol now, over 0, no view, to 2, strongly for it.'),
    horizonHours: z
      .int({ error: HORIZON_EXPECTED })
      .min(1, { error: HORIZON_EXPECTED })
      .max(720, { error: HORIZON_EXPECTED })
      .describe('How many hours the view is meant to hold.'),
    keyLevels: z
      .array(z.number({ error: LEVELS_EXPECTED }).gt(0, { error: LEVELS_EXPECTED }).lt(1e9, { error: LEVELS_EXPECTED }), {
        error: LEVELS_EXPECTED,
      })
      .max(6, { error: LEVELS_EXPECTED })
      .describe('Prices that matter, in USDT per coin; empty when you see none.'),
    evidence: z
      .array(evidenceIdField, { error: EVIDENCE_EXPECTED })
      .max(8, { error: EVIDENCE_EXPECTED })
      .describe('Ids of the numbers on which the stance stands; empty when your data has no ids.'),
    risks: z
      .array(z.string({ error: RISKS_EXPECTED }).regex(/\S/, { error: RISKS_EXPECTED }).max(160, { error: RISKS_EXPECTED }), {
        error: RISKS_EXPECTED,
      })
      .max(4, { error: RISKS_EXPECTED })
      .describe('What speaks against the stance; each at most 160 characters.'),
  },
  { error: 'an object with these fields' },
);

export const giveReport = defineTool({
  name: 'give_report',
  description:
    'Gives your report on all symbols to the trader and ends your part. Call it once, with one report for each symbol. It proposes no trade.',
  input: z.strictObject(
    {
      reports: z
        .array(reportField, { error: REPORTS_EXPECTED })
        .min(1, { error: REPORTS_EXPECTED })
        .max(SYMBOLS_MAX, { error: REPORTS_EXPECTED })
        .describe('One report for each symbol.'),
      summary: summaryField,
    },
    { error: 'an object with these fields' },
  ),
  callsMax: 4,
  run({ reports, summary }, context) {
    const problems = [
      ...reports.flatMap(({ symbol, evidence }, index) => [
        ...unknownSymbol(symbol, { path: `reports.${index}.symbol`, context }),
        ...unknownEvidence(evidence, { path: `reports.${index}.evidence`, context }),
      ]),
      ...repeatedSymbols(reports, 'reports'),
    ];
    if (problems.length > 0) return { problems };
    const statements = reports.map((report): AnalystReport => ({ kind: 'report', ...report }));
    return { value: null, text: () => 'The report was given.', statements, endsSession: { summary } };
  },
});
