import type { AnalystReport } from '../../domain/role-statement.ts';
import type { AgentRun } from '../agent-run.ts';
import { decisionsOn } from '../decisions-on.ts';
import type { Deliberation, DeliberationInput } from '../deliberation.ts';
import { describeProposals } from '../describe-proposals.ts';
import { findSeat } from '../find-seat.ts';
import { runSeat, type SeatTask } from '../run-seat.ts';
import { statementOn, statementsOf } from '../statements-of.ts';
import { type RuledTrade, recordOf, step } from '../voting/aggregate.ts';
import { applyReview, checkAgainstReports } from '../voting/officer-rule.ts';
import { type Ballot, ballotsOf } from '../voting/vote.ts';

const NOT_SHOWN = () => 'not part of your data';
const TRADER = 'trader';
const OFFICER = 'riskOfficer';

interface Analysis {
  readonly technical: AgentRun;
  readonly context: AgentRun;
  readonly memory: AgentRun;
}

/**
 * Mode `specialized`: three analysts read separate parts of the data side by side, a trader decides with their reports, and a risk
 * officer reviews its entries. Code holds entries that the reports do not carry; the officer can only shrink or stop what is left,
 * and only entries. It is not asked when no entry is left.
 */
export async function deliberateSpecialized(input: DeliberationInput): Promise<Deliberation> {
  const analysis = await analyse(input);
  const reports = Object.values(analysis).flatMap((run: AgentRun) => describeReports(run));
  const trader = await runSeat(input, findSeat(input, TRADER), {
    blocks: [{ source: 'reports', text: () => (reports.length === 0 ? 'none' : reports.join('\n')) }],
  });
  const drafts = ballotsOf([trader], input).map((ballot) => ({ ballot, ruled: draftOf(ballot, { input, analysis }) }));
  const officer = await review(
    input,
    drafts.map(({ ruled }) => ruled),
  );
  const decided = drafts.map(({ ballot, ruled }) => {
    const final = finish(ruled, officer, ballot);
    return { ballot, trade: final.trade, record: recordOf(ballot, final.trade, [...ruled.steps, ...final.steps]) };
  });
  return {
    runs: [...Object.values(analysis), trader, ...(officer === null ? [] : [officer])],
    decisions: decided.flatMap(({ ballot, trade }) => decisionsOn(trader, { symbol: ballot.symbol, trade })),
    aggregations: decided.map(({ record }) => record),
  };
}

async function analyse(input: DeliberationInput): Promise<Analysis> {
  const { snapshot, portfolio, tradableSymbols: symbols, roleTools } = input;
  const tools = [roleTools.report];
  const analyst = (agent: keyof Analysis, task: SeatTask) => runSeat(input, findSeat(input, agent), { ...task, tools });
  const [technical, context, memory] = await Promise.all([
    analyst('technical', {
      facts: { role: 'technical', snapshot },
      shown: {
        market: () => input.describeTechnical(snapshot, findSeat(input, 'technical').contextLevel),
        portfolio: NOT_SHOWN,
        recentDecisions: NOT_SHOWN,
      },
    }),
    analyst('context', {
      facts: { role: 'context', snapshot },
      shown: { market: () => input.describeMood(snapshot), portfolio: NOT_SHOWN, recentDecisions: NOT_SHOWN },
    }),
    analyst('memory', { facts: { role: 'memory', portfolio, symbols }, shown: { market: NOT_SHOWN } }),
  ]);
  return { technical, context, memory };
}

function describeReports(run: AgentRun): readonly string[] {
  return statementsOf(run, 'report').map(({ kind: _known, ...report }: AnalystReport) =>
    JSON.stringify({ analyst: run.agent, ...report }),
  );
}

/** What the trader's vote and the reports make of a symbol, before the officer's word. */
function draftOf(
  { symbol, votes: [vote] }: Ballot,
  { input, analysis }: { readonly input: DeliberationInput; readonly analysis: Analysis },
): RuledTrade {
  if (vote === undefined || vote.kind === 'abstain') return { trade: null, steps: [step('vote-invalid', { agent: TRADER })] };
  if (vote.kind === 'hold') return { trade: null, steps: [] };
  if (vote.kind === 'close') return { trade: vote.signal, steps: [] };
  return checkAgainstReports(vote.signal, {
    reports: {
      technical: statementOn(analysis.technical, 'report', symbol),
      context: statementOn(analysis.context, 'report', symbol),
      memory: statementOn(analysis.memory, 'report', symbol),
    },
    unknownEvidence: vote.signal.evidence.filter((id) => input.resolveEvidence(input.snapshot, id) === null),
  });
}

/** Asks the officer; null when no entry is left that it could shrink or stop. */
async function review(input: DeliberationInput, drafts: readonly RuledTrade[]): Promise<AgentRun | null> {
  const { portfolio } = input;
  const proposals = drafts.flatMap(({ trade }) => (trade === null ? [] : [trade]));
  if (!proposals.some(({ action }) => action === 'open')) return null;
  const verdicts = () =>
    proposals.map((signal, index) => input.describeVerdict(input.assess(signal, proposals.slice(0, index)))).join('\n');
  return runSeat(input, findSeat(input, OFFICER), {
    tools: [input.roleTools.review],
    facts: { role: 'risk-officer', proposals, portfolio },
    blocks: [
      { source: 'proposals', text: () => describeProposals(proposals) },
      { source: 'verdicts', text: verdicts },
    ],
  });
}

function finish({ trade }: RuledTrade, officer: AgentRun | null, { symbol }: Ballot): RuledTrade {
  if (trade === null || officer === null) return { trade, steps: [] };
  return applyReview(trade, statementOn(officer, 'review', symbol), OFFICER);
}
