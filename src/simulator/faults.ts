import type { Fault } from '../domain/fault.ts';
import type { ExchangeRequest } from '../domain/order.ts';
import type { DurationMs } from '../domain/time.ts';
import type { ExchangeEvent, OrderKey } from '../ports/exchange.ts';
import type { Refusal } from './filters.ts';

/**
 * What goes wrong between the caller and the simulated exchange: never reached it (`lose-request`), was carried out but the answer
 * got lost (`lose-reply`), arrives when nobody waits for the answer any more (`delayMs`, orders only), or was refused by something
 * before the engine (`reject`).
 */
export type CancelFault = 'lose-request' | 'lose-reply' | { readonly reject: Refusal };
export type PlaceFault = CancelFault | { readonly delayMs: DurationMs };

/** Asked before each step; null lets it pass. Absent hooks let everything pass. */
export interface ExchangeFaults {
  beforePlace?(request: ExchangeRequest): PlaceFault | null;
  beforeCancel?(order: OrderKey): CancelFault | null;
  beforeRead?(read: ExchangeRead): Fault | null;
  /** What is told instead of the event: nothing (it is lost), the event twice, and so on. */
  beforeEvent?(event: ExchangeEvent): readonly ExchangeEvent[];
}

export type ExchangeRead = 'order' | 'open-orders' | 'fills' | 'balances' | 'instruments' | 'fees';
