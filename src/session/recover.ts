import { invariant } from '../domain/invariant.ts';
import { tellBudgetStage } from './budget-alerts.ts';
import type { SessionServices } from './session-services.ts';
import { settleProposal } from './settle-proposals.ts';

/**
 * The start-up path, and the only recovery there is: orders in doubt are resolved, positions protected, what was interrupted is ended and
 * told, and only then may sessions and the chat begin. It may itself be interrupted anywhere and run again.
 */
export async function recover(services: SessionServices, start: { readonly configurationHash: string }): Promise<void> {
  const { state, executor, settings } = services;
  invariant(state.lastSequence > 0, 'a journal is opened before it is recovered');
  const inDoubt = [...state.orders.inDoubt(), ...state.orders.lost()];
  await state.record([
    {
      kind: 'process-started',
      epoch: settings.epoch,
      configurationHash: start.configurationHash,
      recoveredOrders: inDoubt.length,
      deliberation: { mode: state.control.mode, deliberators: deliberatorsOf(services) },
    },
  ]);
  for (const order of inDoubt) await executor.resolve(order.intent.clientOrderId);
  await services.protection.audit();
  await endInterrupted(services);
  await tellBudgetStage(services);
}

/** What the last process left open: its session, and proposals that were approved but of which no order was ever intended. */
async function endInterrupted(services: SessionServices): Promise<void> {
  const { state, clock } = services;
  for (const { id } of state.proposals.underWay()) await settleProposal(services, id, 'interrupted');
  const { current } = state.sessions;
  if (current !== null) {
    await state.record(
      [{ kind: 'session-closed', outcome: { tag: 'interrupted' }, durationMs: Math.max(0, clock.now() - current.startedAt) }],
      {
        sessionId: current.sessionId,
      },
    );
  }
}

/** Each once, by name. */
function deliberatorsOf({ deliberators }: SessionServices): SessionServices['deliberators'] {
  const byName = new Map(deliberators.map(({ provider, model }) => [`${provider} ${model}`, { provider, model }]));
  return [...byName.values()];
}
