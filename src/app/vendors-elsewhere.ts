import { OPENAI_HOST } from '../adapters/openai/endpoint-traits.ts';
import type { Environment } from './environment.ts';

/**
 * The vendors whose address leads to somebody else's models, with the host: what the vendor's own models are called says nothing there.
 * An endpoint of OPENAI_BASE_URL is one, since Ollama and OpenRouter speak OpenAI's API; the other vendors' addresses are those of gateways.
 */
export function vendorsElsewhere({ openaiBaseUrl }: Environment): ReadonlyMap<string, string> {
  if (openaiBaseUrl === null || !URL.canParse(openaiBaseUrl)) return new Map();
  const { hostname, host } = new URL(openaiBaseUrl);
  return hostname === OPENAI_HOST ? new Map() : new Map([['openai', host]]);
}
