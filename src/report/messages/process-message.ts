import type { ChatMessage, Language } from '../../domain/chat-message.ts';
import type { Venue } from '../../domain/control-state.ts';
import type { FactOf } from '../../domain/journal-entry.ts';
import type { ProcessEnd } from '../../domain/process-fact.ts';
import { type EpochMs, HOUR_MS, hourStart } from '../../domain/time.ts';
import { countText, quantityText } from '../format-number.ts';
import { utcClockText, utcText } from '../format-time.ts';
import { badge, button, headline, line, type MessageContext, message } from '../message-blocks.ts';
import { modeMeaning } from '../names.ts';

/** More models than these are counted, not named. */
const MODELS_NAMED_MAX = 4;

const VENUES_EN: Readonly<Record<Venue, string>> = {
  demo: 'A generated market and play money: a demonstration.',
  paper: "Binance's live prices, and an account that is simulated.",
  testnet: "Binance's test exchange: real orders, play money.",
  live: "Binance's exchange: real orders, real money.",
  replay: 'Stored prices of the past, and an account that is simulated.',
};

const ENDS_EN: Readonly<Record<ProcessEnd, string>> = {
  interrupt: 'It was told to end on the host (Ctrl+C).',
  terminate: 'The system told it to end.',
  finished: 'Its time is over.',
  error: 'An error ended it; the log on the host says which.',
};

const EN = {
  hello: 'Steward begins',
  venue: VENUES_EN,
  mode: (mode: string, meaning: string) => `Mode ${mode}: ${meaning}.`,
  deliberators: (names: string) => `Deliberating: ${names}.`,
  rules: 'a plain strategy (rules)',
  more: (count: number) => `${count} more`,
  firstSession: (time: string) =>
    `A session runs every full hour, the next by ${time}. It proposes within the limits and asks you where the stakes are high. /run starts one now.`,
  status: 'Status',
  help: 'Help',
  restarted: 'Restarted',
  killed: 'It was not ended properly before: it was killed, or the machine went down.',
  stopped: 'Stopped',
  stoppedHolding: (covered: number, count: number) => `Stopped · stops ${covered}/${count}`,
  end: ENDS_EN,
  noPositions: 'No position is open.',
  positions: (positions: string, covered: number, count: number) => `${positions}, stops ${covered}/${count}.`,
  position: 'open position',
  simulatedStops: 'The stops are simulated and need Steward running: until it starts again nothing is sold at them.',
  restingStops: 'Stops rest on the exchange and sell without Steward.',
  uncovered: 'What has no stop there stays uncovered until Steward starts again.',
  recovered: (orders: string) => `In doubt, and looked up on the exchange: ${orders}.`,
  nothingInDoubt: 'No order was in doubt.',
  goesOn: 'Books, stops and open proposals are as the journal has them.',
  order: 'order',
  repaired: 'Journal repaired',
  droppedBytes: (bytes: string) => `${bytes} of an unfinished write were cut off its end. Everything before it is whole.`,
  byte: 'byte',
  missed: (sessions: string) => `${sessions} missed`,
  session: 'session',
  missedOne: (at: string) => `The session of ${at} was not run: Steward did not run then.`,
  missedSeveral: (from: string, to: string) => `From ${from} to ${to} Steward did not run.`,
  transfer: { deposit: 'Deposit', withdrawal: 'Withdrawal', 'fee-coin': 'Fee coins', dust: 'Written off' },
};

const WORDS: Readonly<Record<Language, typeof EN>> = { en: EN };

/** The first start in a data folder: where it trades, who deliberates, what comes next. */
export function helloMessage(
  context: MessageContext,
  started: { readonly fact: FactOf<'process-started'>; readonly at: EpochMs },
  language: Language,
): ChatMessage {
  const words = WORDS[language];
  const { deliberation } = started.fact;
  const blocks = [
    headline({ icon: '👋', tone: 'neutral', texts: [words.hello] }),
    badge({ ...context, about: [] }, language),
    line(words.venue[context.venue]),
    ...(deliberation === undefined
      ? []
      : [
          line(words.mode(deliberation.mode, modeMeaning(deliberation.mode, language))),
          line(words.deliberators(deliberatorNames(deliberation.deliberators, language))),
        ]),
    line(words.firstSession(utcClockText(hourStart(started.at) + HOUR_MS))),
  ];
  return message(blocks, { buttons: [[button(words.status, 'status'), button(words.help, 'help')]], urgency: 'silent' });
}

function deliberatorNames(
  deliberators: readonly { readonly provider: string; readonly model: string }[],
  language: Language,
): string {
  const words = WORDS[language];
  const names = deliberators.map(({ provider, model }) => (provider === 'rules' ? words.rules : `${provider} ${model}`));
  const rest = names.length - MODELS_NAMED_MAX;
  return [...names.slice(0, MODELS_NAMED_MAX), ...(rest > 0 ? [words.more(rest)] : [])].join(', ');
}

/** A later start. @param started.before  How the process before this one ended. */
export function restartedMessage(
  context: MessageContext,
  started: { readonly fact: FactOf<'process-started'>; readonly before: 'stopped' | 'killed' },
  language: Language,
): ChatMessage {
  const words = WORDS[language];
  const { recoveredOrders } = started.fact;
  const blocks = [
    headline({ icon: '🔄', tone: 'neutral', texts: [words.restarted] }),
    badge({ ...context, about: [] }, language),
    ...(started.before === 'killed' ? [line(words.killed)] : []),
    line(recoveredOrders === 0 ? words.nothingInDoubt : words.recovered(countText(recoveredOrders, words.order))),
    line(words.goesOn),
  ];
  return message(blocks, { urgency: 'silent' });
}

/** The end of the process, and what that means for what is held. */
export function stoppedMessage(
  context: MessageContext,
  stopped: { readonly fact: FactOf<'process-stopped'>; readonly coveredCount: number; readonly positionCount: number },
  language: Language,
): ChatMessage {
  const words = WORDS[language];
  const { coveredCount, positionCount } = stopped;
  const title = positionCount === 0 ? words.stopped : words.stoppedHolding(coveredCount, positionCount);
  const blocks = [
    headline({ icon: '⏹', tone: 'attention', texts: [title] }),
    badge({ ...context, about: [] }, language),
    line(words.end[stopped.fact.why]),
    ...heldMeaning(context.venue, stopped, language).map(line),
  ];
  return message(blocks, { urgency: 'silent' });
}

function heldMeaning(
  venue: Venue,
  { coveredCount, positionCount }: { readonly coveredCount: number; readonly positionCount: number },
  language: Language,
): readonly string[] {
  const words = WORDS[language];
  if (positionCount === 0) return [words.noPositions];
  const positions = words.positions(countText(positionCount, words.position), coveredCount, positionCount);
  if (venue !== 'live' && venue !== 'testnet') return [positions, words.simulatedStops];
  return [positions, words.restingStops, ...(coveredCount < positionCount ? [words.uncovered] : [])];
}

export function journalRepairedMessage(
  context: MessageContext,
  fact: FactOf<'journal-repaired'>,
  language: Language,
): ChatMessage {
  const words = WORDS[language];
  const blocks = [
    headline({ icon: '🟠', tone: 'attention', texts: [words.repaired] }),
    badge({ ...context, about: [] }, language),
    line(words.droppedBytes(countText(fact.droppedBytes, words.byte))),
  ];
  return message(blocks);
}

export function slotMissedMessage(context: MessageContext, fact: FactOf<'slot-missed'>, language: Language): ChatMessage {
  const words = WORDS[language];
  const { count, slotAt, newestMissedAt } = fact;
  const blocks = [
    headline({ icon: '🟠', tone: 'attention', texts: [words.missed(countText(count, words.session))] }),
    badge({ ...context, about: [] }, language),
    line(count === 1 ? words.missedOne(utcText(slotAt)) : words.missedSeveral(utcText(slotAt), utcText(newestMissedAt))),
  ];
  return message(blocks);
}

/** Coins or cash that came or went without a trade. */
export function transferMessage(context: MessageContext, fact: FactOf<'transfer-booked'>, language: Language): ChatMessage {
  const title = `${WORDS[language].transfer[fact.why]} · ${quantityText(fact.quantity)} ${fact.asset}`;
  const blocks = [headline({ icon: '💰', tone: 'neutral', texts: [title] }), badge({ ...context, about: [] }, language)];
  return message(blocks, { urgency: 'silent' });
}
