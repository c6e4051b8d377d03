import { price } from '../../../src/domain/decimal.ts';
import { invariant } from '../../../src/domain/invariant.ts';
import type { MarketDataSet, MarketFacts } from '../../../src/domain/market-data-set.ts';
import { baseAssetOf, DEFAULT_SYMBOLS, type MarketSymbol } from '../../../src/domain/market-symbol.ts';
import type { PortfolioTable } from '../../../src/domain/portfolio-table.ts';
import type { RiskVerdict } from '../../../src/domain/risk-verdict.ts';
import { HOUR_MS, minuteText } from '../../../src/domain/time.ts';
import type { TradeSignal } from '../../../src/domain/trade-signal.ts';
import { RiskManager } from '../../../src/risk/risk-manager.ts';
import { aMark, aSituation } from '../../risk/situation.ts';
import { portfolioTable } from '../../support/portfolio-table.ts';
import type { RoleScript, WantedEntry } from '../../support/role-script.ts';

/** Reasoning of a usual length, and no number in it that the snapshot would have to hold. */
const REASONING =
  'The daily trend points up and momentum has turned with it, the averages stand in order and the pullback of the last days ended above the last swing low. Volume confirms the turn. The stop stands where the turn would be proven wrong.';
const DECISIONS_TOLD = 10;

/** A book with two positions and cash. */
export function bookOn(snapshot: MarketDataSet): PortfolioTable {
  const [ether, bnb] = [marketOf(snapshot, 'ETHUSDT').close, marketOf(snapshot, 'BNBUSDT').close];
  return portfolioTable(
    [
      {
        symbol: 'ETHUSDT',
        quantity: rounded(900 / ether),
        averageCost: rounded(ether * 0.97),
        mark: ether,
        stopPrice: rounded(ether * 0.93),
      },
      {
        symbol: 'BNBUSDT',
        quantity: rounded(700 / bnb),
        averageCost: rounded(bnb * 1.02),
        mark: bnb,
        stopPrice: rounded(bnb * 0.95),
      },
    ],
    { cash: 8_400 },
  );
}

/** As many lines as the memory usually tells, in its words. */
export function recentDecisionsOn({ asOf }: MarketDataSet): readonly string[] {
  return Array.from({ length: DECISIONS_TOLD }, (_, index) => {
    const symbol = DEFAULT_SYMBOLS[index % DEFAULT_SYMBOLS.length] ?? 'BTCUSDT';
    const when = minuteText(asOf - (DECISIONS_TOLD - index) * 9 * HOUR_MS).slice('2024-'.length);
    return index % 2 === 0
      ? `${symbol} ${when} P${index + 1} stop hit, sold at 61,250.00: −38.40 USDT, −1.0 R`
      : `${symbol} ${when} P${index + 1} open: rejected by a person, who wrote "too much of one thing already"`;
  });
}

/** The guard, in a calm situation at the snapshot's prices. */
export function assessOn(snapshot: MarketDataSet): (signal: TradeSignal, before: readonly TradeSignal[]) => RiskVerdict {
  const { asOf, id, markets } = snapshot;
  const marks = new Map([...markets.values()].map(({ symbol, close }) => [symbol, aMark(symbol, close, { at: asOf })]));
  const situation = aSituation({ now: asOf, marks, snapshot: { id, asOf, problems: new Map() } });
  const guard = new RiskManager();
  return (signal, before) => {
    const verdict = guard.assessBatch([...before, signal], situation).at(-1);
    invariant(verdict !== undefined, 'a signal was assessed without a verdict');
    return verdict;
  };
}

/** A session in which something happens: two entries are proposed, the critic doubts both, the officer approves. */
export function scriptOn(snapshot: MarketDataSet): RoleScript {
  return {
    entries: [entryOn(marketOf(snapshot, 'BTCUSDT'), 0.5), entryOn(marketOf(snapshot, 'SOLUSDT'), 0.25)],
    stance: 1,
    objection: { code: 'market-wide-risk', severity: 2 },
    summary: 'Two entries with the trend; the others are held, since nothing in them has changed since the last session.',
  };
}

/** With a stop that the fact check takes: two daily ranges below the price, the target four above. */
function entryOn({ symbol, close, series }: MarketFacts, sizeStep: WantedEntry['sizeStep']): WantedEntry {
  const range = series['1d'].indicators.atr14 ?? close * 0.03;
  const asset = baseAssetOf(symbol);
  return {
    symbol,
    sizeStep,
    stopPrice: priceOf(close - 2 * range),
    targetPrice: priceOf(close + 4 * range),
    reasoning: REASONING,
    evidence: [`${asset}.price`, `${asset}.1d.rsi14`, `${asset}.1d.ma20`],
  };
}

function marketOf({ markets }: MarketDataSet, symbol: MarketSymbol): MarketFacts {
  const market = markets.get(symbol);
  invariant(market !== undefined, `the snapshot has no ${symbol}`);
  return market;
}

function priceOf(value: number): number {
  return price(rounded(value)).toNumber();
}

function rounded(value: number): number {
  return Number(value.toPrecision(5));
}
