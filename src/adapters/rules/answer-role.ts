import type { MarketDataSet, MarketFacts } from '../../domain/market-data-set.ts';
import { baseAssetOf, type MarketSymbol } from '../../domain/market-symbol.ts';
import type { PortfolioTable } from '../../domain/portfolio-table.ts';
import type { AnalystReport, Objection, ProposalReview, Revision, Stance } from '../../domain/role-statement.ts';
import type { RoleTask } from '../../domain/role-task.ts';
import type { SizeStep, TradeSignal } from '../../domain/trade-signal.ts';
import type { LlmToolCall } from '../../ports/llm-provider.ts';
import { readTrend, type Trend } from './read-trend.ts';
import type { TrendParameters } from './trend-parameters.ts';

type Said<Statement extends { readonly kind: string }> = Omit<Statement, 'kind'>;
type Proposals = readonly TradeSignal[];

const REPORT_HORIZON_HOURS = 24;
/** A position of this share of equity leaves no room for more of the symbol. */
const FULL_WEIGHT_FRACTION = 0.2;
/** Below this breadth most markets fall together. */
const WEAK_BREADTH_FRACTION = 0.3;

/**
 * The one call by which the strategy answers in a role other than the trader's, from the same numbers as its own proposals.
 * Its objections are to entries that its own rules would not make; asked to revise, it shrinks what is doubted.
 */
export function answerRole(task: RoleTask, parameters: TrendParameters): readonly LlmToolCall[] {
  switch (task.role) {
    case 'technical':
      return [report([...task.snapshot.markets.values()].map(technicalReport))];
    case 'context':
      return [report([...task.snapshot.markets.values()].map(({ symbol }) => contextReport(symbol, task.snapshot)))];
    case 'memory':
      return [report(task.symbols.map((symbol) => memoryReport(symbol, task.portfolio)))];
    case 'risk-officer':
      return [review(task.proposals, task.portfolio, parameters)];
    case 'critic':
      return [object(task.proposals, task.snapshot, parameters)];
    case 'repair':
      return [
        ...task.symbols.map((symbol) => withdraw(symbol, task.snapshotId)),
        call('finish_session', { summary: 'What was not as the snapshot says is held.' }),
      ];
    case 'reviser':
      return [revise(task.proposals, task.objections)];
  }
}

function report(reports: readonly Said<AnalystReport>[]): LlmToolCall {
  if (reports.length === 0) return call('finish_session', { summary: 'No market has a closed candle.' });
  const summary = reports.map(({ symbol, stance }) => `${baseAssetOf(symbol)} ${stance}`).join(', ');
  return call('give_report', { reports, summary });
}

function technicalReport(market: MarketFacts): Said<AnalystReport> {
  const { symbol } = market;
  const asset = baseAssetOf(symbol);
  const trend = readTrend(market);
  const view = { symbol, horizonHours: REPORT_HORIZON_HOURS };
  if (typeof trend === 'string') return { ...view, stance: 0, keyLevels: [], evidence: [], risks: [trend.slice(0, 160)] };
  return {
    ...view,
    stance: stanceOf(trend),
    keyLevels: [trend.dailyMa20, trend.dailyMa50],
    evidence: [`${asset}.price`, `${asset}.1d.ma20`, `${asset}.1d.ma50`],
    risks: trend.dailyMacdHistogram <= 0 ? ['The daily MACD histogram is not positive.'] : [],
  };
}

function stanceOf({ dailyClose, dailyMa20, dailyMa50 }: Trend): Stance {
  if (dailyClose > dailyMa50) return dailyClose > dailyMa20 ? 2 : 1;
  return dailyClose > dailyMa20 ? -1 : -2;
}

function contextReport(symbol: MarketSymbol, { breadth }: MarketDataSet): Said<AnalystReport> {
  const share = breadth === null ? null : breadth.above / breadth.of;
  const stance = share === null ? 0 : share > 0.5 ? 1 : share < WEAK_BREADTH_FRACTION ? -1 : 0;
  const evidence = share === null ? [] : ['MARKET.breadth'];
  return { symbol, stance, horizonHours: REPORT_HORIZON_HOURS, keyLevels: [], evidence, risks: [] };
}

function memoryReport(symbol: MarketSymbol, { rows }: PortfolioTable): Said<AnalystReport> {
  const isFull = rows.some((row) => row.symbol === symbol && row.weightFraction.gte(FULL_WEIGHT_FRACTION));
  const risks = isFull ? ['The position is large already.'] : [];
  return { symbol, stance: isFull ? -1 : 0, horizonHours: REPORT_HORIZON_HOURS, keyLevels: [], evidence: [], risks };
}

function review(proposals: Proposals, { total }: PortfolioTable, { cashFractionMin }: TrendParameters): LlmToolCall {
  const cashIsShort = total.cash.lt(total.equity.times(cashFractionMin));
  const reviews = proposals.map(({ symbol, action }): Said<ProposalReview> => {
    if (action === 'open' && cashIsShort) return { symbol, decision: 'veto', sizeStep: null, code: 'low-cash' };
    return { symbol, decision: 'approve', sizeStep: null, code: 'within-limits' };
  });
  return call('review_proposals', { reviews, summary: cashIsShort ? 'Cash is short.' : 'Within the simple rule.' });
}

function object(proposals: Proposals, { markets }: MarketDataSet, parameters: TrendParameters): LlmToolCall {
  const objections = proposals
    .flatMap(({ symbol }) => {
      const market = markets.get(symbol);
      const trend = market === undefined ? 'unknown' : readTrend(market);
      return typeof trend === 'string' ? [] : objectionsTo(trend, parameters);
    })
    .slice(0, 5);
  return call('raise_objections', {
    objections,
    summary: objections.length === 0 ? 'Nothing speaks against them.' : 'Doubts by numbers.',
  });
}

function objectionsTo(trend: Trend, { entryRsiMin, entryRsiMax, extensionAtrMax }: TrendParameters): readonly Said<Objection>[] {
  const { symbol, price, dailyClose, dailyMa20, dailyMa50, dailyMacdHistogram, dailyAtr, fourHourRsi } = trend;
  const asset = baseAssetOf(symbol);
  const found: (Said<Objection> & { readonly holds: boolean })[] = [
    { symbol, code: 'against-trend', evidence: `${asset}.1d.ma50`, severity: 3, holds: dailyClose <= dailyMa50 },
    {
      symbol,
      code: 'overextended',
      evidence: `${asset}.1d.ma20`,
      severity: 2,
      holds: price > dailyMa20 + extensionAtrMax * dailyAtr,
    },
    { symbol, code: 'overextended', evidence: `${asset}.4h.rsi14`, severity: 2, holds: fourHourRsi > entryRsiMax },
    { symbol, code: 'weak-momentum', evidence: `${asset}.4h.rsi14`, severity: 2, holds: fourHourRsi < entryRsiMin },
    { symbol, code: 'weak-momentum', evidence: `${asset}.1d.macd.histogram`, severity: 1, holds: dailyMacdHistogram <= 0 },
  ];
  return found.filter(({ holds }) => holds).map(({ holds: _holds, ...objection }) => objection);
}

function revise(proposals: Proposals, objections: readonly Objection[]): LlmToolCall {
  const revisions = proposals.map((proposal): Said<Revision> => {
    const { symbol } = proposal;
    const isGrave = objections.some((objection) => objection.symbol === symbol && objection.severity === 3);
    if (isGrave || proposal.action !== 'open') return { symbol, decision: isGrave ? 'withdraw' : 'keep', sizeStep: null };
    const smaller: SizeStep = proposal.sizeStep === 1 ? 0.5 : 0.25;
    if (proposal.sizeStep === smaller) return { symbol, decision: 'keep', sizeStep: null };
    return { symbol, decision: 'shrink', sizeStep: smaller };
  });
  return call('revise_proposal', { revisions, summary: 'Smaller where a number speaks against it.' });
}

function withdraw(symbol: MarketSymbol, snapshotId: string): LlmToolCall {
  const grounds = {
    confidenceFraction: 0.5,
    reasoning: 'The proposal was not as the snapshot says.',
    evidence: [`${baseAssetOf(symbol)}.price`],
    snapshotId,
  };
  return { id: `hold-${symbol}`, name: 'propose_trade', input: { symbol, trade: { action: 'hold' }, ...grounds } };
}

function call(name: string, input: unknown): LlmToolCall {
  return { id: `role-${name}`, name, input };
}
