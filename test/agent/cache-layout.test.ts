import { afterEach, describe, expect, it } from 'vitest';
import { ClaudeProvider } from '../../src/adapters/anthropic/claude-provider.ts';
import { systemHttpTransport } from '../../src/adapters/system/http-transport.ts';
import { deliberateInPair } from '../../src/agent/configurations/duplicate_pairs.ts';
import { deliberateInSequence } from '../../src/agent/configurations/sequential.ts';
import type { Configuration } from '../../src/agent/deliberation.ts';
import { compilePrompts } from '../../src/agent/prompts.ts';
import { canarySecrets } from '../support/canary.ts';
import { callsOfRole, type RoleScript, roleIn } from '../support/role-script.ts';
import { blocksOf, contentText, type MessagesRequest } from '../support/servers/anthropic-request.ts';
import { type AnthropicServer, startAnthropicServer } from '../support/servers/anthropic-server.ts';
import { shownToClaude, spokenByClaude } from '../support/vendor-speech.ts';
import { seatFor } from './assignment.ts';
import { SNAPSHOT } from './configurations/scripts.ts';
import { deliberationInput } from './deliberation-input.ts';
import { promptTexts } from './project-prompts.ts';

const API_KEY = canarySecrets['ANTHROPIC_API_KEY'] ?? '';
const PROMPTS = compilePrompts(promptTexts());
const SCRIPT: RoleScript = {
  entries: [
    {
      symbol: 'BTCUSDT',
      sizeStep: 0.5,
      stopPrice: 40_000,
      targetPrice: 46_000,
      reasoning: 'The trend is up.',
      evidence: ['BTC.price'],
    },
  ],
  stance: 1,
  objection: { code: 'low-volume', severity: 2 },
  summary: 'One entry.',
};

let server: AnthropicServer;

afterEach(() => server.close());

/** All requests of a session whose agents all ask Claude. */
async function requestsOf(
  configuration: Configuration,
  roles: Readonly<Record<string, string>>,
): Promise<readonly MessagesRequest[]> {
  server = await startAnthropicServer({ apiKey: API_KEY });
  server.script((request) => {
    const calls = callsOfRole(shownToClaude(request), SCRIPT);
    return spokenByClaude({ calls, thinking: 'What do the numbers say?' });
  });
  // As long as a session's facts are, so that it shows in the shares who was told them anew.
  const describeMarket = () => `market of ${SNAPSHOT.id}, ${'1d close 42000 '.repeat(600)}`;
  const input = deliberationInput({ snapshot: SNAPSHOT, prompts: PROMPTS, describeMarket });
  const provider = new ClaudeProvider({ apiKey: API_KEY, http: systemHttpTransport, clock: input.clock, baseUrl: server.url });
  const seats = Object.entries(roles).map(([agent, role]) =>
    seatFor(provider, { agent, model: 'claude-sonnet-5-5', rolePrompt: PROMPTS.roles.get(role) ?? '' }),
  );
  const { runs } = await configuration({ ...input, seats });
  expect(runs.map(({ outcome }) => outcome)).toEqual(runs.map(() => 'finished'));
  return server.requests.map(({ json }) => json as MessagesRequest);
}

function isOpening({ messages }: MessagesRequest): boolean {
  return messages.length === 1;
}

/** What comes before the role's words, as the cache sees it. */
function sharedPart({ model, tools = [], system, messages: [first] }: MessagesRequest): string {
  const [session] = first === undefined ? [] : blocksOf(first);
  return contentText({ model, tools, system, session });
}

/** Whether the later request tells all that the earlier one told, byte by byte, before anything else. */
function isPrefix(earlier: MessagesRequest, later: MessagesRequest): boolean {
  const told = ({ model, tools, system, messages }: MessagesRequest) =>
    contentText({ model, tools, system, messages: messages.slice(0, earlier.messages.length) });
  return told(earlier) === told(later);
}

function answersIn({ messages }: MessagesRequest): number {
  return messages.filter(({ role }) => role === 'assistant').length;
}

function roleOf(request: MessagesRequest): string {
  return roleIn(shownToClaude(request).words[0] ?? '');
}

const MODES: readonly (readonly [string, Configuration, Readonly<Record<string, string>>, readonly string[]])[] = [
  ['duplicate_pairs', deliberateInPair, { trader: 'trader' }, ['trader', 'trader']],
  ['sequential', deliberateInSequence, { proposer: 'trader', critic: 'critic' }, ['trader', 'critic']],
];

describe("a vendor's cache", () => {
  it.each(MODES)(
    'is told tools, system and snapshot in the same bytes by all agents and turns of %s',
    async (_mode, ...session) => {
      const [configuration, agents, roles] = session;
      const requests = await requestsOf(configuration, agents);
      expect(requests.filter(isOpening).map(roleOf)).toEqual(roles);
      expect(requests.length).toBeGreaterThan(roles.length);
      expect(new Set(requests.map(sharedPart)).size).toBe(1);
      expect(sharedPart(requests[0] as MessagesRequest)).toContain(`market of ${SNAPSHOT.id}`);
      expect(sharedPart(requests[0] as MessagesRequest)).not.toContain('Your part: the');
    },
  );

  it.each(MODES)('finds each prompt of %s at the beginning of the next one of its conversation', async (_mode, ...session) => {
    const [configuration, agents] = session;
    const requests = await requestsOf(configuration, agents);
    for (const later of requests.filter((request) => !isOpening(request))) {
      const begun = requests.filter((request) => later !== request && isPrefix(request, later));
      expect(begun.map(answersIn)).toContain(answersIn(later) - 1);
    }
  });

  it('holds what the second instance of a pair, and a critic of the same model, are told of the session', async () => {
    await requestsOf(deliberateInPair, { trader: 'trader' });
    const [first, second] = server.usages;
    expect(first?.['cache_read_input_tokens']).toBe(0);
    expect(second).toMatchObject({ cache_creation_input_tokens: 0, input_tokens: 0 });
    await server.close();

    const requests = await requestsOf(deliberateInSequence, { proposer: 'trader', critic: 'critic' });
    const critic = server.usages[requests.findIndex((request) => roleOf(request) === 'critic')];
    const { cache_read_input_tokens: read = 0, cache_creation_input_tokens: written = 0 } = critic ?? {};
    expect(read / (read + written)).toBeGreaterThan(0.9);
  });

  it('is given no more than the four breakpoints that the vendor allows', async () => {
    const requests = await requestsOf(deliberateInSequence, { proposer: 'trader', critic: 'critic' });
    const counts = requests.map((request) => JSON.stringify(request).split('"cache_control":{').length - 1);
    expect(Math.max(...counts)).toBe(4);
  });
});
