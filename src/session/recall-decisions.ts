import { NOTE_LENGTH_MAX, type OwnerNote } from '../domain/owner-note.ts';
import { isOpenProposal, PROPOSAL_TRANSITIONS, type Proposal, type ProposalState } from '../domain/proposal.ts';
import { type EpochMs, minuteText } from '../domain/time.ts';
import { priceText, signedUsdtText } from '../report/format-number.ts';
import type { RememberedRefusal, RememberedTrade } from './decision-memory.ts';
import { quoteWords } from './quote-words.ts';

/** Decisions that came to nothing, of each symbol. */
const UNTRADED_PER_SYMBOL = 2;
const REJECTION_LENGTH_MAX = 200;
/** Chosen so that the whole memory is at most about 500 tokens of the vocabulary o200k. @see weightOf */
const MEMORY_WEIGHT_MAX = 1_050;

/** What a session may tell the models of what was before. */
export interface MemoryFacts {
  readonly now: EpochMs;
  readonly trades: readonly RememberedTrade[];
  readonly refusals: readonly RememberedRefusal[];
  /** In the order of their staging. */
  readonly proposals: readonly Proposal[];
  readonly notes: readonly OwnerNote[];
}

interface MemoryLine {
  readonly text: string;
  readonly at: EpochMs;
  /** Where little fits, lower ranks are told first; of one rank the newest. */
  readonly rank: number;
}

type PastState = Exclude<ProposalState, { readonly tag: 'staged' | 'approved' | 'executing' }>;

/**
 * What was decided before and what came of it, as lines of facts for the models: trades with their outcomes, proposals that came to nothing
 * and why, what the guard refused, what is still open, and the owner's notes. What people wrote stands in quotes, stripped and capped. The whole is
 * bounded by `MEMORY_WEIGHT_MAX`; what does not fit is left out, the oldest of the least important first.
 */
export function recallDecisions(facts: MemoryFacts): readonly string[] {
  const { now, trades, refusals, proposals, notes } = facts;
  const sections: readonly (readonly MemoryLine[])[] = [
    [...trades.map(tradeLine), ...pastLines(proposals)].sort((one, other) => one.at - other.at),
    refusals.map(refusalLine),
    proposals.filter(isOpenProposal).map(openLine),
    notes.filter(({ expiresAt }) => expiresAt > now).map(noteLine),
  ];
  const chosen = choose(sections.flat());
  return sections.flatMap((lines) => lines.filter((line) => chosen.has(line)).map(({ text }) => text));
}

function choose(lines: readonly MemoryLine[]): ReadonlySet<MemoryLine> {
  const chosen = new Set<MemoryLine>();
  let left = MEMORY_WEIGHT_MAX;
  for (const line of [...lines].sort((one, other) => one.rank - other.rank || other.at - one.at)) {
    const weight = weightOf(line.text);
    if (weight > left) continue;
    left -= weight;
    chosen.add(line);
  }
  return chosen;
}

/** What a text costs: a character of ASCII is less than half a token, one of another alphabet up to one, an emoji up to three. The line break counts, too. */
function weightOf(text: string): number {
  return [...text].reduce((sum, character) => sum + weightOfCharacter(character), 1);
}

function weightOfCharacter(character: string): number {
  if (character <= '\u007f') return 1;
  if (character <= '\u07ff') return 2;
  return character <= '\uffff' ? 3 : 6;
}

/** `01-15 14:00`, UTC; the year is that of the session, or the one before. */
function timeText(at: EpochMs): string {
  return minuteText(at).slice('2024-'.length);
}

function tradeLine({ at, symbol, proposalId, reason, price, stopPrice, sale }: RememberedTrade): MemoryLine {
  const when = `${symbol} ${timeText(at)}${proposalId === null ? '' : ` ${proposalId}`}`;
  if (sale === null) {
    const stop = stopPrice === null ? '' : `, stop ${priceText(stopPrice)}`;
    return { text: `${when} bought at ${priceText(price)}${stop}`, at, rank: 3 };
  }
  const multiple = sale.riskMultiple === null ? '' : `, ${signed(sale.riskMultiple)} R`;
  const part = sale.endedPosition ? '' : ' a part';
  const what = `${SOLD_BY[reason]}${part} at ${priceText(price)}: ${signedUsdtText(sale.pnl)}${multiple}`;
  return { text: `${when} ${what}`, at, rank: 2 };
}

const SOLD_BY: Readonly<Record<RememberedTrade['reason'], string>> = {
  signal: 'sold',
  protection: 'stop hit, sold',
  target: 'target reached, sold',
  'close-command': 'a person sold',
  'emergency-exit': 'emergency exit, sold',
  unknown: 'an order of nobody here sold',
};

/** The newest of each symbol that ended without a trade of theirs, or moved a stop. */
function pastLines(proposals: readonly Proposal[]): readonly MemoryLine[] {
  const countBySymbol = new Map<string, number>();
  const lines: MemoryLine[] = [];
  for (const { id, signal, state } of [...proposals].reverse()) {
    const { symbol, action } = signal;
    const count = countBySymbol.get(symbol) ?? 0;
    if (!isPast(state) || (state.tag === 'executed' && action !== 'move-stop') || count >= UNTRADED_PER_SYMBOL) continue;
    countBySymbol.set(symbol, count + 1);
    const stop = signal.action === 'move-stop' ? ` to ${priceText(signal.stopPrice)}` : '';
    const text = `${symbol} ${timeText(state.at)} ${id} ${action}${stop}: ${pastWords(state)}`;
    lines.push({ text, at: state.at, rank: state.tag === 'rejected' ? 1 : 3 });
  }
  return lines;
}

function isPast(state: ProposalState): state is PastState {
  return PROPOSAL_TRANSITIONS[state.tag].length === 0;
}

function pastWords(state: PastState): string {
  switch (state.tag) {
    case 'executed':
      return 'done';
    case 'rejected': {
      const who = state.by.kind === 'person' ? 'a person' : 'policy';
      return `rejected by ${who}${state.why === null ? '' : `, who wrote ${quoteWords(state.why, REJECTION_LENGTH_MAX)}`}`;
    }
    case 'expired':
      return 'nobody answered in time';
    case 'superseded':
      return `replaced by ${state.byProposalId}`;
    case 'blocked':
      return `refused on fresh prices: ${state.reasons.map(({ code }) => code).join(', ')}`;
    case 'failed':
      return `nothing was traded: ${state.why}`;
  }
}

function refusalLine({ symbol, action, codes, count, lastAt }: RememberedRefusal): MemoryLine {
  const often = count === 1 ? '' : ` ${count} times,`;
  return {
    text: `${symbol} ${action} refused by the guard${often} last ${timeText(lastAt)}: ${codes.join(', ')}`,
    at: lastAt,
    rank: 4,
  };
}

function openLine({ id, signal, state, stagedAt, expiresAt }: Proposal): MemoryLine {
  const what = `${signal.symbol} ${id} ${signal.action}`;
  const how = state.tag === 'staged' ? `waits for a person until ${timeText(expiresAt)}` : 'is under way';
  return { text: `${what}: ${how}`, at: stagedAt, rank: 0 };
}

function noteLine({ number, text, expiresAt }: OwnerNote): MemoryLine {
  return {
    text: `The owner's note ${number}, until ${timeText(expiresAt)}: ${quoteWords(text, NOTE_LENGTH_MAX)}`,
    at: number,
    rank: 0,
  };
}

function signed(value: number): string {
  return `${value < 0 ? '' : '+'}${value.toFixed(1)}`;
}
