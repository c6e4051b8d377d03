import { BinancePublicClient } from '../../adapters/binance/public-client.ts';
import { ServerClock } from '../../adapters/binance/server-clock.ts';
import { Fault } from '../../domain/fault.ts';
import type { MarketSymbol } from '../../domain/market-symbol.ts';
import { type DurationMs, SECOND_MS } from '../../domain/time.ts';
import type { DoctorCheck } from '../../report/doctor-text.ts';
import type { DoctorContext } from './doctor-context.ts';
import { unknownWordsCheck } from './unknown-words-check.ts';

/** The exchange refuses a signed request that is a second ahead of its clock. */
const OFFSET_MS_MAX: DurationMs = SECOND_MS;

/** Whether Binance's prices can be read from here, knows every configured market, and shows the same time as this machine. */
export async function checkBinance(
  { environment, http, clock, signal }: DoctorContext,
  symbols: readonly MarketSymbol[],
): Promise<readonly DoctorCheck[]> {
  const unknownWords: string[] = [];
  const client = new BinancePublicClient({
    transport: http,
    clock,
    baseUrl: environment.binanceRestUrl ?? undefined,
    signal,
    onUnknownWord: (what) => unknownWords.push(what),
  });
  const checks = await Promise.all([marketsCheck(client, symbols, signal), clockCheck(client, clock)]);
  return [...checks, ...unknownWordsCheck('words', unknownWords)];
}

async function marketsCheck(
  client: BinancePublicClient,
  symbols: readonly MarketSymbol[],
  signal: AbortSignal,
): Promise<DoctorCheck> {
  const name = 'binance';
  try {
    const instruments = await client.fetchInstruments(symbols);
    const missing = symbols.filter((symbol) => !instruments.some((instrument) => instrument.symbol === symbol));
    if (missing.length === 0)
      return { name, state: 'ok', text: `prices can be read; ${symbols.join(', ')} are there`, fix: null };
    const fix = 'take them out of symbols in steward.yaml, or correct how they are written';
    return { name, state: 'problem', text: `Binance has no market ${missing.join(', ')}`, fix };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return { name, state: 'problem', ...explainFault(error, signal) };
  }
}

function explainFault(error: Fault, signal: AbortSignal): Pick<DoctorCheck, 'text' | 'fix'> {
  switch (error.code) {
    case 'unauthorised':
      return {
        text: error.message,
        fix: 'unset BINANCE_REST_URL for paper trading; to trade for real, run Steward where Binance serves',
      };
    case 'rate-limited':
      return { text: error.message, fix: 'wait some minutes; other programs at this address may use up its limit' };
    case 'bad-payload':
      return { text: error.message, fix: 'something else than Binance answered: check BINANCE_REST_URL and any proxy' };
    default:
      return {
        text: signal.aborted ? 'the host did not answer in time' : error.message,
        fix: 'check the network and any proxy or firewall, and BINANCE_REST_URL where it is set; then try again',
      };
  }
}

async function clockCheck(client: BinancePublicClient, clock: DoctorContext['clock']): Promise<DoctorCheck> {
  const name = 'clock';
  try {
    const server = new ServerClock({ clock, fetchServerTime: () => client.fetchServerTime() });
    const { offsetMs, errorMs } = await server.measureOffset();
    const text = `this machine is ${Math.abs(offsetMs)} ms ${offsetMs > 0 ? 'behind' : 'ahead of'} Binance (±${errorMs} ms)`;
    const isOff = Math.abs(offsetMs) - errorMs > OFFSET_MS_MAX;
    return {
      name,
      state: isOff ? 'problem' : 'ok',
      text,
      fix: isOff ? 'synchronise this machine’s clock (NTP, chrony, timedatectl set-ntp true)' : null,
    };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return { name, state: 'skipped', text: 'cannot be compared while Binance cannot be read', fix: null };
  }
}
