import type { ChatMessage, Language, MessageBlock } from '../../domain/chat-message.ts';
import type { FactOf } from '../../domain/journal-entry.ts';
import { baseAssetOf, type MarketSymbol } from '../../domain/market-symbol.ts';
import type { DurationMs } from '../../domain/time.ts';
import { cutText } from '../fit-text.ts';
import { percentText, quantityText } from '../format-number.ts';
import { durationText } from '../format-time.ts';
import { badge, button, headline, line, type MessageContext, message } from '../message-blocks.ts';
import { factTable } from '../message-table.ts';
import { textCell } from '../table-cells.ts';
import { accountAlert, accountAlertName } from './account-alert.ts';
import { budgetAlert, budgetAlertName } from './budget-alert.ts';
import { configurationAlert, configurationAlertName } from './configuration-alert.ts';
import type { ToldAlert } from './told-alert.ts';
import { troubleAlert, troubleAlertName } from './trouble-alert.ts';
import { vendorAlert, vendorAlertName } from './vendor-alert.ts';

const NAME_LENGTH_MAX = 12;
const FACTS_MAX = 6;

const EN = {
  drawdown: 'Drawdown limit reached · trading halted',
  drawdownNow: (now: string, limit: string) => `The equity is ${now} below its highest; the limit is ${limit}.`,
  whatNow: 'Sessions send no orders until you resume. Stops stay, /close works.',
  unprotected: (asset: string) => `STOP MISSING · ${asset} is not covered`,
  unprotectedWhy: (coins: string, why: string) => `${coins} without a full stop: ${why.replace(/\.$/, '')}.`,
  unprotectedNow: 'Steward keeps trying. You can sell with /close.',
  workFailed: 'Something failed',
  workFailedWhat: (what: string, message: string) => `${what}: ${message}`,
  other: (key: string) => `Alert · ${key}`,
  otherShort: 'Alert',
  times: (count: number) => ` ×${count}`,
  resolved: (name: string) => `Resolved · ${name}`,
  resolvedShort: 'Resolved',
  works: new Map([
    ['work-failed-execution', 'carrying out proposals'],
    ['work-failed-session', 'the session on command'],
    ['work-failed-audit', 'the audit of the stops'],
    ['work-failed-watch', 'the watch over protection'],
    ['work-failed-expiry', 'the expiry of proposals'],
  ]),
  names: { drawdown: 'drawdown', workFailed: 'what failed', unprotected: (asset: string) => `the missing stop of ${asset}` },
  lasted: (time: string) => `It lasted ${time}.`,
  resume: '▶️ Resume',
};

/** Alerts that come with a pause of trading, which a person lifts. */
const PAUSING = /^(?:drawdown$|account-refused$|exit-refused-)/;

const WORDS: Readonly<Record<Language, typeof EN>> = { en: EN };

/** @param raised.count  How often it was raised since it was last resolved. */
export function alertMessage(
  context: MessageContext,
  raised: { readonly fact: FactOf<'alert-raised'>; readonly count: number },
  language: Language,
): ChatMessage {
  const { fact, count } = raised;
  const isCritical = fact.level === 'critical';
  const times = count > 1 ? WORDS[language].times(count) : '';
  const told =
    budgetAlert(fact, language) ??
    vendorAlert(fact, language) ??
    configurationAlert(fact, language) ??
    accountAlert(fact, language) ??
    troubleAlert(fact, language) ??
    otherAlert(fact, language);
  const blocks = [
    headline({
      icon: isCritical ? '🚨' : '🟠',
      tone: isCritical ? 'bad' : 'attention',
      texts: told.titles.map((title) => `${title}${times}`),
    }),
    badge({ ...context, about: [] }, language),
    ...told.blocks,
  ];
  const buttons = PAUSING.test(fact.key) ? [[button(WORDS[language].resume, 'resume')]] : [];
  return message(blocks, { buttons, urgency: isCritical ? 'critical' : 'normal' });
}

/** @param resolved.lastedMs  Since it was first raised; null when that is not known. */
export function alertResolvedMessage(
  context: MessageContext,
  resolved: { readonly key: string; readonly lastedMs: DurationMs | null },
  language: Language,
): ChatMessage {
  const words = WORDS[language];
  const blocks = [
    headline({ icon: '✅', tone: 'good', texts: [words.resolved(alertName(resolved.key, language)), words.resolvedShort] }),
    badge({ ...context, about: [] }, language),
    ...(resolved.lastedMs === null ? [] : [line(words.lasted(durationText(resolved.lastedMs)))]),
  ];
  return message(blocks, { urgency: 'silent' });
}

function otherAlert(fact: FactOf<'alert-raised'>, language: Language): ToldAlert {
  return { titles: alertTitles(fact.key, language), blocks: alertBlocks(fact, language) };
}

function alertTitles(key: string, language: Language): readonly string[] {
  const words = WORDS[language];
  if (key === 'drawdown') return [words.drawdown];
  if (isWorkAlert(key)) return [words.workFailed];
  const symbol = unprotectedSymbol(key);
  return symbol === null ? [words.other(key), words.otherShort] : [words.unprotected(baseAssetOf(symbol))];
}

/** An alert in half a sentence, to say that it is over. */
function alertName(key: string, language: Language): string {
  const { names } = WORDS[language];
  const told =
    budgetAlertName(key, language) ??
    vendorAlertName(key, language) ??
    configurationAlertName(key, language) ??
    accountAlertName(key, language) ??
    troubleAlertName(key, language);
  if (told !== null) return told;
  if (key === 'drawdown') return names.drawdown;
  if (isWorkAlert(key)) return WORDS[language].works.get(key) ?? names.workFailed;
  const symbol = unprotectedSymbol(key);
  return symbol === null ? key : names.unprotected(baseAssetOf(symbol));
}

function alertBlocks({ key, facts }: FactOf<'alert-raised'>, language: Language): readonly MessageBlock[] {
  const words = WORDS[language];
  const { drawdownFraction, drawdownFractionMax, quantity: coins, why, what, message: cause } = facts;
  if (key === 'drawdown' && drawdownFraction !== undefined && drawdownFractionMax !== undefined) {
    return [line(words.drawdownNow(percentText(drawdownFraction), percentText(drawdownFractionMax))), line(words.whatNow)];
  }
  const symbol = unprotectedSymbol(key);
  if (symbol !== null && coins !== undefined && why !== undefined) {
    return [line(words.unprotectedWhy(`${quantityText(coins)} ${baseAssetOf(symbol)}`, why)), line(words.unprotectedNow)];
  }
  if (isWorkAlert(key) && what !== undefined && cause !== undefined) return [line(words.workFailedWhat(what, cause))];
  const rows = Object.entries(facts).slice(0, FACTS_MAX);
  return rows.length === 0 ? [] : [factTable(rows.map(([name, value]) => [cutText(name, NAME_LENGTH_MAX), textCell(value)]))];
}

/** Each kind of work has a key of its own; journals of before have one for all. */
function isWorkAlert(key: string): boolean {
  return key === 'work-failed' || WORDS.en.works.has(key);
}

/** Protection raises its alarm under `unprotected-BTCUSDT`. */
function unprotectedSymbol(key: string): MarketSymbol | null {
  const name = /^unprotected-(.+)USDT$/.exec(key)?.[1];
  return name === undefined ? null : `${name}USDT`;
}
