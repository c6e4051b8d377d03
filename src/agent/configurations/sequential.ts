import { invariant } from '../../domain/invariant.ts';
import type { Objection } from '../../domain/role-statement.ts';
import type { AgentRun } from '../agent-run.ts';
import { decisionsOn } from '../decisions-on.ts';
import type { Deliberation, DeliberationInput } from '../deliberation.ts';
import { describeObjections, describeProposals } from '../describe-proposals.ts';
import { checkFacts, explainFactProblem, type FactProblem } from '../fact-check.ts';
import { findSeat } from '../find-seat.ts';
import { dataBlock } from '../prompts.ts';
import type { LedConversation } from '../run-agent.ts';
import { leadSeat, runSeat } from '../run-seat.ts';
import { statementOn, statementsOf } from '../statements-of.ts';
import { type RuledTrade, recordOf, step } from '../voting/aggregate.ts';
import { passFinalGate, SEVERITY_TO_REVISE } from '../voting/final-gate.ts';
import { ballotsOf, type OpenSignal, type Vote } from '../voting/vote.ts';

const PROPOSER = 'proposer';
const CRITIC = 'critic';
/** The corrected proposals, and the end of the session where it comes in an answer of its own. */
const REPAIR_TURNS_MAX = 2;
const REVISION_TURNS_MAX = 1;

/** The proposer's conversation as it stands, and the run whose signals count: one that ended properly. */
interface Proposed {
  readonly led: LedConversation;
  readonly latest: AgentRun;
  readonly valid: AgentRun;
  readonly problems: ReadonlyMap<string, readonly FactProblem[]>;
  readonly wasRepaired: boolean;
}

/**
 * Mode `sequential`: one agent proposes, code compares the proposals with the snapshot and lets them be corrected once, a critic
 * objects, the proposer keeps, shrinks or withdraws, and code decides. Each stage may keep, shrink or cancel an entry, never make,
 * turn or enlarge one. An exit goes through as it was proposed.
 */
export async function deliberateInSequence(input: DeliberationInput): Promise<Deliberation> {
  const proposed = await propose(input);
  const opens = soundOpens(proposed);
  const critic = opens.length === 0 ? null : await criticise(input, opens);
  const objections = critic === null || critic.outcome !== 'finished' ? null : statementsOf(critic, 'objection');
  const revised = await revise(proposed, opens, objections ?? []);
  const gates = ballotsOf([proposed.valid], input).map((ballot) => {
    const [vote] = ballot.votes;
    invariant(vote !== undefined, 'the proposer has no vote');
    const ruled = decideOn(vote, { proposed, objections, revised });
    return { ballot, ruled, record: recordOf(ballot, ruled.trade, ruled.steps) };
  });
  return {
    runs: [revised ?? proposed.latest, ...(critic === null ? [] : [critic])],
    decisions: gates.flatMap(({ ballot, ruled }) => decisionsOn(proposed.valid, { symbol: ballot.symbol, trade: ruled.trade })),
    aggregations: gates.map(({ record }) => record),
  };
}

/** All roles see the same tools, so that a vendor's cache serves them all; each may call its own. */
function shownTools({ tools, roleTools }: DeliberationInput) {
  return [...tools, roleTools.objections, roleTools.revision];
}

async function propose(input: DeliberationInput): Promise<Proposed> {
  const roleTools = input.tools.map(({ name }) => name);
  const led = await leadSeat(input, findSeat(input, PROPOSER), { tools: shownTools(input), roleTools });
  const problems = problemsOf(led.run, input);
  const first = { led, latest: led.run, valid: led.run, problems, wasRepaired: false };
  const mustRepair = led.run.signals.some(({ signal, signalId }) => signal.action === 'open' && problems.has(signalId));
  if (led.run.outcome !== 'finished' || !mustRepair) return first;
  const repaired = await led.goOn({
    task: () => repairTask(led.run, problems),
    taskFacts: {
      role: 'repair',
      symbols: led.run.signals.filter(({ signalId }) => problems.has(signalId)).map(({ signal }) => signal.symbol),
      snapshotId: input.snapshot.id,
    },
    roleTools,
    turnsMax: REPAIR_TURNS_MAX,
  });
  // A repair that fails leaves the proposals as they were: their exits stand, their unsound entries do not.
  if (repaired.outcome !== 'finished') return { ...first, latest: repaired, wasRepaired: true };
  return { led, latest: repaired, valid: repaired, problems: problemsOf(repaired, input), wasRepaired: true };
}

function problemsOf({ signals }: AgentRun, input: DeliberationInput): ReadonlyMap<string, readonly FactProblem[]> {
  const found = signals
    .filter(({ signal }) => signal.action !== 'hold')
    .map(({ signalId, signal }) => [signalId, checkFacts(signal, input)] as const);
  return new Map(found.filter(([, problems]) => problems.length > 0));
}

function repairTask({ signals }: AgentRun, problems: ReadonlyMap<string, readonly FactProblem[]>): string {
  const lines = signals.flatMap(({ signalId, signal }) =>
    (problems.get(signalId) ?? []).map((problem) => `${signal.action} ${signal.symbol}: ${explainFactProblem(problem)}`),
  );
  return [
    'Code compared your proposals with the snapshot and found this:',
    dataBlock('fact-check', lines.join('\n')),
    'Propose these symbols again with what is right, or hold them, and call finish_session in the same answer. An entry that is still wrong is held.',
  ].join('\n');
}

function soundOpens({ valid, problems }: Proposed): readonly OpenSignal[] {
  if (valid.outcome !== 'finished') return [];
  return valid.signals.flatMap(({ signal, signalId }) => (signal.action === 'open' && !problems.has(signalId) ? [signal] : []));
}

function criticise(input: DeliberationInput, proposals: readonly OpenSignal[]): Promise<AgentRun> {
  return runSeat(input, findSeat(input, CRITIC), {
    tools: shownTools(input),
    roleTools: [input.roleTools.objections.name],
    facts: { role: 'critic', proposals, snapshot: input.snapshot },
    blocks: [{ source: 'proposals', text: () => describeProposals(proposals) }],
  });
}

/** Asks the proposer once more where an objection weighs; null when none does, or when its conversation cannot go on. */
async function revise(
  { led, latest, valid }: Proposed,
  opens: readonly OpenSignal[],
  objections: readonly Objection[],
): Promise<AgentRun | null> {
  const disputed = opens.filter(({ symbol }) =>
    objections.some((own) => own.symbol === symbol && own.severity >= SEVERITY_TO_REVISE),
  );
  if (disputed.length === 0 || latest !== valid) return null;
  const raised = objections.filter(({ symbol }) => disputed.some((open) => open.symbol === symbol));
  return led.goOn({
    task: () =>
      [
        'A critic who does not know your confidence objects to your entries:',
        dataBlock('objections', describeObjections(raised)),
        'Keep, shrink or withdraw each of them with revise_proposal, now and in one answer. One that you keep against an objection of severity 3 is held.',
      ].join('\n'),
    taskFacts: { role: 'reviser', proposals: disputed, objections: raised },
    roleTools: ['revise_proposal'],
    turnsMax: REVISION_TURNS_MAX,
  });
}

function decideOn(
  vote: Vote,
  said: {
    readonly proposed: Proposed;
    readonly objections: readonly Objection[] | null;
    readonly revised: AgentRun | null;
  },
): RuledTrade {
  const { proposed, objections, revised } = said;
  if (vote.kind === 'abstain') return { trade: null, steps: [step('vote-invalid', { agent: PROPOSER })] };
  if (vote.kind === 'hold') return { trade: null, steps: [] };
  const { signal } = vote;
  const identified = proposed.valid.signals.find((known) => known.signal === signal);
  const wrong = (proposed.problems.get(identified?.signalId ?? '') ?? []).map(({ code, about }) =>
    step('fact-wrong', { about: `${code} ${about}` }),
  );
  if (signal.action === 'close') return { trade: signal, steps: wrong };
  if (wrong.length > 0) return { trade: null, steps: [...wrong, step('fact-check-failed', { agent: PROPOSER })] };
  return passFinalGate(signal, {
    critic: CRITIC,
    proposer: PROPOSER,
    objections: objections?.filter(({ symbol }) => symbol === signal.symbol) ?? null,
    revision: revised === null ? null : statementOn(revised, 'revision', signal.symbol),
  });
}
