import { describe, expect, it } from 'vitest';
import type { AggregationRecord, VoteRecord } from '../../../src/domain/aggregation-record.ts';
import type { FactOf, JournalFact } from '../../../src/domain/journal-entry.ts';
import { agentLines } from '../../../src/report/messages/agent-lines.ts';
import { MessageFold } from '../../../src/report/stories/message-fold.ts';
import { SessionDigest } from '../../../src/report/stories/session-digest.ts';
import { messageLength, messageText } from '../message-text.ts';
import { closed, journalOf, OPENED, SESSION_ID, START, STARTED } from '../stories/journal-fixture.ts';

function finished(agent: string, change: Partial<FactOf<'agent-finished'>> = {}): FactOf<'agent-finished'> {
  return {
    kind: 'agent-finished',
    agent,
    provider: 'openai',
    model: 'gpt-6.1-terra',
    outcome: 'finished',
    turns: 2,
    toolCalls: [],
    usage: { inputTokens: 1, outputTokens: 1, cacheReadTokens: 0, cacheWriteTokens: 0 },
    promptHash: 'hash',
    summary: '',
    transcriptHash: null,
    ...change,
  };
}

function failed(agent: string, provider: string, summary: string): FactOf<'agent-finished'> {
  return finished(agent, { provider, outcome: 'provider-failed', summary });
}

function voteOf(agent: string, vote: VoteRecord['vote']): VoteRecord {
  return { agent, vote, sizeStep: vote === 'open' || vote === 'close' ? 0.5 : null, stopPrice: vote === 'open' ? '2450' : null };
}

function aggregated(aggregation: Partial<AggregationRecord>): JournalFact {
  return {
    kind: 'votes-aggregated',
    mode: 'ensemble',
    aggregation: { symbol: 'ETHUSDT', votes: [], result: 'hold', sizeFraction: null, steps: [], ...aggregation },
  };
}

function linesOf(facts: readonly JournalFact[]): readonly string[] {
  const digest = new SessionDigest({ sessionId: SESSION_ID, slotAt: START });
  for (const entry of journalOf(facts.map((fact) => [0, fact]))) digest.apply(entry);
  return agentLines(digest, 'en').map((block) => (block.kind === 'line' ? block.text : block.kind));
}

describe('who said what', () => {
  it('is nothing to tell where one agent decides and all went well', () => {
    expect(linesOf([finished('trader')])).toEqual([]);
  });

  it.each([
    [
      'unauthorised: 401',
      'trader: Anthropic does not accept the key, so it abstains. Put a valid one into .env and start again.',
    ],
    ['network: socket hang up', 'trader: gpt-6.1-terra could not be reached, so it abstains.'],
    ['circuit-open', 'trader: gpt-6.1-terra failed again and again and is left alone for a while, so it abstains.'],
    ['something else', 'trader could not be reached and abstains.'],
    ['toString: x', 'trader could not be reached and abstains.'],
  ])('says in plain words what %j is', (summary, words) => {
    expect(linesOf([failed('trader', 'anthropic', summary)])).toEqual([words]);
  });

  it('says who stood in for whom', () => {
    const stoodInFor = { provider: 'anthropic', model: 'claude-sonnet-5-5', why: 'overloaded' };
    expect(linesOf([finished('trader', { stoodInFor })])).toEqual([
      'gpt-6.1-terra stood in for claude-sonnet-5-5, which is overloaded.',
    ]);
  });

  it('gives each of several agents a line, and each symbol one on whose votes there is something to say', () => {
    const eth = [voteOf('first', 'open'), voteOf('second', 'hold'), voteOf('third', 'abstain')];
    expect(
      linesOf([
        finished('first'),
        finished('second'),
        failed('third', 'google', 'timeout: 60 s'),
        finished('technical'),
        aggregated({
          votes: eth,
          steps: [{ code: 'quorum-missing', agent: null, from: null, to: null, about: null }],
        }),
        aggregated({ symbol: 'BTCUSDT', votes: [voteOf('first', 'hold'), voteOf('second', 'hold')] }),
      ]),
    ).toEqual([
      'first: buy ETH 0.5.',
      'second: hold.',
      'third: gpt-6.1-terra did not answer in time, so it abstains.',
      'technical: reported.',
      'ETH: hold; too few agree.',
    ]);
  });

  it('stays readable with more agents, symbols and words than anybody wants', () => {
    const agents = Array.from({ length: 12 }, (_, index) => failed(`agent-${index}-${'x'.repeat(60)}`, 'openai', 'network'));
    const votes = Array.from({ length: 9 }, (_, index) =>
      aggregated({
        symbol: `C${index}USDT`,
        votes: [voteOf('first', 'open'), voteOf('second', 'close')],
        steps: Array.from({ length: 9 }, () => ({
          code: 'fact-wrong' as const,
          agent: null,
          from: null,
          to: null,
          about: '<b>'.repeat(100),
        })),
      }),
    );
    const facts = [STARTED, ...agents, ...votes].map((fact) => [0, fact] as const);
    const fold = new MessageFold({ venue: 'demo', language: 'en' });
    const [told] = journalOf([[-60, OPENED, null], ...facts, ...closed(1)]).flatMap((entry) => fold.apply(entry));
    if (told === undefined) throw new Error('nothing was told');
    expect(told.blocks.length).toBeLessThan(16);
    expect(messageLength(told)).toBeLessThan(1_500);
    expect(messageText(told)).toContain('and 6 more agents.');
  });
});
