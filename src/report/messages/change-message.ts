import type { ChatMessage, Language, MessageTone } from '../../domain/chat-message.ts';
import type { Autonomy, ControlState, Mode, Venue } from '../../domain/control-state.ts';
import type { Actor } from '../../domain/proposal.ts';
import { badge, button, headline, line, message } from '../message-blocks.ts';
import { actorName, autonomyMeaning, controlName, modeMeaning } from '../names.ts';

/** Something that a person can set, from one value to another. */
export type Change =
  | { readonly what: 'control'; readonly from: ControlState; readonly to: ControlState }
  | { readonly what: 'autonomy'; readonly from: Autonomy; readonly to: Autonomy }
  | { readonly what: 'mode'; readonly from: Mode; readonly to: Mode };

const CONTROL_LOOKS: Readonly<Record<ControlState, { readonly icon: string; readonly tone: MessageTone }>> = {
  active: { icon: '▶️', tone: 'good' },
  reducing: { icon: '⏸', tone: 'attention' },
  halted: { icon: '🛑', tone: 'bad' },
};

const EN = {
  control: { active: 'Trading is active', reducing: 'Trading is paused', halted: 'Trading is halted' },
  controlMeaning: {
    active: 'Sessions may enter and exit within the limits.',
    reducing: 'Nothing is bought. Sessions go on for exits. Stops stay, /close works.',
    halted: 'Sessions send no orders at all. Stops stay, /close works.',
  },
  autonomy: (to: Autonomy) => `Autonomy is ${to}`,
  mode: (to: Mode) => `Mode is ${to}`,
  stopsStay: 'Stops and exits never ask.',
  nextSession: 'It counts from the next session on.',
  was: (from: string) => `It was ${from}.`,
  by: (name: string, why: string | null) => `By ${name}${why === null ? '' : `: ${why}`}.`,
  /** Codes of the journal; anything else stands as it is. */
  whys: new Map<string, string | null>([
    ['drawdown', 'the drawdown limit was reached'],
    ['pause-command', null],
    ['panic-command', null],
    ['resume-command', null],
  ]),
  resume: '▶️ Resume',
};

const WORDS: Readonly<Record<Language, typeof EN>> = { en: EN };

/** What is set now, what that means for what still runs, and what it was before. */
export function changeMessage(
  input: { readonly venue: Venue; readonly change: Change; readonly by: Actor; readonly why: string | null },
  language: Language,
): ChatMessage {
  const { venue, change, by, why } = input;
  const words = WORDS[language];
  const blocks = [
    headline({ ...changeLook(change), texts: [changeTitle(change, language)] }),
    badge({ venue, about: [] }, language),
    ...changeMeaning(change, language).map(line),
    line(words.was(previousName(change, language))),
    line(words.by(actorName(by, language), whyText(why, language))),
  ];
  const buttons = change.what === 'control' && change.to !== 'active' ? [[button(words.resume, 'resume')]] : [];
  // A person who changes something is answered at once; a halt by the guard comes with an alert of its own.
  return message(blocks, { buttons, urgency: by.kind === 'person' ? 'silent' : 'normal' });
}

export function changeLook(change: Change): { readonly icon: string; readonly tone: MessageTone } {
  return change.what === 'control' ? CONTROL_LOOKS[change.to] : { icon: '⚙️', tone: 'neutral' };
}

export function changeTitle(change: Change, language: Language): string {
  const words = WORDS[language];
  switch (change.what) {
    case 'control':
      return words.control[change.to];
    case 'autonomy':
      return words.autonomy(change.to);
    case 'mode':
      return words.mode(change.to);
  }
}

/** What holds once it is set, in sentences. */
export function changeMeaning(change: Change, language: Language): readonly string[] {
  const words = WORDS[language];
  switch (change.what) {
    case 'control':
      return [words.controlMeaning[change.to]];
    case 'autonomy':
      return [sentence(autonomyMeaning(change.to, language)), words.stopsStay];
    case 'mode':
      return [sentence(modeMeaning(change.to, language)), words.nextSession];
  }
}

function previousName(change: Change, language: Language): string {
  return change.what === 'control' ? controlName(change.from, language) : change.from;
}

function whyText(why: string | null, language: Language): string | null {
  if (why === null || why === '') return null;
  const known = WORDS[language].whys.get(why);
  return known === undefined ? why : known;
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
