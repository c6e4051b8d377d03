import { decisionReport } from '../../report/commands/decision-report.ts';
import type { CommandDefinition } from '../command-definition.ts';
import { readPortion, readProposalId, tooMany } from '../read-arguments.ts';

const EXAMPLE = '/approve P3';

/** The proposal is its own confirmation: it was shown with its numbers, and the guard judges it again on fresh prices. */
export const approve: CommandDefinition = {
  name: 'approve',
  aliases: [],
  arguments: 'Pn [half]',
  example: EXAMPLE,
  summary: { en: 'carry a proposal out, or half of it' },
  group: 'decide',
  role: 'operator',
  confirmation: 'none',
  riskIncreasing: true,
  runsAtOnce: false,
  prepare({ steward, by, facts: { venue, language } }, [given, half, more]) {
    const proposal = readProposalId(given, EXAMPLE);
    if (proposal.tag === 'unclear') return proposal;
    const portion = readPortion(half, `${EXAMPLE} half`);
    if (portion.tag === 'unclear') return portion;
    return (
      tooMany(more, EXAMPLE) ?? {
        tag: 'ready',
        async run() {
          const result = await steward.approve(proposal.value, { by, portion: portion.value });
          return decisionReport({ venue, proposalId: proposal.value, result }, language);
        },
      }
    );
  },
};
