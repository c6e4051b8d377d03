import type { MarketDataSet } from '../../domain/market-data-set.ts';
import { baseAssetOf } from '../../domain/market-symbol.ts';
import type { PortfolioTable } from '../../domain/portfolio-table.ts';
import type { RiskVerdict } from '../../domain/risk-verdict.ts';
import type { LlmProvider, LlmReply, LlmRequest, LlmToolCall, LlmToolResult } from '../../ports/llm-provider.ts';
import { answerRole } from './answer-role.ts';
import { openCall, openId, proposalFor } from './trend-calls.ts';
import { DEFAULT_TREND_PARAMETERS, type TrendParameters } from './trend-parameters.ts';
import { type Entry, judgeMarkets, type TrendView } from './trend-strategy.ts';

const SUMMARY_LENGTH_MAX = 400;
const NO_USAGE = { inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0 };

/**
 * A plain trend strategy that speaks as a model does: no model, no network, no randomness, no memory but the conversation and the book.
 *
 * - Entry: daily close above MA50 and MA20, with MA20 above MA50 or a positive MACD histogram; price above the daily MA20 but not far;
 *   4h RSI14 in a band. The size step follows how many of three signs of strength are there.
 * - Stop: some 4h ATR14 below the price. Target: a multiple of that distance above it.
 * - Exit: the mark reached the target, or the daily close fell below MA20. Both rest on daily closes or on a pullback that must come
 *   first, so it does not turn from hour to hour.
 * - While held: the stop follows the mark upwards, never down.
 *
 * A conversation takes up to four turns: look, propose, propose once more in the size that the guard named, finish.
 * In a role other than the trader's it answers with the one call of that role: see `answerRole`.
 * It reads the `value`s of messages and of tool results and renders no text. The numbers are `TrendParameters`.
 */
export class RulesProvider implements LlmProvider {
  readonly name = 'rules';
  readonly #parameters: TrendParameters;

  constructor(parameters: Partial<TrendParameters> = {}) {
    this.#parameters = { ...DEFAULT_TREND_PARAMETERS, ...parameters };
  }

  async respond(request: LlmRequest, { signal }: { readonly signal: AbortSignal }): Promise<LlmReply> {
    if (signal.aborted) return { tag: 'failed', code: 'cancelled', message: 'the conversation was ended' };
    const task = request.messages.findLast((message) => message.role === 'user' && message.value !== undefined);
    if (task?.role === 'user' && task.value !== undefined) return callTools(answerRole(task.value, this.#parameters));
    const results = resultsOf(request);
    if (results.size === 0)
      return callTools([
        { id: 'market', name: 'get_market_context', input: { level: 'basic' } },
        { id: 'portfolio', name: 'get_portfolio', input: {} },
      ]);
    // The contract of the tools: the snapshot and the book are the values of these two.
    const snapshot = readValue<MarketDataSet>(results.get('market'));
    const portfolio = readValue<PortfolioTable>(results.get('portfolio'));
    if (snapshot === null || portfolio === null) return finish('The market or the book could not be read: held.');
    if (snapshot.markets.size === 0) return finish('No market has a closed candle: held.');
    const views = judgeMarkets(snapshot, portfolio, this.#parameters);
    const proposals = views.flatMap((view) => proposalFor(view, snapshot));
    if (proposals.length > 0 && proposals.every(({ id }) => !results.has(id))) return callTools(proposals);
    const smaller = views.flatMap((view) => (view.kind === 'enter' ? retryFor(view, { snapshot, results }) : []));
    if (smaller.length > 0) return callTools(smaller);
    return finish(summaryOf(views, results));
  }
}

type Results = ReadonlyMap<string, LlmToolResult>;

/** All results of the conversation by the id of their call. */
function resultsOf({ messages }: LlmRequest): Results {
  return new Map(
    messages.flatMap((message) =>
      message.role === 'tool' ? message.results.map((result) => [result.callId, result] as const) : [],
    ),
  );
}

function readValue<T>(result: LlmToolResult | undefined): T | null {
  return result?.ok === true ? (result.value as T) : null;
}

/** The same entry in the largest step that would pass, when the first was refused for its size and was not tried again yet. */
function retryFor(
  entry: Entry,
  { snapshot, results }: { readonly snapshot: MarketDataSet; readonly results: Results },
): readonly LlmToolCall[] {
  if (results.has(openId(entry.symbol, 2))) return [];
  const verdict = readValue<RiskVerdict>(results.get(openId(entry.symbol, 1)));
  if (verdict?.tag !== 'refused') return [];
  const sizeStep = verdict.maximum?.sizeStep ?? null;
  return sizeStep === null || sizeStep >= entry.sizeStep ? [] : [openCall(entry, { snapshot, sizeStep, attempt: 2 })];
}

function summaryOf(views: readonly TrendView[], results: Results): string {
  return views
    .map((view) => `${baseAssetOf(view.symbol)}: ${outcomeOf(view, results)}`)
    .join('; ')
    .slice(0, SUMMARY_LENGTH_MAX);
}

function outcomeOf(view: TrendView, results: Results): string {
  switch (view.kind) {
    case 'wait':
      return view.why;
    case 'enter': {
      const verdict = readValue<RiskVerdict>(results.get(openId(view.symbol, 2)) ?? results.get(openId(view.symbol, 1)));
      return verdict === null || verdict.tag === 'refused' ? 'entry refused' : 'entry proposed';
    }
    case 'exit':
      return 'exit proposed';
    case 'raise-stop':
      return 'higher stop proposed';
  }
}

function callTools(toolCalls: readonly LlmToolCall[]): LlmReply {
  return { tag: 'answered', stop: 'tool-calls', text: '', toolCalls, usage: NO_USAGE, raw: null };
}

function finish(summary: string): LlmReply {
  return callTools([{ id: 'finish', name: 'finish_session', input: { summary } }]);
}
