import type { Language } from '../../domain/chat-message.ts';
import type { OrderPurpose, OrderTag } from '../../domain/order.ts';
import type { SessionTrigger } from '../../domain/session-start-fact.ts';
import { countText } from '../format-number.ts';
import type { StorySectionKey } from './session-story.ts';

const TITLES: Readonly<Record<StorySectionKey, string>> = {
  known: 'What was known',
  turns: 'Turn by turn',
  said: 'What was said',
  voted: 'What the votes became',
  judged: 'What the guard judged',
  asked: 'Who was asked',
  ordered: 'What was ordered',
  filled: 'What was filled',
  protected: 'How it is protected',
  books: 'The books afterwards',
  costs: 'What it cost',
  ended: 'How it ended',
};

const TRIGGERS: Readonly<Record<SessionTrigger, string>> = {
  schedule: 'by schedule',
  command: 'by command',
  replay: 'in a replay',
};
const PURPOSES: Readonly<Record<OrderPurpose, string>> = {
  entry: 'to enter',
  exit: 'to exit',
  stop: 'as the stop',
  target: 'as the target',
};

const ORDER_STATES: Readonly<Record<OrderTag, string>> = {
  planned: 'is planned',
  submitted: 'was sent',
  'outcome-unknown': 'is in doubt: the exchange may or may not have it',
  pending: 'waits on the exchange for the entry to be filled',
  open: 'is open on the exchange',
  filled: 'was filled',
  cancelled: 'was cancelled',
  expired: 'expired',
  rejected: 'was rejected',
  lost: 'is not known to the exchange',
  abandoned: 'was never sent',
};

const EN = {
  titles: TITLES,
  headline: (id: string, how: string, counts: { readonly signals: number; readonly orders: number; readonly fills: number }) =>
    [
      `Session ${id}`,
      how,
      countText(counts.signals, 'signal'),
      countText(counts.orders, 'order'),
      countText(counts.fills, 'fill'),
    ].join(' · '),
  outcome: { running: 'not ended', completed: 'completed', failed: 'failed', interrupted: 'interrupted' },
  began: (at: string, trigger: SessionTrigger, mode: string) => `It began for ${at}, ${TRIGGERS[trigger]}, in mode ${mode}.`,
  snapshot: (at: string, id: string) => `Snapshot ${id} holds what was known at ${at}:`,
  market: (name: string, facts: readonly string[]) => `${name}: ${facts.join(', ')}`,
  close: (price: string) => `close ${price}`,
  problems: (problems: readonly string[]) => `not tradable: ${problems.join('; ')}`,
  agent: (name: string, who: string, outcome: string, turns: number) =>
    `${name} (${who}) ${outcome} after ${countText(turns, 'turn')}.`,
  tools: (calls: string) => `It called ${calls}.`,
  misunderstood: 'misunderstood',
  signal: (agent: string, what: string, confidencePercent: number) =>
    `${agent} wants: ${what}. Confidence ${confidencePercent} %.`,
  sizeStep: (step: number) => `size step ${step}`,
  stop: (price: string) => `stop ${price}`,
  target: (price: string) => `target ${price}`,
  evidence: (ids: readonly string[]) => `It stands on ${ids.join(', ')}.`,
  nobodyAsked: (id: string, terms: string) => `${id}, ${terms}: nobody had to be asked.`,
  asked: (id: string, terms: string, until: string) => `${id}, ${terms}: a person was asked until ${until}.`,
  approved: (id: string, who: string, isHalf: boolean) => `${id} ${isHalf ? 'was approved by half' : 'was approved'} by ${who}.`,
  rejected: (id: string, who: string, why: string | null) => `${id} was rejected by ${who}${why === null ? '' : `: ${why}`}.`,
  expired: (id: string) => `${id} expired without an answer.`,
  superseded: (id: string, by: string) => `${id} was replaced by ${by}.`,
  blocked: (id: string, why: string) => `${id} was judged again on fresh prices and blocked. ${why}`,
  failed: (id: string, why: string) => `${id} failed: ${why}.`,
  executed: (id: string) => `${id} was carried out.`,
  order: (purpose: OrderPurpose, type: string, side: string, coins: string, id: string) =>
    `A ${type} order ${PURPOSES[purpose]}: ${side} ${coins} (${id}).`,
  orderState: (id: string, tag: OrderTag) => `${id} ${ORDER_STATES[tag]}.`,
  refusal: (code: number, text: string) => `The exchange said: ${code} ${text}`,
  fill: (side: 'buy' | 'sell', coins: string, price: string, fee: string) =>
    `${side === 'buy' ? 'Bought' : 'Sold'} ${coins} at ${price}, commission ${fee}.`,
  stopSet: (name: string, stop: string, target: string | null) =>
    `The stop of ${name} was set to ${stop}${target === null ? '' : `, the target to ${target}`}.`,
  protected: (coins: string, stop: string, time: string) =>
    `A stop at ${stop} covers ${coins} on the exchange, after ${time} without one.`,
  unprotected: (coins: string, why: string) => `${coins} were without a full stop: ${why}.`,
  books: (equity: string, cash: string) => `Equity ${equity}, of it ${cash} in cash.`,
  completed: (time: string) => `It was completed in ${time}.`,
  failedIn: (stage: string, why: string, message: string) => `It failed in ${stage}: ${why}. ${message}`,
  interrupted: 'The process ended in the middle of it.',
  notEnded: 'It has not ended: it is under way, or the process was killed in it and has not been started since.',
  used: (usage: string) => `It used ${usage}.`,
  votes: (symbol: string, votes: readonly string[]) => `${symbol}, the votes: ${votes.join('; ')}.`,
  vote: (agent: string, vote: string) => `${agent} ${vote}`,
};

export type StoryWords = typeof EN;

const WORDS: Readonly<Record<Language, StoryWords>> = { en: EN };

export function storyWords(language: Language): StoryWords {
  return WORDS[language];
}
