import type { LlmReply, LlmRequest } from '../../../src/ports/llm-provider.ts';
import { marketDataSet } from '../../support/market-data-set.ts';
import { calls, FINISH, type ScriptedCall, type ScriptedLlm, scriptedLlm } from '../../support/scripted-llm.ts';
import { proposal } from '../../tools/call-tool.ts';

/** A snapshot on which the entry of `BUY` is sound: the stop is two daily ATR away. */
export const SNAPSHOT = marketDataSet([
  { symbol: 'BTCUSDT', close: 42_000, daily: { atr14: 1000 } },
  { symbol: 'ETHUSDT', close: 2500 },
]);

export function buy(sizeStep: number = 1, changes: Readonly<Record<string, unknown>> = {}): ScriptedCall {
  return {
    name: 'propose_trade',
    input: proposal({ trade: { action: 'open', sizeStep, stopPrice: 40_000, targetPrice: 46_000 }, ...changes }),
  };
}

export const SELL_ETH: ScriptedCall = {
  name: 'propose_trade',
  input: proposal({ symbol: 'ETHUSDT', trade: { action: 'close', sizeStep: 1 }, evidence: ['ETH.price'] }),
};

/** A trader that proposes and finishes in one answer. */
export function trader(...proposed: readonly ScriptedCall[]): ScriptedLlm {
  return scriptedLlm([calls(...proposed, FINISH)]);
}

export function replies(...script: readonly LlmReply[]): ScriptedLlm {
  return scriptedLlm(script);
}

export function reports(stances: Readonly<Record<string, number>>): ScriptedCall {
  const given = Object.entries(stances).map(([symbol, stance]) => ({
    symbol,
    stance,
    horizonHours: 24,
    keyLevels: [],
    evidence: [],
    risks: [],
  }));
  return { name: 'give_report', input: { reports: given, summary: 'Looked.' } };
}

export function objections(...raised: readonly Readonly<Record<string, unknown>>[]): ScriptedCall {
  const list = raised.map((objection) => ({ symbol: 'BTCUSDT', code: 'overextended', evidence: 'BTC.price', ...objection }));
  return { name: 'raise_objections', input: { objections: list, summary: 'Looked.' } };
}

export function revision(decision: string, sizeStep: number | null = null): ScriptedCall {
  return { name: 'revise_proposal', input: { revisions: [{ symbol: 'BTCUSDT', decision, sizeStep }], summary: 'Revised.' } };
}

export function review(decision: string, sizeStep: number | null = null): ScriptedCall {
  const code = 'concentration';
  return {
    name: 'review_proposals',
    input: { reviews: [{ symbol: 'BTCUSDT', decision, sizeStep, code }], summary: 'Reviewed.' },
  };
}

/** The words of a request's message. */
export function textOf(request: LlmRequest | undefined, index = 0): string {
  const message = request?.messages.at(index);
  return message?.role === 'user' ? message.text() : '';
}
