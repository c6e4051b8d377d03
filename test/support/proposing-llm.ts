import type { MarketDataSet } from '../../src/domain/market-data-set.ts';
import type { MarketSymbol } from '../../src/domain/market-symbol.ts';
import type { SizeStep } from '../../src/domain/trade-signal.ts';
import type { LlmMessage, LlmProvider, LlmReply, LlmRequest } from '../../src/ports/llm-provider.ts';
import { calls, FINISH, type ScriptedCall, scriptedLlm } from './scripted-llm.ts';

/** What the model of a test wants. Stops and targets are shares of the newest price, so that they fit any market. */
export type Wish =
  | {
      readonly action: 'open';
      readonly symbol: MarketSymbol;
      readonly sizeStep?: SizeStep;
      readonly stopFraction?: number;
      readonly targetFraction?: number;
      readonly confidenceFraction?: number;
      readonly reasoning?: string;
    }
  | { readonly action: 'close'; readonly symbol: MarketSymbol; readonly sizeStep?: SizeStep; readonly reasoning?: string }
  | { readonly action: 'move-stop'; readonly symbol: MarketSymbol; readonly stopFraction: number; readonly reasoning?: string };

/** A model that proposes what a test tells it to, on the snapshot that it is shown, and then finishes. */
export interface ProposingLlm extends LlmProvider {
  /** What the next session proposes; every call is one session. Sessions beyond that propose nothing. */
  wish(...wishes: readonly Wish[]): void;
  /** Lets the next conversations wait for `release` before their first answer. */
  hold(): { release(): void };
}

export function proposingLlm(): ProposingLlm {
  const sessions: (readonly Wish[])[] = [];
  let held: Promise<void> = Promise.resolve();
  const llm = scriptedLlm(async (request) => {
    const turn = request.messages.filter(({ role }) => role === 'assistant').length;
    if (turn === 0) {
      await held;
      return calls({ name: 'get_market_context', input: { level: 'basic' } });
    }
    const wishes = turn === 1 ? (sessions.shift() ?? []) : [];
    return wishes.length === 0 ? calls(FINISH) : calls(...wishes.map((wish) => proposalOf(wish, snapshotOf(request))));
  });
  return {
    name: 'proposing',
    respond: (request, limits) => interruptible(llm.respond(request, limits), limits.signal),
    wish: (...wishes) => {
      sessions.push(wishes);
    },
    hold() {
      let release: () => void = () => undefined;
      held = new Promise((resolve) => {
        release = resolve;
      });
      return { release };
    },
  };
}

/** A held conversation ends when the session is told to stop, as a vendor's would. */
function interruptible(reply: Promise<LlmReply>, signal: AbortSignal): Promise<LlmReply> {
  if (signal.aborted) return Promise.resolve({ tag: 'failed', code: 'cancelled', message: 'stopped' });
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => resolve({ tag: 'failed', code: 'cancelled', message: 'stopped' }), { once: true });
    reply.then(resolve, reject);
  });
}

function snapshotOf({ messages }: LlmRequest): MarketDataSet {
  const results = messages.flatMap((message: LlmMessage) => (message.role === 'tool' ? message.results : []));
  const market = results.find(({ toolName }) => toolName === 'get_market_context');
  if (market === undefined || !market.ok) throw new Error('the market context was not shown');
  return market.value as MarketDataSet;
}

function proposalOf(wish: Wish, snapshot: MarketDataSet): ScriptedCall {
  const close = snapshot.markets.get(wish.symbol)?.close;
  if (close === undefined) throw new Error(`the snapshot has no market ${wish.symbol}`);
  return { name: 'propose_trade', input: proposalInput(wish, { close, snapshotId: snapshot.id }) };
}

/** The wish as the input of `propose_trade`, for a model that was shown this price in this snapshot. */
export function proposalInput(wish: Wish, shown: { readonly close: number; readonly snapshotId: string }): unknown {
  const name = wish.symbol.replace('USDT', '');
  return {
    symbol: wish.symbol,
    trade: tradeOf(wish, shown.close),
    confidenceFraction: ('confidenceFraction' in wish ? wish.confidenceFraction : undefined) ?? 0.8,
    reasoning: wish.reasoning ?? `The test wants to ${wish.action} ${name}.`,
    evidence: [`${name}.price`],
    snapshotId: shown.snapshotId,
  };
}

function tradeOf(wish: Wish, close: number): unknown {
  const below = (fraction: number) => Number((close * (1 - fraction)).toPrecision(6));
  switch (wish.action) {
    case 'open':
      return {
        action: 'open',
        sizeStep: wish.sizeStep ?? 0.5,
        stopPrice: below(wish.stopFraction ?? 0.04),
        targetPrice: wish.targetFraction === undefined ? null : below(-wish.targetFraction),
      };
    case 'close':
      return { action: 'close', sizeStep: wish.sizeStep ?? 1 };
    case 'move-stop':
      return { action: 'move-stop', stopPrice: below(wish.stopFraction) };
  }
}
