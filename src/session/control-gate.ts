import type { LastGate } from '../execution/order-sender.ts';
import type { JournaledState } from './journaled-state.ts';

/**
 * The last look at the control state, at the moment in which an order would leave: a /pause or /panic that came while the order was judged,
 * planned and journaled still stops it. Protection and a person's own close pass in every state.
 */
export function controlGate(state: Pick<JournaledState, 'control'>): LastGate {
  return ({ purpose, reason }) => {
    if (reason !== 'signal') return null;
    const { control } = state.control;
    if (purpose === 'entry' && control !== 'active') return `trading is ${control}`;
    return control === 'halted' ? 'trading is halted' : null;
  };
}
