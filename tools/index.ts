import type { Tool } from '../src/agent/tool.ts';
import { finishSession } from './finish-session.ts';
import { getMarketContext } from './get-market-context.ts';
import { getPortfolio } from './get-portfolio.ts';
import { giveReport } from './give-report.ts';
import { proposeTrade } from './propose-trade.ts';
import { raiseObjections } from './raise-objections.ts';
import { reviewProposals } from './review-proposals.ts';
import { reviseProposal } from './revise-proposal.ts';
import { setStopLoss } from './set-stop-loss.ts';

/** Every tool that a trader may call, in the order in which models see them. */
export const TOOLS: readonly Tool[] = [getMarketContext, getPortfolio, proposeTrade, setStopLoss, finishSession];

/** The one tool by which each of the other roles answers. */
export const ROLE_TOOLS = {
  report: giveReport,
  review: reviewProposals,
  objections: raiseObjections,
  revision: reviseProposal,
} as const satisfies Readonly<Record<string, Tool>>;
