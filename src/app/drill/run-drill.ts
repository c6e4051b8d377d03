import type { MarketSymbol } from '../../domain/market-symbol.ts';
import { HOUR_MS } from '../../domain/time.ts';
import { generateMarket } from '../../simulator/generated-market.ts';
import type { DrillRow, DrillScenario } from './drill-scenario.ts';
import { DRILL_HOURS, DRILL_START } from './drill-stage.ts';
import { playScenario } from './play-scenario.ts';

/** As far back as the bot looks. */
const PAST_HOURS = 40 * 24;
const SYMBOLS: readonly MarketSymbol[] = ['BTCUSDT', 'ETHUSDT', 'BNBUSDT'];

/** Plays scenarios one after the other, each in a world of its own on the same market. */
export async function runDrill(
  scenarios: readonly DrillScenario[],
  { seed, onRow }: { readonly seed: number; readonly onRow?: (row: DrillRow) => void },
): Promise<readonly DrillRow[]> {
  const from = DRILL_START - PAST_HOURS * HOUR_MS;
  const market = generateMarket({ seed, symbols: SYMBOLS, from, hours: PAST_HOURS + DRILL_HOURS + 2 });
  const circumstances = { seed, market, past: new Map() };
  const rows: DrillRow[] = [];
  for (const scenario of scenarios) {
    const row = await playScenario(scenario, circumstances);
    rows.push(row);
    onRow?.(row);
  }
  return rows;
}
