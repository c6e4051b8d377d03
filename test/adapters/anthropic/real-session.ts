import { loadPrompts } from '../../../src/app/load-prompts.ts';
import { DEFAULT_SYMBOLS } from '../../../src/domain/market-symbol.ts';
import { HOUR_MS, minuteText } from '../../../src/domain/time.ts';
import { DataPreparer } from '../../../src/market/data-preparer.ts';
import { renderMarketContext } from '../../../src/market/render-market-context.ts';
import { describePortfolio } from '../../../src/report/describe-portfolio.ts';
import { generatedCandles } from '../../support/generated-candles.ts';
import { portfolioTable } from '../../support/portfolio-table.ts';
import { START_AT } from './claude-rig.ts';

const HOURS = 200 * 24;

/** The words with which a session of five symbols begins: the project's prompts, the context of generated markets, an empty book. */
export async function realWords(): Promise<{ readonly system: string; readonly task: string }> {
  const prompts = await loadPrompts();
  const preparer = new DataPreparer({ symbols: DEFAULT_SYMBOLS });
  for (const [index, symbol] of DEFAULT_SYMBOLS.entries()) {
    const from = START_AT - HOURS * HOUR_MS;
    preparer.accept(symbol, generatedCandles({ seed: index + 1, from, count: HOURS, firstPrice: 1000 }));
  }
  const snapshot = preparer.prepare(START_AT);
  const task = prompts.session.render({
    asOf: `${minuteText(START_AT)} UTC`,
    snapshotId: snapshot.id,
    symbols: DEFAULT_SYMBOLS.join(', '),
    market: renderMarketContext(snapshot, { symbols: DEFAULT_SYMBOLS, level: 'basic' }),
    portfolio: describePortfolio(portfolioTable()),
    recentDecisions: 'none',
  });
  return { system: prompts.system.render({}), task };
}
