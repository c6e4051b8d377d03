import { openLiveSide } from './live-side.ts';
import { openExchangeClock } from './open-exchange-clock.ts';
import { openTradingBase, openTradingBot, type TradingOptions } from './open-trading-bot.ts';
import type { TradingWorld } from './trading-world.ts';
import { systemTransports } from './transports.ts';
import { bindDataFolder } from './venue/bind-data-folder.ts';
import { openRequestGovernor } from './venue/request-pause-file.ts';
import { identifyVenue, type VenueIdentity } from './venue/venue-identity.ts';

/**
 * Opens the bot on a real account: the only place where a key is taken from the environment.
 * @throws ConfigurationError when a yes, a key or the folder's account is missing or wrong, or when the key may do what it must not;
 * Fault when the exchange cannot be reached.
 */
export async function openLiveWorld(options: TradingOptions & { readonly venue: VenueIdentity['venue'] }): Promise<TradingWorld> {
  const { venue, dataDir, environment, log } = options;
  const identity = identifyVenue(venue, environment);
  const base = await openTradingBase(options);
  const { configuration, stop, reads } = base;
  const readSignal = reads.signal;
  const { boundAt } = await bindDataFolder(dataDir, identity, Date.now());
  const { clock, network } = await openExchangeClock(identity.restUrl, { log, readSignal });
  const side = await openLiveSide({
    identity,
    apiKey: environment.binanceApiKey ?? '',
    apiSecret: environment.binanceApiSecret ?? '',
    symbols: configuration.symbols,
    clock,
    network,
    transports: systemTransports,
    governor: openRequestGovernor({ dataDir, clock, log, signal: readSignal }),
    log,
    readSignal,
    stop,
    tradesFrom: boundAt,
  });
  return openTradingBot(base, side, options);
}
