import { decisionReport } from '../../report/commands/decision-report.ts';
import type { CommandDefinition } from '../command-definition.ts';
import { readProposalId } from '../read-arguments.ts';

const EXAMPLE = '/reject P3 too large';
const REASON_LENGTH_MAX = 200;

export const reject: CommandDefinition = {
  name: 'reject',
  aliases: [],
  arguments: 'Pn [reason]',
  example: EXAMPLE,
  summary: { en: 'turn a proposal down' },
  group: 'decide',
  role: 'operator',
  confirmation: 'none',
  riskIncreasing: false,
  runsAtOnce: false,
  prepare({ steward, by, facts: { venue, language } }, [given, ...words]) {
    const proposal = readProposalId(given, EXAMPLE);
    if (proposal.tag === 'unclear') return proposal;
    const reason = words.join(' ').slice(0, REASON_LENGTH_MAX);
    return {
      tag: 'ready',
      async run() {
        const result = await steward.reject(proposal.value, { by, why: reason === '' ? null : reason });
        return decisionReport({ venue, proposalId: proposal.value, result }, language);
      },
    };
  },
};
