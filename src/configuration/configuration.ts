import type { ContextLevel } from '../domain/context-level.ts';
import type { Autonomy, Mode } from '../domain/control-state.ts';
import type { LlmEffort } from '../domain/llm-effort.ts';
import type { MarketSymbol } from '../domain/market-symbol.ts';
import type { BudgetLimits, EconomySettings } from '../domain/session-budget.ts';

/** One agent of a mode: who answers for it and how much it is given. */
export interface AgentConfiguration {
  /** `auto`: the vendor whose key is there, else the plain strategy. */
  readonly provider: 'auto' | ProviderName;
  /** The vendor's name of the model; `auto`: the usual one of the provider. */
  readonly model: string;
  /** Who stands in when the provider cannot be reached; `none`: nobody, and the agent abstains. */
  readonly fallbackProvider: 'none' | ProviderName;
  /** The model of the one who stands in; `auto`: the usual one of that provider. */
  readonly fallbackModel: string;
  readonly effort: LlmEffort;
  /** The name of the file under `prompts/roles/`, without `.md`, that tells the agent its part. */
  readonly prompt: string;
  /** How much of the market the agent is shown. */
  readonly contextLevel: ContextLevel;
  /** Tokens that one answer may have. */
  readonly outputTokensMax: number;
  /** Answers that the agent may give in a session. */
  readonly turnsMax: number;
  /** Tool calls of the agent in a session. */
  readonly callsMax: number;
}

export type ProviderName = 'rules' | 'anthropic' | 'openai' | 'google';

/** The agents of each mode, by their part in it. */
export interface ModeAgents {
  readonly single: { readonly trader: AgentConfiguration };
  /** Two instances of the one agent. */
  readonly duplicate_pairs: { readonly trader: AgentConfiguration };
  readonly specialized: {
    readonly technical: AgentConfiguration;
    readonly context: AgentConfiguration;
    readonly memory: AgentConfiguration;
    readonly trader: AgentConfiguration;
    readonly riskOfficer: AgentConfiguration;
  };
  readonly ensemble: {
    readonly first: AgentConfiguration;
    readonly second: AgentConfiguration;
    readonly third: AgentConfiguration;
  };
  readonly sequential: { readonly proposer: AgentConfiguration; readonly critic: AgentConfiguration };
}

/** What models may use up, and when they become cheaper. */
export type BudgetConfiguration = BudgetLimits & EconomySettings;

/** What of an OpenAI-compatible endpoint a person may state. */
export interface OpenaiEndpointConfiguration {
  readonly api: 'auto' | 'responses' | 'chat';
  /** The field of Chat Completions that limits the answer. */
  readonly tokenField: 'auto' | 'max_completion_tokens' | 'max_tokens';
  readonly systemRole: 'auto' | 'developer' | 'system';
  /** Whether it takes strict tool schemas. */
  readonly strictTools: 'auto' | 'on' | 'off';
  /** Whether several tool calls may stand in one answer. */
  readonly parallelCalls: 'auto' | 'on' | 'off';
}

/** The effective configuration: plain data, every key present. Amounts and fractions are the numbers of the files; whoever reckons with them makes decimals. */
export interface Configuration {
  readonly symbols: readonly MarketSymbol[];
  readonly capital: {
    /** USDT. */
    readonly allotted: number;
  };
  /** Where a start with keys trades. */
  readonly venue: 'paper' | 'testnet' | 'live';
  readonly autonomy: Autonomy;
  readonly mode: Mode;
  readonly proposals: { readonly expiryMinutes: number };
  /** The guard's limits by key, each in its own unit and within its compiled range. */
  readonly limits: Readonly<Record<string, number>>;
  readonly execution: {
    readonly entryKind: 'market' | 'collared-limit';
    /** How far below the price a stop follows it upwards; 0: stops do not follow. */
    readonly trailingStopFraction: number;
    readonly trailingStepFraction: number;
    readonly orderPrefix: string;
  };
  readonly simulator: {
    readonly halfSpreadFraction: number;
    readonly slippageFraction: number;
    readonly takerFeeFraction: number;
    readonly feePaidIn: 'received' | 'quote' | 'bnb';
    readonly volumeFractionMax: number;
    readonly preset: 'spot-2026' | 'capture-2024';
  };
  readonly language: 'en';
  readonly session: {
    readonly deadlineSeconds: number;
  };
  readonly budget: BudgetConfiguration;
  /** How the endpoint of OPENAI_BASE_URL differs; `auto` takes it from what is known of its host. */
  readonly openaiEndpoint: OpenaiEndpointConfiguration;
  readonly llm: { readonly [Name in Mode]: { readonly agents: ModeAgents[Name] } };
}
