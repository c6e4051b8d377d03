import { tradesReport } from '../../report/commands/trades-report.ts';
import { type TradeHistory, TradeHistoryFold } from '../../report/stories/trade-history-fold.ts';
import type { Steward } from '../../session/steward.ts';
import type { CommandDefinition } from '../command-definition.ts';
import { expected } from '../read-arguments.ts';

const EXAMPLE = '/trades 20';
const LENGTH_DEFAULT = 10;
const LENGTH_MAX = 50;

export const trades: CommandDefinition = {
  name: 'trades',
  aliases: [],
  arguments: '[count]',
  example: EXAMPLE,
  summary: { en: 'the newest orders and what they earned' },
  group: 'look',
  role: 'viewer',
  confirmation: 'none',
  riskIncreasing: false,
  runsAtOnce: false,
  prepare({ steward, facts: { venue, language } }, [given]) {
    const lengthMax = given === undefined ? LENGTH_DEFAULT : Number(given);
    if (!Number.isInteger(lengthMax) || lengthMax < 1 || lengthMax > LENGTH_MAX) return expected('count', given, EXAMPLE);
    return { tag: 'ready', run: async () => tradesReport({ venue, history: await gatherTrades(steward, lengthMax) }, language) };
  },
};

async function gatherTrades(steward: Steward, lengthMax: number): Promise<TradeHistory> {
  const fold = new TradeHistoryFold({ lengthMax });
  for await (const entry of steward.state.read()) fold.apply(entry);
  return fold.history();
}
