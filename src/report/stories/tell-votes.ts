import type { AggregationRecord } from '../../domain/aggregation-record.ts';
import type { Language } from '../../domain/chat-message.ts';
import { baseAssetOf } from '../../domain/market-symbol.ts';
import { explainAggregation, explainVote } from '../explain-aggregation.ts';
import { storyWords } from './story-words.ts';

/** Who voted what on a symbol, and step by step what became of it. */
export function tellVotes(record: AggregationRecord, language: Language): readonly string[] {
  const words = storyWords(language);
  const votes = record.votes.map((vote) => words.vote(vote.agent, explainVote(vote, language)));
  return [words.votes(baseAssetOf(record.symbol), votes), explainAggregation(record, language)];
}
