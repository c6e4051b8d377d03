import { z } from 'zod';
import { defineTool } from '../src/agent/tool.ts';

const SUMMARY_LENGTH_MAX = 400;
const SUMMARY_EXPECTED = `1 to ${SUMMARY_LENGTH_MAX} characters`;

export const finishSession = defineTool({
  name: 'finish_session',
  description:
    'Ends the session. Call it last and always: without it nothing that you proposed counts. A symbol for which you proposed nothing is held.',
  input: z.strictObject(
    {
      summary: z
        .string({ error: SUMMARY_EXPECTED })
        .regex(/\S/, { error: SUMMARY_EXPECTED })
        .max(SUMMARY_LENGTH_MAX, { error: SUMMARY_EXPECTED })
        .describe(`What you decided and why, for the person who reads it: at most ${SUMMARY_LENGTH_MAX} characters.`),
    },
    { error: 'an object with these fields' },
  ),
  callsMax: 4,
  run({ summary }) {
    return { value: null, text: () => 'The session has ended.', endsSession: { summary } };
  },
});
