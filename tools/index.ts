import type { Tool } from '../src/agent/tool.ts';
import { finishSession } from './finish-session.ts';
import { getMarketContext } from './get-market-context.ts';
import { getPortfolio } from './get-portfolio.ts';
import { proposeTrade } from './propose-trade.ts';
import { setStopLoss } from './set-stop-loss.ts';

/** Every tool that an agent may call, in the order in which models see them. */
export const TOOLS: readonly Tool[] = [getMarketContext, getPortfolio, proposeTrade, setStopLoss, finishSession];
