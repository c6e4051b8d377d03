import { z } from 'zod';
import { CONTEXT_LEVELS } from '../domain/context-level.ts';
import { AUTONOMIES, MODES } from '../domain/control-state.ts';
import type { LimitDefinition } from '../domain/limit-definition.ts';
import { LLM_EFFORTS } from '../domain/llm-effort.ts';
import { DEFAULT_SYMBOLS, type MarketSymbol } from '../domain/market-symbol.ts';
import type { AgentConfiguration } from './configuration.ts';
import { choiceSetting, describedSetting, limitSetting, numberSetting } from './setting-schemas.ts';

const SYMBOL = /^[A-Z0-9]{2,16}USDT$/;
const SYMBOLS_MAX = 10;

const symbols = describedSetting(
  z
    .array(
      z.custom<MarketSymbol>(
        (name) => typeof name === 'string' && SYMBOL.test(name),
        'every symbol is written as the exchange does, like BTCUSDT',
      ),
    )
    .min(1, 'there must be at least one symbol')
    .max(SYMBOLS_MAX, `there may be at most ${SYMBOLS_MAX} symbols`)
    .refine((names) => new Set(names).size === names.length, 'a symbol stands there twice')
    .default([...DEFAULT_SYMBOLS]),
  `a list of 1 to ${SYMBOLS_MAX} symbols against USDT, like [BTCUSDT, ETHUSDT]`,
);

const MODEL_NAME = /^[\w.:/-]{1,100}$/;
const PROMPT_NAME = /^[a-z][a-z0-9-]{0,40}$/;
const VENDORS = ['rules', 'anthropic', 'openai', 'google'] as const;

function modelSetting() {
  return describedSetting(
    z.string().regex(MODEL_NAME, 'is no name of a model').default('auto'),
    "auto, or the vendor's name of a model, like claude-sonnet-5-5",
  );
}

/** An agent of a mode. What it is by default is stated in the mode's own file, too. */
function agentSchema(usual: { readonly prompt: string; readonly contextLevel?: AgentConfiguration['contextLevel'] }) {
  const { prompt, contextLevel = 'enhanced' } = usual;
  return z.strictObject({
    provider: choiceSetting(z.enum(['auto', ...VENDORS]).default('auto')),
    model: modelSetting(),
    fallbackProvider: choiceSetting(z.enum(['none', ...VENDORS]).default('none')),
    fallbackModel: modelSetting(),
    effort: choiceSetting(z.enum(LLM_EFFORTS).default('default')),
    prompt: describedSetting(
      z.string().regex(PROMPT_NAME, 'has other signs than lower-case letters, digits and hyphens').default(prompt),
      'the name of a file in prompts/roles without its ending, like trader',
    ),
    contextLevel: choiceSetting(z.enum(CONTEXT_LEVELS).default(contextLevel)),
    outputTokensMax: numberSetting({ unit: 'tokens', default: 16_000, min: 256, max: 64_000 }),
    turnsMax: numberSetting({ unit: 'count', default: 8, min: 2, max: 30 }),
    callsMax: numberSetting({ unit: 'count', default: 32, min: 4, max: 200 }),
  });
}

function modeSchema<Agents extends z.ZodRawShape>(agents: Agents) {
  return z.strictObject({ agents: z.strictObject(agents) });
}

const budgetSchema = z.strictObject({
  callUsdMax: numberSetting({ unit: 'usd', default: 0.5, min: 0, max: 100 }),
  sessionUsdMax: numberSetting({ unit: 'usd', default: 0.5, min: 0, max: 100 }),
  dayUsdMax: numberSetting({ unit: 'usd', default: 3, min: 0, max: 1000 }),
  sessionTokensMax: numberSetting({ unit: 'tokens', default: 200_000, min: 1000, max: 10_000_000 }),
  dayTokensMax: numberSetting({ unit: 'tokens', default: 2_000_000, min: 1000, max: 100_000_000 }),
  sessionCallsMax: numberSetting({ unit: 'count', default: 60, min: 1, max: 1000 }),
  dayCallsMax: numberSetting({ unit: 'count', default: 1000, min: 1, max: 100_000 }),
  economyAtFraction: numberSetting({ unit: 'fraction', default: 0.8, min: 0.1, max: 1 }),
  economyMode: choiceSetting(z.enum(['none', ...MODES]).default('single')),
  economyModel: modelSetting(),
});

/** What differs between endpoints that speak OpenAI's APIs; `auto` takes it from what is known of the host. */
const openaiEndpointSchema = z.strictObject({
  api: choiceSetting(z.enum(['auto', 'responses', 'chat']).default('auto')),
  tokenField: choiceSetting(z.enum(['auto', 'max_completion_tokens', 'max_tokens']).default('auto')),
  systemRole: choiceSetting(z.enum(['auto', 'developer', 'system']).default('auto')),
  strictTools: choiceSetting(z.enum(['auto', 'on', 'off']).default('auto')),
  parallelCalls: choiceSetting(z.enum(['auto', 'on', 'off']).default('auto')),
});

/** The whole configuration as one strict schema; every leaf has a default. The limits are those of the list. */
export function configurationSchema(limitDefinitions: readonly LimitDefinition[]) {
  return z.strictObject({
    symbols,
    capital: z.strictObject({ allotted: numberSetting({ unit: 'quote', default: 10_000, min: 20, max: 10_000_000 }) }),
    venue: choiceSetting(z.enum(['paper', 'testnet', 'live']).default('paper')),
    autonomy: choiceSetting(z.enum(AUTONOMIES).default('auto')),
    mode: choiceSetting(z.enum(MODES).default('single')),
    proposals: z.strictObject({ expiryMinutes: numberSetting({ unit: 'minutes', default: 30, min: 1, max: 720 }) }),
    limits: z.strictObject(Object.fromEntries(limitDefinitions.map((limit) => [limit.key, limitSetting(limit)]))),
    execution: z.strictObject({
      entryKind: choiceSetting(z.enum(['market', 'collared-limit']).default('collared-limit')),
      trailingStopFraction: numberSetting({ unit: 'fraction', default: 0, min: 0, max: 0.3 }),
      trailingStepFraction: numberSetting({ unit: 'fraction', default: 0.005, min: 0.001, max: 0.1 }),
      orderPrefix: describedSetting(
        z
          .string()
          .regex(/^[A-Za-z0-9]{1,6}$/, 'has other signs than letters and digits, or more than 6 of them')
          .default('stw'),
        '1 to 6 letters and digits',
      ),
    }),
    simulator: z.strictObject({
      halfSpreadFraction: numberSetting({ unit: 'fraction', default: 0.0001, min: 0, max: 0.02 }),
      slippageFraction: numberSetting({ unit: 'fraction', default: 0.0002, min: 0, max: 0.02 }),
      takerFeeFraction: numberSetting({ unit: 'fraction', default: 0.001, min: 0, max: 0.02 }),
      feePaidIn: choiceSetting(z.enum(['received', 'quote', 'bnb']).default('received')),
      volumeFractionMax: numberSetting({ unit: 'fraction', default: 0.05, min: 0.001, max: 1 }),
      preset: choiceSetting(z.enum(['spot-2026', 'capture-2024']).default('spot-2026')),
    }),
    language: choiceSetting(z.enum(['en']).default('en')),
    session: z.strictObject({
      deadlineSeconds: numberSetting({ unit: 'seconds', default: 180, min: 10, max: 1800 }),
    }),
    budget: budgetSchema,
    openaiEndpoint: openaiEndpointSchema,
    llm: z.strictObject({
      single: modeSchema({ trader: agentSchema({ prompt: 'trader' }) }),
      duplicate_pairs: modeSchema({ trader: agentSchema({ prompt: 'trader' }) }),
      specialized: modeSchema({
        technical: agentSchema({ prompt: 'technical' }),
        context: agentSchema({ prompt: 'context' }),
        memory: agentSchema({ prompt: 'memory' }),
        trader: agentSchema({ prompt: 'decider', contextLevel: 'basic' }),
        riskOfficer: agentSchema({ prompt: 'risk-officer', contextLevel: 'basic' }),
      }),
      ensemble: modeSchema({
        first: agentSchema({ prompt: 'trader' }),
        second: agentSchema({ prompt: 'trader' }),
        third: agentSchema({ prompt: 'trader' }),
      }),
      sequential: modeSchema({ proposer: agentSchema({ prompt: 'trader' }), critic: agentSchema({ prompt: 'critic' }) }),
    }),
  });
}
