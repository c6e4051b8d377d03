import { CANARY_MARKER } from './canary.ts';
import { callsOfRole, type RoleScript, type ShownConversation } from './role-script.ts';
import type { AnthropicServer } from './servers/anthropic-server.ts';
import type { GenerateRequest } from './servers/google-request.ts';
import { type GoogleServer, startGoogleServer } from './servers/google-server.ts';
import type { ResponsesRequest } from './servers/openai-request.ts';
import { type OpenAiServer, startOpenAiServer } from './servers/openai-server.ts';
import {
  type SpokenAnswer,
  shownToClaude,
  shownToGemini,
  shownToGpt,
  spokenByClaude,
  spokenByGemini,
  spokenByGpt,
} from './vendor-speech.ts';

const OPENAI_KEY = `sk-proj-${CANARY_MARKER}ofThreeVendors0000000000`;
const GEMINI_KEY = `AIzaSy${CANARY_MARKER}OfThreeVendors0000`;

/** OpenAI and Google beside a Claude that is there already, all with models of one script. */
export interface ThreeVendors {
  readonly openai: OpenAiServer;
  readonly google: GoogleServer;
  /** Keys and addresses of the two. */
  readonly environment: Readonly<Record<string, string>>;
  /** What all models are like from now on. */
  play(script: RoleScript): void;
  /** From now on OpenAI and Google refuse every key. */
  failOthers(): void;
  close(): Promise<void>;
}

export async function openThreeVendors(claude: AnthropicServer): Promise<ThreeVendors> {
  const openai = await startOpenAiServer({ apiKey: OPENAI_KEY });
  const google = await startGoogleServer({ apiKey: GEMINI_KEY });
  return {
    openai,
    google,
    environment: {
      OPENAI_API_KEY: OPENAI_KEY,
      OPENAI_BASE_URL: openai.url,
      GEMINI_API_KEY: GEMINI_KEY,
      GEMINI_BASE_URL: google.url,
    },
    play(script) {
      const speak = (shown: ShownConversation): SpokenAnswer => ({
        calls: callsOfRole(shown, script),
        thinking: 'What do the numbers say?',
      });
      claude.script((request) => spokenByClaude(speak(shownToClaude(request))));
      openai.script((_turn, body) => spokenByGpt(speak(shownToGpt(body as ResponsesRequest))));
      google.script((request: GenerateRequest) => spokenByGemini(speak(shownToGemini(request))));
    },
    failOthers() {
      openai.script(() => ({ kind: 'error', status: 401, code: 'invalid_api_key' }));
      google.script(() => ({ kind: 'error', status: 403, name: 'PERMISSION_DENIED' }));
    },
    async close() {
      await Promise.all([openai.close(), google.close()]);
    },
  };
}
