import { inspectAnthropic } from '../../adapters/anthropic/inspect-anthropic.ts';
import { inspectGoogle } from '../../adapters/google/inspect-google.ts';
import { inspectOpenAi } from '../../adapters/openai/inspect-openai.ts';
import type { VendorInspection } from '../../ports/vendor-inspection.ts';
import type { DoctorContext } from './doctor-context.ts';

/** What of a vendor a person sets, and where its keys come from. */
export interface Vendor {
  /** The provider's name in `llm/*.yaml`. */
  readonly name: 'anthropic' | 'openai' | 'google';
  readonly models: string;
  readonly keyVariable: string;
  readonly hostVariable: string;
  readonly keysFrom: string;
}

export interface InspectedVendor {
  readonly vendor: Vendor;
  readonly apiKey: string | null;
  /** Null when there is no key to try. */
  readonly inspection: VendorInspection | null;
}

const ANTHROPIC: Vendor = {
  name: 'anthropic',
  models: 'Claude',
  keyVariable: 'ANTHROPIC_API_KEY',
  hostVariable: 'ANTHROPIC_BASE_URL',
  keysFrom: 'platform.claude.com',
};

const OPENAI: Vendor = {
  name: 'openai',
  models: 'GPT',
  keyVariable: 'OPENAI_API_KEY',
  hostVariable: 'OPENAI_BASE_URL',
  keysFrom: 'platform.openai.com',
};

const GOOGLE: Vendor = {
  name: 'google',
  models: 'Gemini',
  keyVariable: 'GEMINI_API_KEY',
  hostVariable: 'GEMINI_BASE_URL',
  keysFrom: 'aistudio.google.com',
};

/** Asks every vendor whose key is there for its models, all at the same time; that costs nothing. */
export function inspectVendors({ environment, http, clock }: DoctorContext): Promise<readonly InspectedVendor[]> {
  const { anthropicApiKey, anthropicBaseUrl, openaiApiKey, openaiBaseUrl, geminiApiKey, geminiBaseUrl } = environment;
  return Promise.all([
    inspected(ANTHROPIC, anthropicApiKey, (apiKey) => inspectAnthropic({ apiKey, http, clock, ...at(anthropicBaseUrl) })),
    inspected(OPENAI, openaiApiKey, (apiKey) => inspectOpenAi({ apiKey, http, clock, ...at(openaiBaseUrl) })),
    inspected(GOOGLE, geminiApiKey, (apiKey) => inspectGoogle({ apiKey, http, ...at(geminiBaseUrl) })),
  ]);
}

async function inspected(
  vendor: Vendor,
  apiKey: string | null,
  inspect: (apiKey: string) => Promise<VendorInspection>,
): Promise<InspectedVendor> {
  return { vendor, apiKey, inspection: apiKey === null ? null : await inspect(apiKey) };
}

function at(baseUrl: string | null): { readonly baseUrl?: string } {
  return baseUrl === null ? {} : { baseUrl };
}
