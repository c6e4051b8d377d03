import type { ChatMessage, Language, MessageTone } from '../../domain/chat-message.ts';
import type { Autonomy, ControlState, Mode, Venue } from '../../domain/control-state.ts';
import { type Quantity, ratio, subtract } from '../../domain/decimal.ts';
import type { SessionOutcome } from '../../domain/journal-entry.ts';
import type { Asset } from '../../domain/market-symbol.ts';
import type { PortfolioTable } from '../../domain/portfolio-table.ts';
import type { EpochMs } from '../../domain/time.ts';
import { fitAmount, fitChange, fitPercent } from '../fit-number.ts';
import { quantityText } from '../format-number.ts';
import { durationText, utcClockText } from '../format-time.ts';
import { badge, button, headline, line, message } from '../message-blocks.ts';
import { amountLabel, changeLabel } from '../message-number.ts';
import { factTable } from '../message-table.ts';
import { controlName } from '../names.ts';
import { amountCell, pnlWithShareCell, textCell } from '../table-cells.ts';

export interface StatusFacts {
  readonly venue: Venue;
  readonly control: ControlState;
  readonly autonomy: Autonomy;
  readonly mode: Mode;
  /** Who deliberates: `rules, no model`, or vendor and model. */
  readonly deliberators: readonly string[];
  readonly now: EpochMs;
  readonly table: PortfolioTable;
  readonly drawdownFractionMax: number;
  /** How many positions there are, and how many of them a stop on the exchange covers. */
  readonly stops: { readonly covered: number; readonly positions: number };
  readonly lastAuditAt: EpochMs | null;
  /** By how much the exchange has more, or less when negative, than the books say. */
  readonly drifts: readonly { readonly asset: Asset; readonly difference: Quantity }[];
  readonly lastSession: { readonly sessionId: string; readonly outcome: SessionOutcome; readonly closedAt: EpochMs } | null;
  readonly nextSessionAt: EpochMs | null;
  readonly openProposals: readonly { readonly id: string; readonly expiresAt: EpochMs }[];
}

const LOOKS: Readonly<Record<ControlState, { readonly icon: string; readonly tone: MessageTone }>> = {
  active: { icon: '🟢', tone: 'good' },
  reducing: { icon: '⏸', tone: 'attention' },
  halted: { icon: '🛑', tone: 'bad' },
};

const EN = {
  equity: 'Equity',
  day: 'Day',
  drawdown: 'Drawdown',
  of: (now: string, limit: string) => `${now} of ${limit}`,
  positions: 'Positions',
  stops: 'Stops',
  audited: 'Checked',
  ago: (time: string) => `${time} ago`,
  never: 'not yet',
  drift: (amounts: string) => `Books and exchange disagree: ${amounts}. No entries there until they agree.`,
  deliberates: (who: string) => `Deliberates: ${who}.`,
  lastSession: (id: string, how: string, ago: string) => `Last session ${id}: ${how}, ${ago} ago.`,
  noSession: 'No session has run yet.',
  outcome: { completed: 'completed', failed: 'failed', interrupted: 'interrupted' },
  nextSession: (at: string, wait: string) => `Next session at ${at}, in ${wait}.`,
  waiting: (ids: string) => `Waiting for you: ${ids}.`,
  pending: '🟠 Show proposals',
};

const WORDS: Readonly<Record<Language, typeof EN>> = { en: EN };

/** The state of everything on one screen. */
export function statusReport(facts: StatusFacts, language: Language): ChatMessage {
  const { venue, control, autonomy, mode, table, openProposals, deliberators } = facts;
  const words = WORDS[language];
  const { equity, dayPnl } = table.total;
  const dayShare = ratio(dayPnl, subtract(equity, dayPnl));
  const state = controlName(control, language).toUpperCase();
  const blocks = [
    headline({
      ...LOOKS[control],
      texts: [
        `${state} · ${amountLabel(equity)} USDT · ${changeLabel(dayShare)}`,
        `${state} · ${fitAmount(equity, 10)} USDT · ${fitChange(dayShare, 6)}`,
        state,
      ],
    }),
    badge({ venue, about: [autonomy, mode] }, language),
    moneyTable(facts, language),
    ...(facts.drifts.length === 0 ? [] : [line(words.drift(facts.drifts.map(driftText).join(', ')))]),
    line(words.deliberates(deliberators.join(', '))),
    line(lastSessionText(facts, language)),
    ...(facts.nextSessionAt === null ? [] : [line(nextSessionText(facts.nextSessionAt, facts.now, language))]),
    ...(openProposals.length === 0 ? [] : [line(words.waiting(waitingText(facts)))]),
  ];
  const buttons = openProposals.length === 0 ? [] : [[button(words.pending, 'pending')]];
  return message(blocks, { buttons, urgency: 'silent' });
}

function moneyTable({ table, stops, drawdownFractionMax, lastAuditAt, now }: StatusFacts, language: Language) {
  const words = WORDS[language];
  const { equity, dayPnl, drawdownFraction } = table.total;
  const drawdown = words.of(fitPercent(drawdownFraction, 7), fitPercent(drawdownFractionMax, 7));
  return factTable([
    [words.equity, amountCell(equity)],
    [words.day, pnlWithShareCell(dayPnl, ratio(dayPnl, subtract(equity, dayPnl)))],
    [words.drawdown, textCell(drawdown)],
    [words.positions, textCell(String(stops.positions))],
    [words.stops, textCell(`${stops.covered}/${stops.positions}`)],
    [words.audited, textCell(lastAuditAt === null ? words.never : words.ago(durationText(now - lastAuditAt)))],
  ]);
}

function driftText({ asset, difference }: StatusFacts['drifts'][number]): string {
  return `${difference.isNegative() ? '−' : '+'}${quantityText(difference.abs())} ${asset}`;
}

function lastSessionText({ lastSession, now }: StatusFacts, language: Language): string {
  const words = WORDS[language];
  if (lastSession === null) return words.noSession;
  const { sessionId, outcome, closedAt } = lastSession;
  return words.lastSession(sessionId, words.outcome[outcome.tag], durationText(now - closedAt));
}

function nextSessionText(nextSessionAt: EpochMs, now: EpochMs, language: Language): string {
  return WORDS[language].nextSession(utcClockText(nextSessionAt), durationText(Math.max(0, nextSessionAt - now)));
}

function waitingText({ openProposals, now }: StatusFacts): string {
  return openProposals.map(({ id, expiresAt }) => `${id} (${durationText(Math.max(0, expiresAt - now))})`).join(', ');
}
