import type { SessionServices } from './session-services.ts';

/**
 * Books what the exchange tells without being asked: stops that filled, orders that ended. Runs until `signal` aborts.
 * Events may be repeated or come in any order; what is known already is left out, and only our own orders are booked.
 */
export async function runAccountFeed(services: SessionServices, signal: AbortSignal): Promise<void> {
  for await (const event of services.exchange.events(signal)) {
    const isNews = await services.executor.absorb(event);
    if (!isNews || event.kind === 'balance') continue;
    services.protection.request(event.kind === 'fill' ? event.fill.symbol : event.report.symbol);
  }
}
