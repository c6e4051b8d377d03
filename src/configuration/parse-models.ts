import { type Document, parseDocument, visit } from 'yaml';
import { z } from 'zod';
import type { DatedPrices, LanguageModel, ModelCatalogue, TokenPrices } from '../domain/language-model.ts';
import { type EpochMs, parseUtc } from '../domain/time.ts';
import { type ConfigProblem, valueText } from './config-problem.ts';

export type ModelsOutcome =
  | { readonly tag: 'loaded'; readonly models: ModelCatalogue }
  | { readonly tag: 'invalid'; readonly problems: readonly ConfigProblem[] };

interface ModelsText {
  readonly name: string;
  readonly text: string;
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;

const day = z
  .string({ error: 'is no date' })
  .refine((text) => DAY.test(text) && parseUtc(text) !== null, { error: 'is no date that exists', abort: true })
  .transform((text): EpochMs => parseUtc(text) ?? 0);
const name = z.string({ error: 'is no name' }).regex(/^[\w.:/-]{1,100}$/, 'is no name');
const count = z.int({ error: 'is no whole number' }).min(1, 'is below 1').max(100_000_000, 'is above 100000000');
const usdPerMillion = z.number({ error: 'is no amount' }).min(0, 'is below 0').max(10_000, 'is above 10000');
const tokenPrices = { input: usdPerMillion, cacheRead: usdPerMillion, cacheWrite5m: usdPerMillion, output: usdPerMillion };

const priceRow = z.strictObject({
  from: day,
  ...tokenPrices,
  longContext: z.strictObject({ aboveInputTokens: count, ...tokenPrices }).optional(),
});

const text = z.string({ error: 'is no text' });

const modelEntry = z.strictObject({
  id: name,
  vendor: name,
  contextTokens: count,
  tokenizerFactor: z.number({ error: 'is no number' }).min(0.5, 'is below 0.5').max(5, 'is above 5'),
  trainingCutoff: day.optional(),
  retiresOn: day.optional(),
  successor: z.strictObject({ model: name, why: text }, { error: 'is no model with a reason' }).optional(),
  note: text.optional(),
  prices: z
    .array(priceRow, { error: 'is no list' })
    .min(1, 'has no row')
    .refine(isAscending, 'has rows whose dates do not rise')
    .optional(),
});

type ModelEntry = z.infer<typeof modelEntry>;

const modelsFile = z.strictObject({
  models: z.array(modelEntry, { error: 'is no list' }).superRefine((models, context) => {
    for (const [index, model] of models.entries()) {
      for (const { path, message } of entryProblems(model, { index, models }))
        context.addIssue({ code: 'custom', path: [index, ...path], message });
    }
  }),
});

/** What to write instead, by the name of the field. */
const FIXES: Readonly<Record<string, string>> = {
  models: 'write one entry for each model',
  id: 'write the vendor’s name of the model',
  vendor: 'write anthropic, openai or google',
  contextTokens: 'write a whole number of tokens, like 1000000',
  tokenizerFactor: 'write a number from 0.5 to 5; 1 is the tokenizer o200k',
  trainingCutoff: 'write a day like 2026-01-31, or leave the key out',
  retiresOn: 'write a day like 2026-01-31, or leave the key out',
  successor: 'write { model, why }, or leave the key out',
  model: 'write the id of a model of this file that goes on',
  why: 'write one line of text',
  note: 'write one line of text',
  prices: 'write at least one row, the oldest first',
  from: 'write a day like 2026-01-31',
  aboveInputTokens: 'write a whole number of tokens, like 200000',
};

/**
 * Reads the text of `models.yaml` into the catalogue of models, or into everything that is wrong with it. Pure: it reads no file.
 * Only plain data is accepted: an anchor, an alias or a tag makes one line mean more than it shows.
 */
export function parseModels({ name: fileName, text }: ModelsText): ModelsOutcome {
  const document = parseDocument(text, { version: '1.2', schema: 'core', uniqueKeys: true, merge: false });
  const malformed = yamlProblems(document, fileName);
  if (malformed.length > 0) return { tag: 'invalid', problems: malformed };
  const written: unknown = document.toJS();
  const parsed = modelsFile.safeParse(written);
  if (!parsed.success) {
    return { tag: 'invalid', problems: parsed.error.issues.flatMap((issue) => toProblems(issue, { written, fileName })) };
  }
  return { tag: 'loaded', models: new Map(parsed.data.models.map((entry) => [entry.id, toModel(entry)])) };
}

function yamlProblems(document: Document.Parsed, fileName: string): readonly ConfigProblem[] {
  const problems: ConfigProblem[] = [...document.errors, ...document.warnings].map((error) => ({
    key: `${fileName}:${error.linePos?.[0].line ?? 1}`,
    value: null,
    reason: error.message.split(/ at line \d+/)[0] ?? error.code,
    fix: 'correct the line; it is not plain YAML',
  }));
  visit(document, {
    Alias: (_key, { source }) => void problems.push(notPlain(fileName, `*${source}`)),
    Value: (_key, { anchor, tag }) => {
      if (anchor !== undefined) problems.push(notPlain(fileName, `&${anchor}`));
      if (tag !== undefined) problems.push(notPlain(fileName, tag));
    },
  });
  return problems;
}

function notPlain(fileName: string, sign: string): ConfigProblem {
  return { key: fileName, value: sign, reason: 'is no plain YAML', fix: 'write the value itself' };
}

function toProblems(
  issue: z.core.$ZodIssue,
  { written, fileName }: { readonly written: unknown; readonly fileName: string },
): readonly ConfigProblem[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      key: keyOf([...issue.path, key], written, fileName),
      value: valueText(key, valueAt(written, [...issue.path, key])),
      reason: 'there is no such key',
      fix: 'remove it',
    }));
  }
  const field = issue.path.findLast((part) => typeof part === 'string') ?? '';
  const value = valueAt(written, issue.path);
  return [
    {
      key: keyOf(issue.path, written, fileName),
      value: typeof value === 'object' || value === undefined ? null : valueText('', value),
      reason: value === undefined ? 'is missing' : issue.message,
      fix: FIXES[field] ?? 'write USD per 1,000,000 tokens, like 2.5',
    },
  ];
}

/** `models.yaml: claude-haiku-5-5.prices[1].from`: the model by its id where it has one. */
function keyOf(path: readonly PropertyKey[], written: unknown, fileName: string): string {
  const [first, index, ...rest] = path;
  if (first !== 'models' || index === undefined)
    return path.length === 0 ? fileName : `${fileName}: ${path.map(String).join('.')}`;
  const id = valueAt(written, ['models', index, 'id']);
  const inner = rest.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('');
  return `${fileName}: ${typeof id === 'string' ? id : `models[${String(index)}]`}${inner}`;
}

function valueAt(written: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined),
    written,
  );
}

interface EntryProblem {
  readonly path: readonly string[];
  readonly message: string;
}

/** What one entry says wrongly in the light of the others. */
function entryProblems(
  { id, retiresOn, successor, prices }: ModelEntry,
  { index, models }: { readonly index: number; readonly models: readonly ModelEntry[] },
): readonly EntryProblem[] {
  const isTwice = models.findIndex((other) => other.id === id) < index;
  return [
    ...(isTwice ? [{ path: ['id'], message: 'stands there twice' }] : []),
    ...(prices === undefined && retiresOn === undefined ? [{ path: ['prices'], message: 'is missing' }] : []),
    ...(successor === undefined ? [] : heirProblems(models.find((other) => other.id === successor.model))),
  ];
}

function heirProblems(heir: ModelEntry | undefined): readonly EntryProblem[] {
  const path = ['successor', 'model'];
  if (heir === undefined) return [{ path, message: 'is not in this file' }];
  return heir.retiresOn === undefined ? [] : [{ path, message: 'ends, too' }];
}

function isAscending(rows: readonly { readonly from: EpochMs }[]): boolean {
  return rows.every(({ from }, index) => from > (rows[index - 1]?.from ?? Number.NEGATIVE_INFINITY));
}

function toModel(entry: ModelEntry): LanguageModel {
  const { id, vendor, contextTokens, tokenizerFactor, trainingCutoff, retiresOn, successor, note, prices = [] } = entry;
  return {
    id,
    vendor,
    contextTokens,
    tokenizerFactor,
    datedPrices: prices.map(toDatedPrices),
    trainingCutoffAt: trainingCutoff ?? null,
    retiresAt: retiresOn ?? null,
    successor: successor ?? null,
    note: note ?? null,
  };
}

function toDatedPrices({ from, longContext, ...prices }: z.infer<typeof priceRow>): DatedPrices {
  return { from, prices, longContext: longContext === undefined ? null : toTier(longContext) };
}

function toTier({
  aboveInputTokens,
  ...prices
}: { readonly aboveInputTokens: number } & TokenPrices): DatedPrices['longContext'] {
  return { aboveInputTokens, prices };
}
