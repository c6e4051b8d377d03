import type { Language } from '../domain/chat-message.ts';
import type { Autonomy, ControlState, Mode } from '../domain/control-state.ts';
import type { FaultCode } from '../domain/fault.ts';
import type { AgentOutcome, SessionStage } from '../domain/journal-entry.ts';
import type { Actor, ProposalFailure } from '../domain/proposal.ts';
import type { SignalAction } from '../domain/trade-signal.ts';

interface Names {
  readonly control: Readonly<Record<ControlState, string>>;
  readonly autonomy: Readonly<Record<Autonomy, string>>;
  readonly mode: Readonly<Record<Mode, string>>;
  readonly action: Readonly<Record<SignalAction, string>>;
  readonly stage: Readonly<Record<SessionStage, string>>;
  readonly fault: Readonly<Record<FaultCode | 'internal', string>>;
  readonly agentOutcome: Readonly<Record<AgentOutcome, string>>;
  readonly proposalFailure: Readonly<Record<ProposalFailure, string>>;
  readonly policy: string;
  readonly system: string;
}

const EN: Names = {
  control: { active: 'active', reducing: 'paused', halted: 'halted' },
  autonomy: {
    advisor: 'proposals are shown, nothing is bought or sold for them',
    confirm: 'every entry asks you first',
    auto: 'only large or unusual entries ask you',
  },
  mode: {
    single: 'one model decides',
    duplicate_pairs: 'two runs of a model must agree',
    specialized: 'models with different roles work together',
    ensemble: 'several models vote',
    sequential: 'models review one after the other',
  },
  action: { open: 'buy', close: 'sell', hold: 'hold', 'move-stop': 'move stop' },
  stage: {
    settle: 'comparing the books with the exchange',
    gather: 'gathering the market data',
    deliberate: 'the deliberation',
    assess: 'the judgement of the guard',
    propose: 'staging the proposals',
    execute: 'executing',
    protect: 'protecting the positions',
    report: 'closing the books',
  },
  fault: {
    timeout: 'no answer in time',
    network: 'the network failed',
    'rate-limited': 'the other side asks for a slower pace',
    'server-error': 'the other side has an error',
    'bad-payload': 'the answer could not be read',
    unauthorised: 'access was refused',
    storage: 'the disk failed',
    'journal-damaged': 'the journal is damaged',
    'already-running': 'another process is running',
    'no-data': 'the data is missing',
    cancelled: 'it was cancelled',
    internal: 'an error inside Steward',
  },
  agentOutcome: {
    finished: 'finished',
    'turns-exhausted': 'used up its turns and abstains',
    'deadline-passed': 'ran out of time and abstains',
    'repeated-calls': 'repeated itself and abstains',
    truncated: 'was cut off and abstains',
    refused: 'refused to answer and abstains',
    empty: 'said nothing and abstains',
    'budget-exhausted': 'used up its budget and abstains',
    'provider-failed': 'could not be reached and abstains',
    cancelled: 'was cancelled and abstains',
  },
  proposalFailure: {
    'stop-not-cancelled': 'its stop could not be taken off, so nothing was sold besides it',
    'stopped-by-control': 'trading was paused or halted before the order left',
    unplaceable: 'the exchange does not take an order of this size',
    'rejected-by-exchange': 'the exchange refused the order',
    unfilled: 'nothing was filled at the price allowed',
    interrupted: 'the process ended before an order was sent',
    'outcome-unknown': 'it is not known what became of the order',
    lost: 'the exchange does not know the order',
  },
  policy: 'policy',
  system: 'Steward',
};

const NAMES: Readonly<Record<Language, Names>> = { en: EN };

export function controlName(control: ControlState, language: Language): string {
  return NAMES[language].control[control];
}

/** How much a person is asked, as half a sentence. */
export function autonomyMeaning(autonomy: Autonomy, language: Language): string {
  return NAMES[language].autonomy[autonomy];
}

/** Who deliberates, as half a sentence. */
export function modeMeaning(mode: Mode, language: Language): string {
  return NAMES[language].mode[mode];
}

export function actionName(action: SignalAction, language: Language): string {
  return NAMES[language].action[action];
}

/** What a session was doing, to follow "failed in". */
export function stageName(stage: SessionStage, language: Language): string {
  return NAMES[language].stage[stage];
}

export function faultName(code: FaultCode | 'internal', language: Language): string {
  return NAMES[language].fault[code];
}

export function agentOutcomeName(outcome: AgentOutcome, language: Language): string {
  return NAMES[language].agentOutcome[outcome];
}

export function proposalFailureName(failure: ProposalFailure, language: Language): string {
  return NAMES[language].proposalFailure[failure];
}

export function actorName(actor: Actor, language: Language): string {
  if (actor.kind === 'person') return actor.name;
  return actor.kind === 'policy' ? NAMES[language].policy : NAMES[language].system;
}
