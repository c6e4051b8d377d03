/** How far one agent may go in one session. Each bound is checked before what it bounds is done. */
export interface AgentBounds {
  /** Answers that may be asked of the model. */
  readonly turnsMax: number;
  /** Tool calls of all tools together; each tool has its own `callsMax` besides. */
  readonly callsMax: number;
  /** How often the same call with the same input ends the session; the one before it is answered with a warning. */
  readonly identicalCallsMax: number;
  /** How often a model that stops without finish_session is asked to call it. */
  readonly remindersMax: number;
  /** Input and output tokens of all turns together, cached ones included; no further turn begins once they are reached. */
  readonly tokensMax: number;
}

export const DEFAULT_AGENT_BOUNDS: AgentBounds = {
  turnsMax: 8,
  callsMax: 32,
  identicalCallsMax: 3,
  remindersMax: 2,
  tokensMax: 400_000,
};
