import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CandleArchive } from '../../../src/adapters/archive/candle-archive.ts';
import { loadCandleArchive } from '../../../src/adapters/archive/load-candle-archive.ts';
import { loadArchiveFearGreed } from '../../../src/adapters/fear-greed/archive-fear-greed.ts';
import type { Prompts } from '../../../src/agent/prompts.ts';
import { type CountTokens, loadTokenCounter } from '../../../src/app/count-tokens.ts';
import { loadConfigurationOrFail } from '../../../src/app/load-configuration.ts';
import { loadModelsOrFail } from '../../../src/app/load-models.ts';
import { loadPrompts } from '../../../src/app/load-prompts.ts';
import { packageRoot } from '../../../src/app/package-root.ts';
import type { Configuration } from '../../../src/configuration/configuration.ts';
import type { ModelCatalogue } from '../../../src/domain/language-model.ts';
import type { MarketDataSet } from '../../../src/domain/market-data-set.ts';
import { DEFAULT_SYMBOLS } from '../../../src/domain/market-symbol.ts';
import { DAY_MS, type EpochMs, hourStart } from '../../../src/domain/time.ts';
import { DataPreparer } from '../../../src/market/data-preparer.ts';
import { WARM_UP_LENGTH } from '../../../src/market/indicator-set.ts';
import { seededRandom } from '../../support/generated-candles.ts';

const SEED = 20_261_125;
const ALL_TIME = { from: 0, asOf: Number.MAX_SAFE_INTEGER };

/** What every measured session needs: real snapshots, and the project's own configuration, words and prices. */
export interface Workbench {
  readonly snapshots: readonly MarketDataSet[];
  readonly configuration: Configuration;
  readonly models: ModelCatalogue;
  readonly prompts: Prompts;
  readonly countTokens: CountTokens;
  /** For what is written. */
  readonly folder: string;
  close(): Promise<void>;
}

/** @param options.candles  A folder of stored candles. */
export async function openWorkbench({
  candles,
  snapshotCount,
}: {
  readonly candles: string;
  readonly snapshotCount: number;
}): Promise<Workbench> {
  const archive = await loadCandleArchive(candles, DEFAULT_SYMBOLS);
  const sentiment = await loadArchiveFearGreed(candles);
  const preparer = new DataPreparer({ symbols: DEFAULT_SYMBOLS });
  for (const symbol of DEFAULT_SYMBOLS) preparer.accept(symbol, archive.closedCandles(symbol, ALL_TIME));
  const hours = randomHours(archive, snapshotCount);
  const configDir = join(packageRoot(), 'config');
  const folder = await mkdtemp(join(tmpdir(), 'steward-bench-'));
  return {
    snapshots: await Promise.all(hours.map(async (asOf) => preparer.prepare(asOf, await sentiment.fetchFearGreed(asOf)))),
    configuration: (await loadConfigurationOrFail(configDir)).configuration,
    models: await loadModelsOrFail(configDir),
    prompts: await loadPrompts(),
    countTokens: await loadTokenCounter(),
    folder,
    close: () => rm(folder, { recursive: true, force: true }),
  };
}

/** Hours at which every symbol has its 250 daily candles. */
function randomHours(archive: CandleArchive, count: number): readonly EpochMs[] {
  const firsts = DEFAULT_SYMBOLS.map((symbol) => archive.firstOpenedAt(symbol) ?? Number.NaN);
  const lasts = DEFAULT_SYMBOLS.map((symbol) => archive.lastOpenedAt(symbol) ?? Number.NaN);
  const from = Math.max(...firsts) + (WARM_UP_LENGTH + 1) * DAY_MS;
  const until = Math.min(...lasts);
  const random = seededRandom(SEED);
  return Array.from({ length: count }, () => hourStart(from + random() * (until - from)));
}
