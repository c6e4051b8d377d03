import type { ChatMessage, Language, MessageBlock } from '../../domain/chat-message.ts';
import type { Venue } from '../../domain/control-state.ts';
import { largest, type QuoteAmount, subtract, type UsdAmount, usdAmount, ZERO_USD } from '../../domain/decimal.ts';
import type { AgentUsage } from '../../domain/journal-entry.ts';
import { type EpochMs, isoDate } from '../../domain/time.ts';
import { fitAmount } from '../fit-number.ts';
import { countText } from '../format-number.ts';
import { tokensText } from '../format-usage.ts';
import { badge, headline, line, message } from '../message-blocks.ts';
import { amountLabel } from '../message-number.ts';
import { columnTable, factTable } from '../message-table.ts';
import { type Cell, textCell } from '../table-cells.ts';

/** What was used up in some time. `costUsd` is that of the calls whose price is known; the others are counted. */
export interface CostsOfTime {
  readonly costUsd: UsdAmount;
  readonly tokens: number;
  readonly unpricedCalls: number;
}

export interface CostsOfModel extends CostsOfTime {
  readonly provider: string;
  readonly model: string;
  readonly calls: number;
  readonly usage: AgentUsage;
}

export interface CostsFacts {
  readonly venue: Venue;
  readonly now: EpochMs;
  /** Of the session that runs, else of the newest; null before the first. */
  readonly session: CostsOfTime | null;
  /** Days and months are UTC. */
  readonly day: CostsOfTime;
  readonly month: CostsOfTime;
  /** Each model that was called today, the dearest first. */
  readonly models: readonly CostsOfModel[];
  readonly budget: {
    readonly sessionUsdMax: number;
    readonly dayUsdMax: number;
    readonly sessionTokensMax: number;
    readonly dayTokensMax: number;
  };
  /** Commissions of today's trades. */
  readonly fees: { readonly paid: QuoteAmount; readonly unknownCount: number };
}

/** More models than these are counted, not listed. */
const MODELS_MAX = 5;

const EN = {
  today: (cost: string) => `Models ${cost} today`,
  left: (amount: string) => `${amount} left`,
  usedUp: (what: string) => `Budget of the ${what} is used up`,
  usdUsedUp: 'day',
  tokensUsedUp: 'day, in tokens,',
  used: 'Used',
  budget: 'Budget',
  session: 'Session',
  day: 'Today',
  month: 'Month',
  tokens: ' tokens',
  unknown: 'unknown',
  unknownCalls: (calls: string) => `${calls} of unknown cost`,
  call: 'call',
  model: (model: string, calls: string, cost: string) => `${model} · ${calls} · ${cost}`,
  input: 'Input',
  cached: 'Cached',
  cacheWritten: 'To cache',
  output: 'Output',
  noModel: 'No model was called today.',
  more: (count: number) => `and ${count} more.`,
  unpriced: 'The price of a model is not known: only the limits of tokens hold for it.',
  fees: (amount: string) => `Trading fees today: ${amount} USDT.`,
  unknownFees: (amount: string, fills: string) => `Trading fees today: ${amount} USDT, and ${fills} whose fee is unknown.`,
  fill: 'fill',
};

const WORDS: Readonly<Record<Language, typeof EN>> = { en: EN };

/** What models cost in this session, today and this month, what is left of the budget, and what today's trades cost. */
export function costsReport(facts: CostsFacts, language: Language): ChatMessage {
  const { venue, now, models, day, month } = facts;
  const words = WORDS[language];
  const blocks = [
    costsHeadline(facts, language),
    badge({ venue, about: [isoDate(now)] }, language),
    budgetTable(facts, language),
    ...(models.length === 0 ? [line(words.noModel)] : []),
    ...models.slice(0, MODELS_MAX).flatMap((model) => modelBlocks(model, language)),
    ...(models.length > MODELS_MAX ? [line(words.more(models.length - MODELS_MAX))] : []),
    ...(day.unpricedCalls + month.unpricedCalls > 0 ? [line(words.unpriced)] : []),
    line(feesText(facts, language)),
  ];
  return message(blocks, { urgency: 'silent' });
}

function costsHeadline({ day, budget }: CostsFacts, language: Language): MessageBlock {
  const words = WORDS[language];
  const left = largest(subtract(usdAmount(budget.dayUsdMax), day.costUsd), ZERO_USD);
  const usedUp = left.isZero() ? words.usdUsedUp : day.tokens >= budget.dayTokensMax ? words.tokensUsedUp : null;
  if (usedUp !== null) return headline({ icon: '🟠', tone: 'attention', texts: [words.usedUp(usedUp)] });
  const today = words.today(costText(day, language));
  const shorter = words.today(usdText(day.costUsd));
  const rest = words.left(usdText(left));
  return headline({ icon: '💵', tone: 'neutral', texts: [`${today} · ${rest}`, `${shorter} · ${rest}`, shorter] });
}

/** Used and allowed, in USD and in tokens. A month has no budget. */
function budgetTable({ session, day, month, budget }: CostsFacts, language: Language): MessageBlock {
  const words = WORDS[language];
  const rows: readonly (readonly [name: string, spent: CostsOfTime, usdMax: number | null, tokensMax: number | null])[] = [
    ...(session === null ? [] : [[words.session, session, budget.sessionUsdMax, budget.sessionTokensMax] as const]),
    [words.day, day, budget.dayUsdMax, budget.dayTokensMax],
    [words.month, month, null, null],
  ];
  const columns = [
    { title: '', align: 'left', lengthMax: 7 },
    { title: words.used, align: 'right', lengthMax: 10 },
    { title: words.budget, align: 'right', lengthMax: 9 },
  ] as const;
  return columnTable(
    columns,
    rows.flatMap(([name, spent, usdMax, tokensMax]) => [
      [textCell(name), usdCell(spent, language), textCell(usdMax === null ? '' : usdText(usdAmount(usdMax)))],
      [textCell(words.tokens), tokensCell(spent.tokens), textCell(tokensMax === null ? '' : tokensText(tokensMax))],
    ]),
  );
}

function modelBlocks(model: CostsOfModel, language: Language): readonly MessageBlock[] {
  const words = WORDS[language];
  const { inputTokens, cacheReadTokens, cacheWriteTokens, outputTokens } = model.usage;
  return [
    line(words.model(model.model, countText(model.calls, words.call), costText(model, language))),
    factTable([
      [words.input, tokensCell(inputTokens)],
      [words.cached, tokensCell(cacheReadTokens)],
      cacheWriteTokens === 0 ? null : [words.cacheWritten, tokensCell(cacheWriteTokens)],
      [words.output, tokensCell(outputTokens)],
    ]),
  ];
}

function feesText({ fees: { paid, unknownCount } }: CostsFacts, language: Language): string {
  const words = WORDS[language];
  if (unknownCount === 0) return words.fees(amountLabel(paid));
  return words.unknownFees(amountLabel(paid), countText(unknownCount, words.fill));
}

/** What is known of a cost, and how much of it is not: `0.42 USD`, `unknown`, `0.42 USD + 2 calls of unknown cost`. */
function costText({ costUsd, unpricedCalls }: CostsOfTime, language: Language): string {
  const words = WORDS[language];
  if (unpricedCalls === 0) return usdText(costUsd);
  const unknown = words.unknownCalls(countText(unpricedCalls, words.call));
  return costUsd.isZero() ? unknown : `${usdText(costUsd)} + ${unknown}`;
}

/** In a column there is room for a sign only: `0.42+?` has calls of unknown cost beside it. */
function usdCell({ costUsd, unpricedCalls }: CostsOfTime, language: Language): Cell {
  if (unpricedCalls === 0) return (lengthMax) => fitUsd(costUsd, lengthMax);
  if (costUsd.isZero()) return textCell(WORDS[language].unknown);
  return (lengthMax) => `${fitUsd(costUsd, lengthMax - 2)}+?`;
}

function fitUsd(amount: UsdAmount, lengthMax: number): string {
  const text = usdText(amount);
  return text.length <= lengthMax ? text : fitAmount(amount, lengthMax);
}

function usdText(amount: UsdAmount): string {
  return `${amountLabel(amount)} USD`;
}

function tokensCell(tokens: number): Cell {
  return textCell(tokensText(tokens));
}
