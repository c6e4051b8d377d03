import { join } from 'node:path';
import type { BinanceMarketData } from '../adapters/binance/binance-market-data.ts';
import type { BinancePublicClient } from '../adapters/binance/public-client.ts';
import type { Configuration } from '../configuration/configuration.ts';
import type { FeeSchedule } from '../domain/instrument.ts';
import type { MarketSymbol } from '../domain/market-symbol.ts';
import type { Clock } from '../ports/clock.ts';
import { type LiveExchange, openLiveExchange } from '../simulator/open-live-exchange.ts';
import { openFileSimulatorStore } from './file-simulator-store.ts';
import { ACCOUNT_FILE } from './folders.ts';
import { openMarketFeed } from './market-feed.ts';
import { openExchangeClock } from './open-exchange-clock.ts';
import { openTradingBase, openTradingBot, type TradingOptions } from './open-trading-bot.ts';
import { simulatedExchangeOptions } from './simulated-exchange-options.ts';
import type { TradingWorld } from './trading-world.ts';
import { systemTransports } from './transports.ts';
import { openRequestGovernor } from './venue/request-pause-file.ts';

/**
 * Opens paper trading in a data folder: the bot on Binance's public prices, with an account that is simulated. Nothing here can sign a
 * request.
 * @throws Fault when the folder is in use, or Binance's public data cannot be reached.
 */
export async function openPaperWorld(options: TradingOptions): Promise<TradingWorld> {
  const { dataDir, environment, log } = options;
  const base = await openTradingBase(options);
  const { configuration, stop, reads } = base;
  const { symbols } = configuration;
  const { clock, network } = await openExchangeClock(environment.binanceRestUrl, { log, readSignal: reads.signal });
  const governor = openRequestGovernor({ dataDir, clock, log, signal: reads.signal });
  const transports = systemTransports;
  const feed = openMarketFeed({ environment, transports, governor, clock, network, log, readSignal: reads.signal, stop });
  const { marketData } = feed;
  const live = await openAccount({ configuration, dataDir, clock, client: feed.client });
  await observeFirstPrices({ marketData, live, symbols });
  const followPrices = () => feed.follow(symbols, (mark) => live.observe(mark));
  const { exchange } = live;
  return openTradingBot(base, { venue: 'paper', clock, speed: network.speed, exchange, marketData, followPrices }, options);
}

async function openAccount(parts: {
  readonly configuration: Configuration;
  readonly dataDir: string;
  readonly clock: Clock;
  readonly client: BinancePublicClient;
}): Promise<LiveExchange> {
  const { configuration, dataDir, clock, client } = parts;
  const simulated: { readonly fees: FeeSchedule } & ReturnType<typeof simulatedExchangeOptions> =
    simulatedExchangeOptions(configuration);
  return openLiveExchange({
    ...simulated,
    instruments: await client.fetchInstruments(configuration.symbols),
    clock,
    store: openFileSimulatorStore(join(dataDir, ACCOUNT_FILE)),
  });
}

/** The simulated markets open with their first price; recovery needs them open. */
async function observeFirstPrices(parts: {
  readonly marketData: BinanceMarketData;
  readonly live: LiveExchange;
  readonly symbols: readonly MarketSymbol[];
}): Promise<void> {
  for (const symbol of parts.symbols) {
    const mark = await parts.marketData.fetchMark(symbol);
    if (mark !== null) parts.live.observe(mark);
  }
}
