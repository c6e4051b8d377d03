import { ClaudeProvider } from '../adapters/anthropic/claude-provider.ts';
import { GeminiProvider } from '../adapters/google/gemini-provider.ts';
import { GptProvider } from '../adapters/openai/gpt-provider.ts';
import { RulesProvider } from '../adapters/rules/rules-provider.ts';
import { Budget } from '../agent/budget.ts';
import type { OpenaiEndpointConfiguration } from '../configuration/configuration.ts';
import type { ModelCatalogue } from '../domain/language-model.ts';
import type { Clock } from '../ports/clock.ts';
import type { HttpTransport } from '../ports/http-transport.ts';
import type { LlmProvider } from '../ports/llm-provider.ts';
import type { Environment } from './environment.ts';
import { guardVendor } from './guard-vendor.ts';
import { openaiTraits } from './openai-traits.ts';
import type { Recording } from './record-models.ts';
import type { Spending } from './spending.ts';
import { ConfigurationError } from './usage-error.ts';

/** Makes the providers, by the name under which configurations call them, once the journal's spending is known. */
export type MakeProviders = (spending: Spending) => ReadonlyMap<string, LlmProvider>;

/** The plain strategy alone: no key, no network, no cost. */
export const rulesOnly: MakeProviders = () => {
  const rules = new RulesProvider();
  return new Map<string, LlmProvider>([[rules.name, rules]]);
};

export interface LlmFactoryOptions {
  readonly environment: Environment;
  readonly http: HttpTransport;
  readonly clock: Clock;
  readonly models: ModelCatalogue;
  readonly openaiEndpoint: OpenaiEndpointConfiguration;
  /** Left out where nothing is recorded. */
  readonly record?: Pick<Recording, 'vendor' | 'guarded'>;
}

/** Makes the plain strategy, and every vendor whose key is there: left alone when it fails too often, retried, and held to one budget. */
export class LlmFactory {
  readonly #options: LlmFactoryOptions;

  constructor(options: LlmFactoryOptions) {
    this.#options = options;
  }

  /** @throws ConfigurationError naming the variable whose value is no address. */
  makeProviders(spending: Spending): ReadonlyMap<string, LlmProvider> {
    const { clock, models, record } = this.#options;
    const providers = new Map(rulesOnly(spending));
    const budget = new Budget(spending);
    for (const vendor of this.#vendors()) {
      const guarded = guardVendor(record?.vendor(vendor) ?? vendor, { budget, spending, models, clock });
      providers.set(vendor.name, record?.guarded(guarded) ?? guarded);
    }
    return providers;
  }

  #vendors(): readonly LlmProvider[] {
    const { environment, http, clock, openaiEndpoint } = this.#options;
    const { anthropicApiKey, openaiApiKey, geminiApiKey } = environment;
    const vendors: LlmProvider[] = [];
    if (anthropicApiKey !== null) {
      const host = at('ANTHROPIC_BASE_URL', environment.anthropicBaseUrl);
      vendors.push(new ClaudeProvider({ apiKey: anthropicApiKey, http, clock, ...host }));
    }
    if (openaiApiKey !== null) {
      const host = at('OPENAI_BASE_URL', environment.openaiBaseUrl);
      vendors.push(new GptProvider({ apiKey: openaiApiKey, http, clock, traits: openaiTraits(openaiEndpoint), ...host }));
    }
    if (geminiApiKey !== null) {
      const host = at('GEMINI_BASE_URL', environment.geminiBaseUrl);
      vendors.push(new GeminiProvider({ apiKey: geminiApiKey, clock, ...host }));
    }
    return vendors;
  }
}

/** The address is not told: it may hold a password. */
function at(variable: string, baseUrl: string | null): { readonly baseUrl?: string } {
  if (baseUrl === null) return {};
  if (URL.canParse(baseUrl)) return { baseUrl };
  throw new ConfigurationError(`${variable} is no address; write one that begins with https://, or unset it`);
}
