import type { MarketDataSet } from '../../domain/market-data-set.ts';
import { baseAssetOf, type MarketSymbol } from '../../domain/market-symbol.ts';
import type { PortfolioTable } from '../../domain/portfolio-table.ts';
import type { SizeStep } from '../../domain/trade-signal.ts';
import type { LlmProvider, LlmReply, LlmRequest, LlmToolCall } from '../../ports/llm-provider.ts';

/** What the trader of a drill wants. Stops are shares of the newest price, so that they fit any market. */
export type DrillWish =
  | {
      readonly action: 'open';
      readonly symbol: MarketSymbol;
      readonly sizeStep: SizeStep;
      readonly stopFraction: number;
      /** How far above the price the target lies; no target when left out. */
      readonly targetFraction?: number;
    }
  | { readonly action: 'close'; readonly symbol: MarketSymbol; readonly sizeStep: SizeStep }
  | { readonly action: 'move-stop'; readonly symbol: MarketSymbol; readonly stopFraction: number };

/** Decides one session on the market and the book that it is shown. */
export type DrillDecision = (shown: {
  readonly snapshot: MarketDataSet;
  readonly portfolio: PortfolioTable;
}) => readonly DrillWish[];

/** A model without a mind: in each session it looks, proposes what `decide` says, and finishes. */
export function drillTrader(decide: DrillDecision): LlmProvider {
  return {
    name: 'rules',
    respond(request, { signal }) {
      if (signal.aborted) return Promise.resolve({ tag: 'failed', code: 'cancelled', message: 'the conversation was ended' });
      return Promise.resolve(replyTo(request, decide));
    },
  };
}

function replyTo(request: LlmRequest, decide: DrillDecision): LlmReply {
  const turn = request.messages.filter(({ role }) => role === 'assistant').length;
  if (turn === 0) {
    return calling([
      { id: 'market', name: 'get_market_context', input: { level: 'basic' } },
      { id: 'portfolio', name: 'get_portfolio', input: {} },
    ]);
  }
  const snapshot = resultOf<MarketDataSet>(request, 'market');
  const portfolio = resultOf<PortfolioTable>(request, 'portfolio');
  const wishes = turn === 1 && snapshot !== null && portfolio !== null ? decide({ snapshot, portfolio }) : [];
  const proposals = wishes.flatMap((wish) => (snapshot === null ? [] : proposalOf(wish, snapshot)));
  if (proposals.length > 0) return calling(proposals);
  return calling([{ id: 'finish', name: 'finish_session', input: { summary: 'The session of a drill is over.' } }]);
}

/** The contract of the tools: the snapshot and the book are the values of these two. */
function resultOf<T>({ messages }: LlmRequest, callId: string): T | null {
  const results = messages.flatMap((message) => (message.role === 'tool' ? message.results : []));
  const result = results.find((answered) => answered.callId === callId);
  return result?.ok === true ? (result.value as T) : null;
}

/** None for a market that the snapshot does not have. */
function proposalOf(wish: DrillWish, snapshot: MarketDataSet): readonly LlmToolCall[] {
  const { symbol } = wish;
  const close = snapshot.markets.get(symbol)?.close;
  if (close === undefined) return [];
  const input = {
    symbol,
    trade: tradeOf(wish, close),
    confidenceFraction: 0.8,
    reasoning: `The drill wants to ${wish.action}.`,
    evidence: [`${baseAssetOf(symbol)}.price`],
    snapshotId: snapshot.id,
  };
  return [{ id: `${wish.action}-${symbol}`, name: 'propose_trade', input }];
}

function tradeOf(wish: DrillWish, close: number): unknown {
  const below = (fraction: number) => Number((close * (1 - fraction)).toPrecision(6));
  switch (wish.action) {
    case 'open': {
      const targetPrice = wish.targetFraction === undefined ? null : below(-wish.targetFraction);
      return { action: 'open', sizeStep: wish.sizeStep, stopPrice: below(wish.stopFraction), targetPrice };
    }
    case 'close':
      return { action: 'close', sizeStep: wish.sizeStep };
    case 'move-stop':
      return { action: 'move-stop', stopPrice: below(wish.stopFraction) };
  }
}

function calling(toolCalls: readonly LlmToolCall[]): LlmReply {
  const usage = { inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0 };
  return { tag: 'answered', stop: 'tool-calls', text: '', toolCalls, usage, raw: null };
}
