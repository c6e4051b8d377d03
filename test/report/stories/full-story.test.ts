import { describe, expect, it } from 'vitest';
import type { FactOf, JournalFact } from '../../../src/domain/journal-entry.ts';
import { whyReport } from '../../../src/report/commands/why-report.ts';
import { SessionStoryFold } from '../../../src/report/stories/session-story-fold.ts';
import { storyText } from '../../../src/report/stories/story-text.ts';
import { type FoundTranscript, parseTranscript } from '../../../src/report/stories/transcript.ts';
import { messageText } from '../message-text.ts';
import { closed, entryFilled, journalOf, SESSION_ID, STAGED, STARTED, type TimedFact } from './journal-fixture.ts';

const USAGE = { inputTokens: 2_000, outputTokens: 340, cacheReadTokens: 10_000, cacheWriteTokens: 0 };
const AGENT: FactOf<'agent-finished'> = {
  kind: 'agent-finished',
  agent: 'first',
  provider: 'anthropic',
  model: 'claude-sonnet-5-5',
  outcome: 'finished',
  turns: 2,
  toolCalls: [{ name: 'propose_trade', ok: true }],
  usage: USAGE,
  promptHash: 'hash',
  summary: 'ETH is bought.',
  transcriptHash: 'abc',
  stoodInFor: { provider: 'openai', model: 'gpt-6.1-terra', why: 'timeout' },
};
const CALL: FactOf<'model-called'> = {
  kind: 'model-called',
  provider: 'anthropic',
  model: 'claude-sonnet-5-5',
  usage: USAGE,
  usageEstimated: false,
  costUsd: '0.0123',
  stop: 'tool-calls',
  durationMs: 4_000,
};
const VOTES: JournalFact = {
  kind: 'votes-aggregated',
  mode: 'ensemble',
  aggregation: {
    symbol: 'ETHUSDT',
    votes: [
      { agent: 'first', vote: 'open', sizeStep: 1, stopPrice: '2450' },
      { agent: 'second', vote: 'open', sizeStep: 0.5, stopPrice: '2440' },
      { agent: 'third', vote: 'abstain', sizeStep: null, stopPrice: null },
    ],
    result: 'open',
    sizeFraction: 0.5,
    steps: [
      { code: 'vote-invalid', agent: 'third', from: null, to: null, about: null },
      { code: 'size-shared', agent: null, from: 1, to: 0.5, about: null },
    ],
  },
};
const TRANSCRIPT = {
  agent: 'first',
  messages: [
    { role: 'user', text: 'x'.repeat(14_000) },
    {
      role: 'assistant',
      text: 'I look.\n\u001b[31mNow.',
      toolCalls: [
        { id: '1', name: 'propose_trade', input: { symbol: 'ETHUSDT', reasoning: 'r'.repeat(500) } },
        { id: '2', name: 'get_portfolio', input: {} },
      ],
      raw: { secret: 1 },
    },
    { role: 'tool', results: [{ callId: '1', toolName: 'propose_trade', ok: false, text: 'Refused. The stop is missing.' }] },
    { role: 'user', text: 'The session is still open.' },
    { role: 'assistant', text: '', toolCalls: [], raw: null },
  ],
};

function storyOf(facts: readonly TimedFact[], transcript?: FoundTranscript) {
  const fold = new SessionStoryFold({ sessionId: SESSION_ID, language: 'en' });
  for (const entry of journalOf(facts)) fold.apply(entry);
  return fold.story(transcript === undefined ? undefined : new Map([['abc', transcript]]));
}

function textOf(facts: readonly TimedFact[], transcript?: FoundTranscript): string {
  const story = storyOf(facts, transcript);
  return story === null ? '' : storyText(story);
}

const SESSION: readonly TimedFact[] = [
  [0, STARTED],
  [0, CALL],
  [0, { ...CALL, provider: 'google', model: 'gemini-3.8-flash', costUsd: null, usageEstimated: true }],
  [0, AGENT],
  [0, VOTES],
  [1, STAGED],
  ...entryFilled(1),
  ...closed(2),
];

describe('the whole story of a session', () => {
  it('has the steps of each model, the votes and what they became, and what it cost', () => {
    const text = textOf(SESSION, parseTranscript(TRANSCRIPT));
    expect(text.slice(0, text.indexOf('Who was asked'))).toMatchInlineSnapshot(`
      "Session 20240115T14 · completed · 0 signals · 1 order · 2 fills

      What was known
        It began for 2024-01-15 14:00 UTC, by schedule, in mode single.

      Turn by turn
        first was told 14000 characters.
        first, turn 1:
        it says
          “I look. [31mNow.”
        it calls propose_trade with
          “{"symbol":"ETHUSDT","reasoning":"rrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrrr…”
        and is answered that this cannot be done:
          “Refused. The stop is missing.”
        it calls get_portfolio with
          “{}”
        and was not answered.
        first was told:
          “The session is still open.”
        first, turn 2:

      What was said
        first (anthropic claude-sonnet-5-5) finished after 2 turns. It called propose_trade. It used 12,000 tokens in (10,000 of them from the cache), 340 out.
        claude-sonnet-5-5 stood in for gpt-6.1-terra, which did not answer in time.
          “ETH is bought.”

      What the votes became
        ETH, the votes: first buy 1, stop 2450; second buy 0.5, stop 2440; third no vote.
        ETH: buy 50 % of what the guard allows; the vote of third does not count; the agreed size is used (1 → 0.5).

      "
    `);
    expect(text.slice(text.indexOf('What it cost'))).toMatchInlineSnapshot(`
      "What it cost
        Models: 2 calls, 24,000 tokens in (20,000 of them from the cache), 680 out, 0.012 USD + 1 call of unknown cost.
        anthropic claude-sonnet-5-5: 1 call in 4 s, 12,000 tokens in (10,000 of them from the cache), 340 out, 0.012 USD.
        google gemini-3.8-flash: 1 call in 4 s, 12,000 tokens in (10,000 of them from the cache), 340 out, 1 call of unknown cost.
        Of 1 call the usage is an upper estimate, since the vendor told none.
        Commissions: 1.26 USDT.

      How it ended
        14:02:00 It was completed in 23 s."
    `);
  });

  it.each<[FoundTranscript, string]>([
    [{ tag: 'missing' }, 'The conversation of first is not among the blobs (abc).'],
    [{ tag: 'damaged' }, 'The conversation of first cannot be read: its blob is damaged (abc).'],
    [parseTranscript(null), 'its blob is damaged'],
    [parseTranscript({ messages: 'none' }), 'its blob is damaged'],
    [parseTranscript({ messages: [null, 7, { role: 'other' }, { role: 'assistant' }] }), 'first, turn 1:'],
  ])('goes on where the conversation is %j', (found, words) => {
    const text = textOf(SESSION, found);
    expect(text).toContain(words);
    expect(text).toContain('How it ended');
  });

  it('says of one that has not ended that it is under way or was killed', () => {
    expect(textOf(SESSION.slice(0, 4))).toContain('It has not ended: it is under way, or the process was killed in it');
    const interrupted: TimedFact = [1, { kind: 'session-closed', outcome: { tag: 'interrupted' }, durationMs: 5 }];
    const text = textOf([...SESSION.slice(0, 4), interrupted]);
    expect(text).toContain('The process ended in the middle of it.');
    expect(text).not.toContain('It has not ended');
  });

  it('is told by /why in short, with the votes and the cost', () => {
    const text = messageText(whyReport({ venue: 'demo', story: storyOf(SESSION) }, 'en'));
    expect(text).toContain('ETH, the votes: first buy 1, stop 2450;');
    expect(text).toContain('Models: 2 calls');
    expect(text).not.toContain('Commissions');
  });
});
