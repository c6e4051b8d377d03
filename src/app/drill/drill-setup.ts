import type { Prompts } from '../../agent/prompts.ts';
import type { Configuration } from '../../configuration/configuration.ts';
import { ConfigurationManager } from '../../configuration/configuration-manager.ts';
import type { FeeSchedule } from '../../domain/instrument.ts';
import type { DurationMs, EpochMs } from '../../domain/time.ts';
import type { Exchange } from '../../ports/exchange.ts';
import type { Log } from '../../ports/log.ts';
import { RISK_LIMITS } from '../../risk/limits.ts';
import type { CandleFuture } from '../../simulator/candle-future.ts';
import { SeededRandom } from '../../simulator/random.ts';
import { credentialsOfSeed } from '../../simulator/server/credentials.ts';
import type { PastHours } from '../../simulator/server/market-tape.ts';
import type { Reply, RestRequest } from '../../simulator/server/rest-api.ts';
import { type MakeProviders, rulesOnly } from '../llm-factory.ts';
import { loadPrompts } from '../load-prompts.ts';
import { UsageError } from '../usage-error.ts';
import { emptyDisk, type KeptDisk } from './kept-journal.ts';

export interface DrillOptions {
  /** Of the market, the latencies and everything else that is drawn. The same seed is the same life. */
  readonly seed: number;
  readonly startAt: EpochMs;
  /** How many hours of market there are after the start. */
  readonly hours: number;
  /** Values by dotted key, in the notation of the configuration files. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Coins of the account by asset; the configured capital in USDT when left out. */
  readonly balances?: Readonly<Record<string, string>>;
  /** What of the fees differs from the usual ones. */
  readonly fees?: Partial<FeeSchedule>;
  /** Who deliberates; the plain strategy when left out. */
  readonly makeProviders?: MakeProviders;
  /** How long a person takes to say yes to whatever is asked; nobody answers when it is left out. */
  readonly approvesAfterMs?: DurationMs;
  /** How often connections are told what happened; a second when left out. Requests are answered at their own time. */
  readonly pumpEveryMs?: DurationMs;
  /** In place of the market that the seed invents. */
  readonly market?: CandleFuture;
  /** Shared by worlds on the same market, seed and preset, so that its past is reckoned once. */
  readonly past?: PastHours;
  readonly log?: Log;
  /** Told of each request in the moment in which it leaves the process, and of how the exchange answered it. */
  readonly onSend?: (request: RestRequest) => void;
  readonly onReply?: (request: RestRequest, reply: Reply) => void;
  /** Changes an answer on its way back. */
  readonly replyThrough?: (request: RestRequest, reply: Reply) => Reply;
  /** Stands between the bot and its client of the exchange: for variants of the bot that must be found out. */
  readonly exchangeThrough?: (exchange: Exchange) => Exchange;
  /** Called after each event, when everything that follows from it without time has been done. */
  readonly onEvent?: () => void;
}

/** What every process of one world is made of. */
export interface DrillSetup {
  readonly seed: number;
  readonly startAt: EpochMs;
  readonly configuration: Configuration;
  readonly prompts: Prompts;
  readonly credentials: { readonly apiKey: string; readonly apiSecret: string };
  readonly disk: KeptDisk;
  readonly makeProviders: MakeProviders;
  readonly writeLatencyMs: () => DurationMs;
  readonly exchangeThrough: (exchange: Exchange) => Exchange;
}

/** Reads what all processes of a world have in common. @throws UsageError for settings that no configuration may have. */
export async function openDrillSetup(options: DrillOptions): Promise<DrillSetup> {
  const { seed, startAt, makeProviders = rulesOnly } = options;
  const writes = new SeededRandom(seed, 'disk');
  const { apiKey, secret } = credentialsOfSeed(seed);
  return {
    seed,
    startAt,
    configuration: configurationOf(options),
    prompts: await loadPrompts(),
    credentials: { apiKey, apiSecret: secret },
    disk: emptyDisk(),
    makeProviders,
    writeLatencyMs: () => writes.integer(1, 4),
    exchangeThrough: options.exchangeThrough ?? ((exchange) => exchange),
  };
}

function configurationOf({ settings = {} }: DrillOptions): Configuration {
  const overrides = { venue: 'live', ...settings };
  const loaded = new ConfigurationManager({ limitDefinitions: RISK_LIMITS }).loadConfiguration({ files: [], overrides });
  if (loaded.tag === 'invalid') throw new UsageError(`The settings are invalid: ${JSON.stringify(loaded.problems)}`);
  return loaded.configuration;
}
