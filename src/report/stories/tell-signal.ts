import type { Language } from '../../domain/chat-message.ts';
import type { FactOf, SnapshotSummary } from '../../domain/journal-entry.ts';
import { baseAssetOf } from '../../domain/market-symbol.ts';
import { explainAgentTrouble, explainStandIn } from '../explain-agent-trouble.ts';
import { usageText } from '../format-usage.ts';
import { priceLabel } from '../message-number.ts';
import { actionName, agentOutcomeName } from '../names.ts';
import type { StoryLine } from './session-story.ts';
import { storyWords } from './story-words.ts';

/** One line of statistics for a market: `BTC: close 42,150.37, RSI14 56.2, ...`. */
export function tellMarket(market: SnapshotSummary, language: Language): string {
  const words = storyWords(language);
  const statistics = [
    ['RSI14', market.rsi14 === null ? null : market.rsi14.toFixed(1)],
    ['MACD histogram', market.macdHistogram === null ? null : priceLabel(market.macdHistogram)],
    ['MA20', market.ma20 === null ? null : priceLabel(market.ma20)],
    ['MA50', market.ma50 === null ? null : priceLabel(market.ma50)],
    ['ATR14', market.atr14 === null ? null : priceLabel(market.atr14)],
  ] as const;
  const known = statistics.flatMap(([name, text]) => (text === null ? [] : [`${name} ${text}`]));
  const problems = market.problems === undefined || market.problems.length === 0 ? [] : [words.problems(market.problems)];
  return words.market(baseAssetOf(market.symbol), [words.close(priceLabel(market.close)), ...known, ...problems]);
}

/** How an agent's conversation went, who stood in for whom, and what it said at the end. */
export function tellAgent(agent: FactOf<'agent-finished'>, language: Language): readonly StoryLine[] {
  const words = storyWords(language);
  const how = words.agent(
    agent.agent,
    `${agent.provider} ${agent.model}`,
    agentOutcomeName(agent.outcome, language),
    agent.turns,
  );
  const calls = agent.toolCalls.map(({ name, ok }) => (ok ? name : `${name} (${words.misunderstood})`));
  const { inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens } = agent.usage;
  const hasUsage = inputTokens + outputTokens + cacheReadTokens + cacheWriteTokens > 0;
  const facts = [
    [
      how,
      ...(calls.length === 0 ? [] : [words.tools(calls.join(', '))]),
      ...(hasUsage ? [words.used(usageText(agent.usage))] : []),
    ].join(' '),
    ...(agent.outcome === 'provider-failed' ? [explainAgentTrouble(agent, language)] : []),
    explainStandIn(agent, language),
  ];
  return [
    ...facts.flatMap((text): readonly StoryLine[] => (text === null ? [] : [{ kind: 'fact', text }])),
    ...(agent.summary === '' ? [] : [{ kind: 'quote', text: agent.summary } as const]),
  ];
}

/** What an agent wants, why, and on which numbers it stands. */
export function tellSignal({ agent, signal }: FactOf<'signal-received'>, language: Language): readonly StoryLine[] {
  const words = storyWords(language);
  const what = [`${actionName(signal.action, language)} ${baseAssetOf(signal.symbol)}`, ...signalTerms(signal, language)].join(
    ', ',
  );
  return [
    { kind: 'fact', text: words.signal(agent, what, Math.round(signal.confidenceFraction * 100)) },
    ...(signal.reasoning === '' ? [] : [{ kind: 'quote', text: signal.reasoning } as const]),
    ...(signal.evidence.length === 0 ? [] : [{ kind: 'fact', text: words.evidence(signal.evidence) } as const]),
  ];
}

function signalTerms(signal: FactOf<'signal-received'>['signal'], language: Language): readonly string[] {
  const words = storyWords(language);
  switch (signal.action) {
    case 'open': {
      const target = signal.targetPrice === null ? [] : [words.target(priceLabel(signal.targetPrice))];
      return [words.sizeStep(signal.sizeStep), words.stop(priceLabel(signal.stopPrice)), ...target];
    }
    case 'close':
      return [words.sizeStep(signal.sizeStep)];
    case 'move-stop':
      return [words.stop(priceLabel(signal.stopPrice))];
    case 'hold':
      return [];
  }
}
