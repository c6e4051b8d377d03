import type { ChatMessage, Language, MessageBlock, MessageButton, MessageTone } from '../domain/chat-message.ts';
import type { ControlState, Venue } from '../domain/control-state.ts';
import { cutText, fitText, oneLine } from './fit-text.ts';
import { controlName } from './names.ts';

/** A first line that a locked phone shows whole, icon included. */
const HEADLINE_LENGTH_MAX = 55;
const LINE_LENGTH_MAX = 200;
const QUOTE_LENGTH_MAX = 200;
/** Texts are capped where they enter the journal; this keeps one of any origin from filling a message. */
const WHOLE_LENGTH_MAX = 800;

/** Where a message comes from: it stands in the second line. */
export interface MessageContext {
  readonly venue: Venue;
  readonly control: ControlState;
}

/** @param texts  Ways to say it, from the most telling to the shortest; the first that fits is taken. */
export function headline(parts: {
  readonly icon: string;
  readonly tone: MessageTone;
  readonly texts: readonly string[];
}): MessageBlock {
  const { icon, tone, texts } = parts;
  return { kind: 'headline', icon, text: fitText(texts.map(oneLine), HEADLINE_LENGTH_MAX - [...icon].length - 1), tone };
}

export function line(text: string): MessageBlock {
  return { kind: 'line', text: cutText(oneLine(text), LINE_LENGTH_MAX) };
}

/** A line that is shown whole, since what it tells was asked for. */
export function wholeLine(text: string): MessageBlock {
  return { kind: 'line', text: cutText(oneLine(text), WHOLE_LENGTH_MAX) };
}

/** What a model said, cut for a message. Its text stands nowhere but in quotes. */
export function quote(text: string): MessageBlock {
  return { kind: 'quote', text: cutText(oneLine(text), QUOTE_LENGTH_MAX) };
}

/** What a model said, shown whole, since it was asked for. */
export function wholeQuote(text: string): MessageBlock {
  return { kind: 'quote', text: cutText(oneLine(text), WHOLE_LENGTH_MAX) };
}

/** The second line of every message: where the orders go, that trading is paused if it is, and what the message is about. */
export function badge(
  parts: { readonly venue: Venue; readonly control?: ControlState; readonly about: readonly string[] },
  language: Language,
): MessageBlock {
  const { venue, control = 'active', about } = parts;
  const state = control === 'active' ? [] : [controlName(control, language).toUpperCase()];
  return line([venue.toUpperCase(), ...state, ...about].join(' · '));
}

export function message(
  blocks: readonly MessageBlock[],
  options: { readonly urgency?: ChatMessage['urgency']; readonly buttons?: ChatMessage['buttons'] } = {},
): ChatMessage {
  return { blocks, buttons: options.buttons ?? [], urgency: options.urgency ?? 'normal' };
}

/** A button that means a command with its arguments. */
export function button(label: string, name: string, ...args: readonly string[]): MessageButton {
  return { label, command: { name, arguments: args } };
}
