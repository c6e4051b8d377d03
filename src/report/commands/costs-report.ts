import type { ChatMessage, Language, MessageBlock } from '../../domain/chat-message.ts';
import { largest, subtract, type UsdAmount, usdAmount, ZERO_USD } from '../../domain/decimal.ts';
import { isoDate } from '../../domain/time.ts';
import { costText } from '../cost-text.ts';
import { fitAmount } from '../fit-number.ts';
import { countText, percentText } from '../format-number.ts';
import { tokensText } from '../format-usage.ts';
import { badge, headline, line, message } from '../message-blocks.ts';
import { amountLabel } from '../message-number.ts';
import { columnTable, factTable } from '../message-table.ts';
import { type Cell, textCell } from '../table-cells.ts';
import { usdText } from '../usd-text.ts';
import type { CostsFacts, CostsOfModel, CostsOfTime } from './costs-facts.ts';

/** More models than these are counted, not listed. */
const MODELS_MAX = 5;

const EN = {
  today: (cost: string) => `Models ${cost} today`,
  left: (amount: string) => `${amount} left`,
  usedUp: (what: string) => `Budget of the ${what} is used up`,
  usdUsedUp: 'day',
  tokensUsedUp: 'day, in tokens,',
  callsUsedUp: 'day, in calls,',
  used: 'Used',
  budget: 'Budget',
  session: 'Session',
  day: 'Today',
  month: 'Month',
  tokens: ' tokens',
  calls: ' calls',
  unknown: 'unknown',
  call: 'call',
  spent: (what: string, calls: string, cost: string) => `${what} · ${calls} · ${cost}`,
  input: 'Input',
  cached: 'Cached',
  cacheWritten: 'To cache',
  output: 'Output',
  noModel: 'No model was called today.',
  more: (count: number) => `and ${count} more.`,
  ofMonth: (what: string) => `This month by ${what}:`,
  model: 'model',
  mode: 'mode',
  stages: {
    normal: (percent: string) => `The budget is as usual; at ${percent} of a limit of the day sessions become cheaper.`,
    economy: (_percent: string, how: string) => `Most of the day's budget is used: sessions that begin now use ${how}.`,
    hold: () => "The day's budget is used up: no model is asked before the next UTC day or a higher limit. Stops go on.",
  },
  ownModels: 'what they always use, since no cheaper mode or model is configured',
  unpriced: 'The price of a model is not known: only the limits of tokens and calls hold for it.',
  fees: (amount: string) => `Trading fees today: ${amount} USDT.`,
  unknownFees: (amount: string, fills: string) => `Trading fees today: ${amount} USDT, and ${fills} whose fee is unknown.`,
  fill: 'fill',
};

const WORDS: Readonly<Record<Language, typeof EN>> = { en: EN };

/** What models cost in this session, today and this month, what is left of the budget, and what today's trades cost. */
export function costsReport(facts: CostsFacts, language: Language): ChatMessage {
  const { venue, now, models, modes, day, month } = facts;
  const words = WORDS[language];
  const blocks = [
    costsHeadline(facts, language),
    badge({ venue, about: [isoDate(now)] }, language),
    budgetTable(facts, language),
    line(stageText(facts, language)),
    ...(models.day.length === 0 ? [line(words.noModel)] : []),
    ...models.day.slice(0, MODELS_MAX).flatMap((model) => modelBlocks(model, language)),
    ...moreBlocks(models.day, language),
    ...(month.calls === day.calls ? [] : listBlocks(words.model, models.month, ({ model }) => model, language)),
    ...listBlocks(words.mode, modes, ({ mode }) => mode, language),
    ...(day.unpricedCalls + month.unpricedCalls > 0 ? [line(words.unpriced)] : []),
    line(feesText(facts, language)),
  ];
  return message(blocks, { urgency: 'silent' });
}

function costsHeadline({ day, budget, stage }: CostsFacts, language: Language): MessageBlock {
  const words = WORDS[language];
  const left = largest(subtract(usdAmount(budget.dayUsdMax), day.costUsd), ZERO_USD);
  const usedUp = usedUpText({ left, day, budget }, language);
  if (usedUp !== null) return headline({ icon: '🟠', tone: 'attention', texts: [words.usedUp(usedUp)] });
  const today = words.today(costText(day, language));
  const shorter = words.today(usdText(day.costUsd));
  const rest = words.left(usdText(left));
  const sign = stage === 'normal' ? ({ icon: '💵', tone: 'neutral' } as const) : ({ icon: '🟠', tone: 'attention' } as const);
  return headline({ ...sign, texts: [`${today} · ${rest}`, `${shorter} · ${rest}`, shorter] });
}

function usedUpText(
  { left, day, budget }: Pick<CostsFacts, 'day' | 'budget'> & { readonly left: UsdAmount },
  language: Language,
): string | null {
  const words = WORDS[language];
  if (left.isZero()) return words.usdUsedUp;
  if (day.tokens >= budget.dayTokensMax) return words.tokensUsedUp;
  return day.calls >= budget.dayCallsMax ? words.callsUsedUp : null;
}

function stageText({ stage, budget: { economyAtFraction, economyMode, economyModel } }: CostsFacts, language: Language): string {
  const words = WORDS[language];
  const changes = [
    ...(economyMode === 'none' ? [] : [`${words.mode} ${economyMode}`]),
    ...(economyModel === 'auto' ? [] : [`${words.model} ${economyModel}`]),
  ];
  return words.stages[stage](percentText(economyAtFraction), changes.length === 0 ? words.ownModels : changes.join(', '));
}

/** Used and allowed, in USD, tokens and calls. A month has no budget. */
function budgetTable({ session, day, month, budget }: CostsFacts, language: Language): MessageBlock {
  const words = WORDS[language];
  const rows: readonly (readonly [
    name: string,
    spent: CostsOfTime,
    max: readonly [usd: number, tokens: number, calls: number] | null,
  ])[] = [
    ...(session === null
      ? []
      : [[words.session, session, [budget.sessionUsdMax, budget.sessionTokensMax, budget.sessionCallsMax]] as const]),
    [words.day, day, [budget.dayUsdMax, budget.dayTokensMax, budget.dayCallsMax]],
    [words.month, month, null],
  ];
  const columns = [
    { title: '', align: 'left', lengthMax: 7 },
    { title: words.used, align: 'right', lengthMax: 10 },
    { title: words.budget, align: 'right', lengthMax: 9 },
  ] as const;
  return columnTable(
    columns,
    rows.flatMap(([name, spent, max]) => [
      [textCell(name), usdCell(spent, language), textCell(max === null ? '' : usdText(usdAmount(max[0])))],
      [textCell(words.tokens), countCell(spent.tokens), max === null ? textCell('') : countCell(max[1])],
      [textCell(words.calls), countCell(spent.calls), max === null ? textCell('') : countCell(max[2])],
    ]),
  );
}

/** Who cost how much, a line each; nothing when nobody did. */
function listBlocks<Entry extends CostsOfTime>(
  by: string,
  entries: readonly Entry[],
  nameOf: (entry: Entry) => string,
  language: Language,
): readonly MessageBlock[] {
  if (entries.length === 0) return [];
  const words = WORDS[language];
  const lines = entries.slice(0, MODELS_MAX).map((entry) => line(spentText(nameOf(entry), entry, language)));
  return [line(words.ofMonth(by)), ...lines, ...moreBlocks(entries, language)];
}

function moreBlocks(entries: readonly CostsOfTime[], language: Language): readonly MessageBlock[] {
  return entries.length > MODELS_MAX ? [line(WORDS[language].more(entries.length - MODELS_MAX))] : [];
}

function spentText(what: string, spent: CostsOfTime, language: Language): string {
  const words = WORDS[language];
  return words.spent(what, countText(spent.calls, words.call), costText(spent, language));
}

function modelBlocks(model: CostsOfModel, language: Language): readonly MessageBlock[] {
  const words = WORDS[language];
  const { inputTokens, cacheReadTokens, cacheWriteTokens, outputTokens } = model.usage;
  return [
    line(spentText(model.model, model, language)),
    factTable([
      [words.input, countCell(inputTokens)],
      [words.cached, countCell(cacheReadTokens)],
      cacheWriteTokens === 0 ? null : [words.cacheWritten, countCell(cacheWriteTokens)],
      [words.output, countCell(outputTokens)],
    ]),
  ];
}

function feesText({ fees: { paid, unknownCount } }: CostsFacts, language: Language): string {
  const words = WORDS[language];
  if (unknownCount === 0) return words.fees(amountLabel(paid));
  return words.unknownFees(amountLabel(paid), countText(unknownCount, words.fill));
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

function countCell(count: number): Cell {
  return textCell(tokensText(count));
}
