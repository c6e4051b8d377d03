import type { MakeInvariant } from '../watched.ts';

const TYPES: Readonly<Record<string, string>> = {
  market: 'MARKET',
  limit: 'LIMIT',
  'stop-loss': 'STOP_LOSS',
  'stop-loss-limit': 'STOP_LOSS_LIMIT',
  'take-profit': 'TAKE_PROFIT',
};

/**
 * No byte leaves that is not, durably, what was decided: the intent comes before the order and says the same (INV-08), and a purchase has a
 * proposal that was approved, in time, and not used for another (INV-03).
 */
export const approvedAndWritten: MakeInvariant = ({ world, journal, broken }) => {
  const used = new Map<string, string>();
  return {
    onSend({ path }, legs) {
      journal.refresh();
      for (const leg of legs) {
        const intent = journal.intents.get(leg.clientOrderId);
        if (intent === undefined) {
          broken(`${leg.clientOrderId} left for ${path} before it was written down (INV-08)`);
          continue;
        }
        const { order } = intent.request;
        const said = [order.symbol, order.side.toUpperCase(), TYPES[order.type]];
        const sent = [leg.symbol, leg.side, leg.type];
        if (leg.quantity !== null) {
          said.push(order.quantity);
          sent.push(leg.quantity);
        }
        said.push('price' in order ? order.price : 'none', 'stopPrice' in order ? order.stopPrice : 'none');
        sent.push(leg.price ?? 'none', leg.stopPrice ?? 'none');
        if (said.join(' ') !== sent.join(' '))
          broken(`${leg.clientOrderId} left as ${sent.join(' ')}, written was ${said.join(' ')}`);
        if (leg.side !== 'BUY') continue;
        const { proposalId } = intent;
        const approval = journal.approvals.get(proposalId ?? '');
        const proposal = journal.proposals.get(proposalId ?? '');
        if (proposalId === null || approval === undefined || proposal === undefined) {
          broken(`${leg.clientOrderId} buys without an approval`);
          continue;
        }
        if (approval.at > proposal.expiresAt) broken(`${leg.clientOrderId} buys on an approval that came too late`);
        if (approval.at > world.clock.now()) broken(`${leg.clientOrderId} was approved in the future`);
        const other = used.get(proposalId);
        const otherState = journal.states.get(other ?? '')?.tag;
        const isProvenNothing = otherState === 'rejected' || otherState === 'abandoned';
        if (other !== undefined && !isProvenNothing)
          broken(`${leg.clientOrderId} and ${other} buy on the same approval ${proposalId}`);
        used.set(proposalId, leg.clientOrderId);
      }
    },
  };
};
