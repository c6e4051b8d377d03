import type { LimitDefinition } from '../domain/limit-definition.ts';

const MEANINGS: Readonly<Record<string, string>> = {
  venue: 'Where the bot trades; a real account needs a yes in the environment besides.',
  symbols: 'The markets that are looked at and may be entered.',
  'capital.allotted': 'What the bot works with, in USDT; read once, when a data folder is begun.',
  autonomy: 'How much a person is asked: advisor buys nothing, confirm asks for every entry, auto asks where a limit says so.',
  mode: 'How the models deliberate.',
  'proposals.expiryMinutes': 'Minutes until a proposal that waits for a person expires.',
  'execution.entryKind': 'How entries are ordered: collared-limit pays no more than the collar allows, market pays any price.',
  'execution.trailingStopFraction': 'How far below the price a stop follows it upwards; 0: stops stay where they are.',
  'execution.trailingStepFraction': 'The least by which a stop that follows the price is moved, as a fraction of itself.',
  'execution.orderPrefix': 'Begins the id of every order, so that ours are known from others on the account.',
  'simulator.halfSpreadFraction': 'Half of the gap between bid and ask on the simulated exchange.',
  'simulator.slippageFraction': 'How much worse than the price a simulated market order is filled.',
  'simulator.takerFeeFraction': "The simulated exchange's fee.",
  'simulator.feePaidIn': 'In what the simulated exchange takes its fee.',
  'simulator.volumeFractionMax': 'Largest part of the traded volume that a simulated order gets.',
  'simulator.preset': 'Which filters the simulated exchange has.',
  language: 'The language of the chat.',
  'session.deadlineSeconds': 'How long the models of a session may take; who is late counts as no vote.',
  'budget.callUsdMax': 'USD that one call of a model may cost at most.',
  'budget.sessionUsdMax': 'USD that the models of one session may cost.',
  'budget.dayUsdMax': 'USD that models may cost in a UTC day; at it everything is held until the next.',
  'budget.sessionTokensMax': 'Tokens of all kinds that one session may use.',
  'budget.dayTokensMax': 'Tokens of all kinds that a UTC day may use.',
  'budget.sessionCallsMax': 'Requests to models in one session, repeated ones included.',
  'budget.dayCallsMax': 'Requests to models in a UTC day, repeated ones included.',
  'budget.economyAtFraction': "The part of the day's budget at which sessions become cheaper.",
  'budget.economyMode': 'The mode of the cheaper sessions; none: the mode stays.',
  'budget.economyModel': 'The model of the cheaper sessions; auto: every agent keeps its own.',
  'openaiEndpoint.api': 'Which API the endpoint of OPENAI_BASE_URL speaks.',
  'openaiEndpoint.tokenField': 'The field that limits the answer.',
  'openaiEndpoint.systemRole': 'The role of the words that come first.',
  'openaiEndpoint.strictTools': 'Whether it takes strict tool schemas.',
  'openaiEndpoint.parallelCalls': 'Whether several tool calls may stand in one answer.',
};

/** What a key of any agent means, by its last part. */
const AGENT_MEANINGS: Readonly<Record<string, string>> = {
  provider: 'Who answers for the agent; auto: the first vendor whose key is there, else the plain strategy.',
  model: "The vendor's name of the model; auto: the usual one.",
  fallbackProvider: 'Who stands in when the provider cannot be reached; none: the agent abstains.',
  fallbackModel: 'The model of the one who stands in; auto: the usual one.',
  effort: 'How much the model thinks before it answers; more is slower and dearer.',
  prompt: 'The file in prompts/roles that tells the agent its part.',
  contextLevel: 'How much of the market the agent is shown.',
  outputTokensMax: 'Tokens that one answer may have; thinking counts.',
  turnsMax: 'Answers that the agent may give in a session.',
  callsMax: 'Tool calls of the agent in a session.',
};

/** What a key means, in one sentence. */
export function meaningOf(key: string, limits: readonly LimitDefinition[]): string {
  const limit = limits.find((definition) => `limits.${definition.key}` === key);
  const name = key.slice(key.lastIndexOf('.') + 1);
  return limit?.meaning ?? (key.startsWith('llm.') ? AGENT_MEANINGS[name] : MEANINGS[key]) ?? '';
}
