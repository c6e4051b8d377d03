import { z } from 'zod';
import type { LimitDefinition, LimitUnit } from '../domain/limit-definition.ts';

/** What a number counts. It decides which mistakes of unit are looked for, and what the files and the messages call it. */
export type SettingUnit = LimitUnit | 'minutes' | 'tokens' | 'usd';

interface NumberRange {
  readonly unit: SettingUnit;
  readonly default: number;
  readonly min: number;
  readonly max: number;
}

export const UNIT_WORDS: Readonly<Record<SettingUnit, string>> = {
  fraction: 'a fraction (0.25 is 25 percent)',
  quote: 'an amount in USDT',
  count: 'a whole number',
  hours: 'a number of hours',
  minutes: 'a number of minutes',
  seconds: 'a number of seconds',
  tokens: 'a whole number of tokens',
  usd: 'an amount in USD',
};

/** Units and expectations of the settings, by their schema: what a message about a wrong value is made of. */
const expectations = z.registry<{ readonly expects: string; readonly unit: SettingUnit | null }>();

export interface Expectation {
  /** Ends the sentence "write ...". */
  readonly expects: string;
  readonly unit: SettingUnit | null;
}

export function expectationOf(schema: z.ZodType): Expectation {
  return expectations.get(schema) ?? { expects: 'another value', unit: null };
}

export function numberSetting({ unit, default: value, min, max }: NumberRange): z.ZodDefault<z.ZodNumber> {
  const number = z.number().min(min).max(max);
  const schema = (unit === 'count' || unit === 'tokens' ? number.int() : number).default(value);
  expectations.add(schema, { expects: `${UNIT_WORDS[unit]} from ${min} to ${max}`, unit });
  return schema;
}

export function limitSetting({ unit, default: value, floor, ceiling }: LimitDefinition): z.ZodDefault<z.ZodNumber> {
  return numberSetting({ unit, default: value, min: floor, max: ceiling });
}

export function choiceSetting<Schema extends z.ZodDefault<z.ZodEnum>>(schema: Schema): Schema {
  const choices = schema.unwrap().options;
  return describedSetting(schema, choices.length === 1 ? `${choices[0]}, the only choice` : `one of ${choices.join(', ')}`);
}

/** Any schema with a default, with what it expects in words. */
export function describedSetting<Schema extends z.ZodType>(schema: Schema, expects: string): Schema {
  expectations.add(schema, { expects, unit: null });
  return schema;
}
