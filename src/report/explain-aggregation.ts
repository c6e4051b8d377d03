import type { AggregationCode, AggregationRecord, AggregationStep, VoteRecord } from '../domain/aggregation-record.ts';
import type { Language } from '../domain/chat-message.ts';
import { baseAssetOf } from '../domain/market-symbol.ts';
import { cutText, oneLine } from './fit-text.ts';
import { percentText, priceText } from './format-number.ts';

/** Of what a step stands on: evidence ids, codes, a number. */
const ABOUT_LENGTH_MAX = 80;

/** Each takes who led to the step and what it stands on, both with a space before them or empty. */
const STEPS_EN: Readonly<Record<AggregationCode, (step: { readonly who: string; readonly about: string }) => string>> = {
  agreed: () => 'the votes agree',
  'weak-agreement': () => 'the votes agree weakly',
  conflict: () => 'the votes contradict each other',
  'quorum-missing': () => 'too few agree',
  'vote-invalid': ({ who }) => `the vote${of(who)} does not count`,
  'no-position': () => 'there is no position to close',
  'size-shared': () => 'the agreed size is used',
  'size-capped': () => 'the size is capped',
  'report-missing': ({ who }) => `the report${of(who)} is missing`,
  'stance-not-positive': ({ who }) => `the report${of(who)} does not speak for it`,
  'evidence-missing': ({ who, about }) => `${who === '' ? 'somebody' : who} named numbers that are not in the snapshot${about}`,
  'officer-approved': ({ who }) => `${named(who, 'the risk officer')} approves`,
  'officer-reduced': ({ who, about }) => `${named(who, 'the risk officer')} makes it smaller${about}`,
  'officer-vetoed': ({ who, about }) => `${named(who, 'the risk officer')} vetoes it${about}`,
  'veto-ignored': () => 'a veto of an exit does not count',
  'officer-missing': () => 'the risk officer did not answer',
  'fact-wrong': ({ about }) => `a fact does not hold${about}`,
  'fact-check-failed': ({ about }) => `the check of its facts failed${about}`,
  'objection-raised': ({ who, about }) => `${named(who, 'the critic')} objects${about}`,
  'objection-resolved': ({ about }) => `an objection is settled${about}`,
  'objection-unresolved': ({ about }) => `an objection stands${about}`,
  'proposal-kept': ({ who }) => `${named(who, 'the proposer')} keeps it`,
  'proposal-shrunk': ({ who }) => `${named(who, 'the proposer')} makes it smaller`,
  'proposal-withdrawn': ({ who }) => `${named(who, 'the proposer')} withdraws it`,
  'critic-missing': () => 'the critic did not answer',
  'stop-moved': () => 'the stop moves',
  'stop-kept': () => 'the stop stays',
};

const EN = {
  steps: STEPS_EN,
  share: (from: string, to: string) => ` (${from} → ${to})`,
  vote: { open: 'buy', close: 'sell', hold: 'hold', abstain: 'no vote' },
  stop: (price: string) => `stop ${price}`,
  result: { open: 'buy', close: 'sell', hold: 'hold' },
  ofAllowed: (share: string) => `${share} of what the guard allows`,
  ofPosition: (share: string) => `${share} of the position`,
};

const WORDS: Readonly<Record<Language, typeof EN>> = { en: EN };

/** What one agent voted: `buy 0.5, stop 2450`. */
export function explainVote({ vote, sizeStep, stopPrice }: VoteRecord, language: Language): string {
  const words = WORDS[language];
  const what = sizeStep === null ? words.vote[vote] : `${words.vote[vote]} ${sizeStep}`;
  return stopPrice === null ? what : `${what}, ${words.stop(priceText(stopPrice))}`;
}

/** A step from votes to a decision, as half a sentence. */
export function explainStep({ code, agent, from, to, about }: AggregationStep, language: Language): string {
  const words = WORDS[language];
  const known = about === null || about === '' ? '' : `: ${cutText(oneLine(about), ABOUT_LENGTH_MAX)}`;
  const told = words.steps[code]({ who: agent ?? '', about: known });
  return from === null || to === null || from === to ? told : `${told}${words.share(share(from), share(to))}`;
}

/** What the votes became: `ETH: buy 25 % of what the guard allows`. */
function explainResult({ symbol, result, sizeFraction }: AggregationRecord, language: Language): string {
  const words = WORDS[language];
  const what = `${baseAssetOf(symbol)}: ${words.result[result]}`;
  if (sizeFraction === null || result === 'hold') return what;
  const size = percentText(sizeFraction);
  return `${what} ${result === 'open' ? words.ofAllowed(size) : words.ofPosition(size)}`;
}

/** The result and every step that led to it, in one line. */
export function explainAggregation(record: AggregationRecord, language: Language): string {
  const steps = record.steps.map((step) => explainStep(step, language));
  const result = explainResult(record, language);
  return steps.length === 0 ? `${result}.` : `${result}; ${steps.join('; ')}.`;
}

/** True when the votes need no explanation: all say the same, and nothing was made smaller. */
export function isPlainAggregation({ votes, steps }: AggregationRecord): boolean {
  const kinds = new Set(votes.map(({ vote }) => vote));
  if (kinds.size > 1 || kinds.has('abstain')) return false;
  return (
    kinds.has('hold') || steps.every(({ code, from, to }) => (code === 'agreed' || code === 'officer-approved') && from === to)
  );
}

function of(who: string): string {
  return who === '' ? '' : ` of ${who}`;
}

function named(who: string, otherwise: string): string {
  return who === '' ? otherwise : who;
}

/** Size shares are numbers of a few digits. */
function share(value: number): string {
  return String(Number(value.toPrecision(4)));
}
