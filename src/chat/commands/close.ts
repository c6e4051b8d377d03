import { closeReport } from '../../report/commands/close-report.ts';
import type { CommandDefinition } from '../command-definition.ts';
import { readPortion, readSymbol, tooMany } from '../read-arguments.ts';

const EXAMPLE = '/close BTC';

/** Asks nobody: it only takes risk off. */
export const close: CommandDefinition = {
  name: 'close',
  aliases: ['sell'],
  arguments: 'SYMBOL [half]',
  example: EXAMPLE,
  summary: { en: 'sell a position, or half of it, now' },
  group: 'steer',
  role: 'operator',
  confirmation: 'none',
  riskIncreasing: false,
  runsAtOnce: false,
  prepare({ steward, by, facts: { venue, language } }, [given, half, more]) {
    const symbol = readSymbol(given, EXAMPLE);
    if (symbol.tag === 'unclear') return symbol;
    const portion = readPortion(half, `${EXAMPLE} half`);
    if (portion.tag === 'unclear') return portion;
    return (
      tooMany(more, EXAMPLE) ?? {
        tag: 'ready',
        async run() {
          const result = await steward.closePosition(symbol.value, { fraction: portion.value, by });
          return closeReport({ venue, symbol: symbol.value, result }, language);
        },
      }
    );
  },
};
