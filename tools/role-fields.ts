import { z } from 'zod';

const SUMMARY_LENGTH_MAX = 400;
const SUMMARY_EXPECTED = `1 to ${SUMMARY_LENGTH_MAX} characters`;
const EVIDENCE_ID_EXPECTED = 'the id of a number in the market context, such as BTC.1d.rsi14';

/** The longest list that names symbols: more than a configuration may have. */
export const SYMBOLS_MAX = 10;

/** What was found, for the person who reads it. */
export const summaryField = z
  .string({ error: SUMMARY_EXPECTED })
  .regex(/\S/, { error: SUMMARY_EXPECTED })
  .max(SUMMARY_LENGTH_MAX, { error: SUMMARY_EXPECTED })
  .describe(`What you found, for the person who reads it: at most ${SUMMARY_LENGTH_MAX} characters.`);

export const evidenceIdField = z
  .string({ error: EVIDENCE_ID_EXPECTED })
  .regex(/^[A-Z0-9]{1,20}(?:\.[A-Za-z0-9-]{1,24}){1,4}$/, { error: EVIDENCE_ID_EXPECTED })
  .describe('The id of a number in the market context, such as BTC.1d.rsi14.');
