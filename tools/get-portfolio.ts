import { z } from 'zod';
import { defineTool } from '../src/agent/tool.ts';

export const getPortfolio = defineTool({
  name: 'get_portfolio',
  description:
    'Shows the book as a table: a row for each position with its stop, target, mark and profit, then the total with cash and equity. It does not change during a session.',
  input: z.strictObject({}, { error: 'an empty object' }),
  callsMax: 4,
  run(_input, context) {
    return { value: context.portfolio, text: () => context.describePortfolio(context.portfolio) };
  },
});
