import type { VoteRecord } from '../../domain/aggregation-record.ts';
import type { Price } from '../../domain/decimal.ts';
import { decimalText } from '../../domain/decimal.ts';
import type { MarketSymbol } from '../../domain/market-symbol.ts';
import type { PortfolioTable } from '../../domain/portfolio-table.ts';
import type { TradeSignal } from '../../domain/trade-signal.ts';
import type { AgentRun } from '../agent-run.ts';

export type OpenSignal = Extract<TradeSignal, { readonly action: 'open' }>;
export type CloseSignal = Extract<TradeSignal, { readonly action: 'close' }>;
export type StopSignal = Extract<TradeSignal, { readonly action: 'move-stop' }>;

/** What one agent wants for a symbol. A stop is asked for beside a hold or a close. */
export type Vote = { readonly agent: string; readonly stop: StopSignal | null } & (
  | { readonly kind: 'open'; readonly signal: OpenSignal }
  | { readonly kind: 'close'; readonly signal: CloseSignal }
  | { readonly kind: 'hold' }
  /** An invalid vote, whatever it said. */
  | { readonly kind: 'abstain' }
);

/** The votes on one symbol, with what is held of it. */
export interface Ballot {
  readonly symbol: MarketSymbol;
  readonly votes: readonly Vote[];
  readonly position: HeldPosition | null;
}

export interface HeldPosition {
  readonly stopPrice: Price | null;
}

/** The vote of an agent whose conversation ended properly is what it proposed, hold where it proposed nothing; any other abstains. */
function voteOf({ agent, outcome, signals }: AgentRun, symbol: MarketSymbol): Vote {
  if (outcome !== 'finished') return { agent, kind: 'abstain', stop: null };
  const own = signals.map(({ signal }) => signal).filter((signal) => signal.symbol === symbol);
  const stop = own.find((signal) => signal.action === 'move-stop') ?? null;
  for (const signal of own) {
    if (signal.action === 'open') return { agent, kind: 'open', signal, stop };
    if (signal.action === 'close') return { agent, kind: 'close', signal, stop };
  }
  return { agent, kind: 'hold', stop };
}

/** One ballot for each symbol, in their order. */
export function ballotsOf(
  runs: readonly AgentRun[],
  facts: { readonly tradableSymbols: readonly MarketSymbol[]; readonly portfolio: PortfolioTable },
): readonly Ballot[] {
  return facts.tradableSymbols.map((symbol) => ({
    symbol,
    votes: runs.map((run) => voteOf(run, symbol)),
    position: facts.portfolio.rows.find((row) => row.symbol === symbol) ?? null,
  }));
}

export function toVoteRecord(vote: Vote): VoteRecord {
  const { agent, kind } = vote;
  switch (kind) {
    case 'open':
      return { agent, vote: kind, sizeStep: vote.signal.sizeStep, stopPrice: decimalText(vote.signal.stopPrice) };
    case 'close':
      return { agent, vote: kind, sizeStep: vote.signal.sizeStep, stopPrice: null };
    case 'hold':
    case 'abstain':
      return { agent, vote: kind, sizeStep: null, stopPrice: null };
  }
}
