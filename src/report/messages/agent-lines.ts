import type { Language, MessageBlock } from '../../domain/chat-message.ts';
import type { FactOf } from '../../domain/journal-entry.ts';
import { baseAssetOf } from '../../domain/market-symbol.ts';
import { explainAgentTrouble, explainStandIn } from '../explain-agent-trouble.ts';
import { explainAggregation, isPlainAggregation } from '../explain-aggregation.ts';
import { cutText } from '../fit-text.ts';
import { line } from '../message-blocks.ts';
import type { SessionDigest } from '../stories/session-digest.ts';

/** More agents or symbols than these are counted, not listed. */
const AGENTS_MAX = 6;
const SYMBOLS_MAX = 3;
const LINE_LENGTH_MAX = 120;

const EN = {
  vote: { open: 'buy', close: 'sell', hold: 'hold', abstain: 'no vote' },
  holdsAll: 'hold',
  reported: 'reported',
  moreAgents: (count: number) => `and ${count} more agents.`,
  moreSymbols: (count: number) => `and ${count} more; /session tells of them.`,
};

const WORDS: Readonly<Record<Language, typeof EN>> = { en: EN };

/**
 * Who said what, in a message about a session. Where one agent decides, only what went wrong is told; of several, each has a line with its
 * votes or its trouble, and each symbol one on whose votes there is something to say.
 */
export function agentLines(digest: SessionDigest, language: Language): readonly MessageBlock[] {
  const { agents } = digest;
  const told =
    agents.length > 1 ? [...severalAgents(digest, language), ...aggregationLines(digest, language)] : troubles(agents, language);
  const standIns = agents.flatMap((agent) => explainStandIn(agent, language) ?? []);
  return [...told, ...standIns].map((text) => line(cutText(text, LINE_LENGTH_MAX)));
}

function troubles(agents: readonly FactOf<'agent-finished'>[], language: Language): readonly string[] {
  return agents.flatMap((agent) => explainAgentTrouble(agent, language) ?? []);
}

function severalAgents({ agents, aggregations }: SessionDigest, language: Language): readonly string[] {
  const words = WORDS[language];
  const lines = agents.map((agent) => {
    const votes = aggregations.flatMap(({ symbol, votes: all }) =>
      all.flatMap((vote) => (vote.agent === agent.agent ? [{ symbol, ...vote }] : [])),
    );
    const wishes = votes.filter(({ vote }) => vote === 'open' || vote === 'close');
    const said = wishes.map(
      ({ symbol, vote, sizeStep }) => `${words.vote[vote]} ${baseAssetOf(symbol)}${sizeStep === null ? '' : ` ${sizeStep}`}`,
    );
    const nothing = votes.length === 0 ? words.reported : words.holdsAll;
    return explainAgentTrouble(agent, language) ?? `${agent.agent}: ${said.length === 0 ? nothing : said.join(', ')}.`;
  });
  const more = lines.length - AGENTS_MAX;
  return [...lines.slice(0, AGENTS_MAX), ...(more > 0 ? [words.moreAgents(more)] : [])];
}

function aggregationLines({ aggregations }: SessionDigest, language: Language): readonly string[] {
  const lines = aggregations
    .filter((record) => !isPlainAggregation(record))
    .map((record) => explainAggregation(record, language));
  const more = lines.length - SYMBOLS_MAX;
  return [...lines.slice(0, SYMBOLS_MAX), ...(more > 0 ? [WORDS[language].moreSymbols(more)] : [])];
}
