import { ClaudeProvider } from '../../../src/adapters/anthropic/claude-provider.ts';
import { GeminiProvider } from '../../../src/adapters/google/gemini-provider.ts';
import { traitsOf } from '../../../src/adapters/openai/endpoint-traits.ts';
import { GptProvider } from '../../../src/adapters/openai/gpt-provider.ts';
import { OPENAI_URL } from '../../../src/adapters/openai/openai-client.ts';
import type { CountTokens } from '../../../src/app/count-tokens.ts';
import type { ModelCatalogue } from '../../../src/domain/language-model.ts';
import type { Clock } from '../../../src/ports/clock.ts';
import type { HttpTransport } from '../../../src/ports/http-transport.ts';
import type { LlmProvider } from '../../../src/ports/llm-provider.ts';
import { callsOfRole, type RoleScript, roleIn, type ShownConversation } from '../../support/role-script.ts';
import { startAnthropicServer } from '../../support/servers/anthropic-server.ts';
import type { GenerateRequest } from '../../support/servers/google-request.ts';
import { startGoogleServer } from '../../support/servers/google-server.ts';
import type { ResponsesRequest } from '../../support/servers/openai-request.ts';
import { startOpenAiServer } from '../../support/servers/openai-server.ts';
import {
  type SpokenAnswer,
  shownToClaude,
  shownToGemini,
  shownToGpt,
  spokenByClaude,
  spokenByGemini,
  spokenByGpt,
} from '../../support/vendor-speech.ts';

const KEY = 'sk-of-a-benchmark-0000000000000000000000000000';
/** Output of one conversation, in tokens of the model, thinking included. */
const CONVERSATION_TOKENS = 2_500;
const THOUGHT =
  'The trend holds while the range narrows, volume stays near its mean and the stop has room below the last swing. ';

export interface FakeVendors {
  readonly providers: readonly LlmProvider[];
  close(): Promise<void>;
}

/** The three vendors' servers with nothing in their caches, and the real adapters before them. */
export async function openFakeVendors(options: {
  readonly script: RoleScript;
  readonly models: ModelCatalogue;
  readonly countTokens: CountTokens;
  /** The servers count roughly: quick, where tokens are no matter. */
  readonly counting: 'exact' | 'rough';
  /** How a trader spreads its tokens over its turns. */
  readonly turnShares: readonly number[];
  readonly claudeAnswersAfterMs: number;
  readonly http: HttpTransport;
  readonly clock: Clock;
}): Promise<FakeVendors> {
  const { script, models, countTokens, turnShares, claudeAnswersAfterMs: answersAfterMs, http, clock } = options;
  const factorOf = (model: string) => models.get(model)?.tokenizerFactor ?? 1;
  const counterOf = (model: string) => ({ countTokens: (text: string) => countTokens(text) * factorOf(model) });
  const counting = (model: string) => (options.counting === 'exact' ? counterOf(model) : {});
  const claude = await startAnthropicServer({ apiKey: KEY, answersAfterMs, ...counting('claude-sonnet-5-5') });
  const gpt = await startOpenAiServer({ apiKey: KEY });
  const gemini = await startGoogleServer({ apiKey: KEY, ...counting('gemini-3.8-flash') });
  const speak = (model: string, shown: ShownConversation): SpokenAnswer =>
    fullAnswer(shown, { script, countTokens, factor: factorOf(model), turnShares });
  claude.script((request) => spokenByClaude(speak('claude-sonnet-5-5', shownToClaude(request))));
  gpt.script((_turn, body) => spokenByGpt(speak('gpt-6.1-terra', shownToGpt(body as ResponsesRequest))));
  gemini.script((request: GenerateRequest) => spokenByGemini(speak('gemini-3.8-flash', shownToGemini(request))));
  return {
    providers: [
      new ClaudeProvider({ apiKey: KEY, http, clock, baseUrl: claude.url }),
      new GptProvider({ apiKey: KEY, http, clock, baseUrl: gpt.url, traits: traitsOf(OPENAI_URL) }),
      new GeminiProvider({ apiKey: KEY, clock, baseUrl: gemini.url }),
    ],
    close: async () => {
      await Promise.all([claude.close(), gpt.close(), gemini.close()]);
    },
  };
}

/** The calls of the role, and as much thinking before them as makes the tokens of the turn. */
function fullAnswer(
  shown: ShownConversation,
  means: {
    readonly script: RoleScript;
    readonly countTokens: CountTokens;
    readonly factor: number;
    readonly turnShares: readonly number[];
  },
): SpokenAnswer {
  const { script, countTokens, factor, turnShares } = means;
  const calls = callsOfRole(shown, script);
  const isTrader = roleIn(shown.words[0] ?? '').startsWith('trader');
  const share = isTrader ? (turnShares[shown.turn] ?? 0) : 1;
  const total = Math.round(CONVERSATION_TOKENS * share);
  const said = Math.ceil(countTokens(JSON.stringify(calls)) * factor);
  const thought = Math.max(total - said, 0);
  const repeats = Math.ceil(thought / factor / countTokens(THOUGHT));
  return { calls, thinking: THOUGHT.repeat(Math.max(repeats, 1)), tokens: { thought, said } };
}
