import { SECOND_MS } from '../../domain/time.ts';
import type { DrillStage } from './drill-stage.ts';
import { executedEntries, standingAlerts } from './drill-wants.ts';

/** What the exchange's books and the journal say in the end, in words. */
export function tellEnd(stage: DrillStage): string {
  return [...ordersText(stage), ...holdingsText(stage), ...alertsText(stage)].join('; ');
}

function ordersText(stage: DrillStage): readonly string[] {
  const bought = executedEntries(stage);
  const refused = stage.facts('order-changed').filter(({ state }) => state.tag === 'rejected').length;
  const lost = stage.facts('order-changed').filter(({ state }) => state.tag === 'lost').length;
  const unknown = stage.facts('order-changed').filter(({ state }) => state.tag === 'outcome-unknown').length;
  const sold = stage.ownOrders.filter(({ request, executedQuantity }) => request.side === 'SELL' && !executedQuantity.isZero());
  const starts = stage.facts('process-started').length;
  return [
    `${bought} bought`,
    `${sold.length} sold`,
    ...(unknown > 0 ? [`${unknown} in doubt for a while`] : []),
    ...(lost > 0 ? [`${lost} taken for lost`] : []),
    ...(refused > 0 ? [`${refused} refused`] : []),
    ...(starts > 1 ? [`${starts} starts`] : []),
  ];
}

function holdingsText(stage: DrillStage): readonly string[] {
  return stage.watch.symbols.map((symbol) => {
    const held = stage.watch.held(symbol);
    const stops = stage.stops(symbol).map(({ request }) => request.stopPrice?.toFixed() ?? '');
    const name = symbol.replace('USDT', '');
    return stops.length > 0 ? `${held} ${name} with a stop at ${stops.join(', ')}` : `${held} ${name} without a stop`;
  });
}

function alertsText(stage: DrillStage): readonly string[] {
  const standing = new Set(standingAlerts(stage));
  const raised = [...new Set(stage.facts('alert-raised').map(({ key }) => key))];
  const protectedFacts = stage.facts('position-protected');
  const worst = Math.max(0, ...protectedFacts.map(({ unprotectedMs }) => unprotectedMs));
  return [
    ...(worst > 0 ? [`reported ${(worst / SECOND_MS).toFixed(1)} s unprotected`] : []),
    ...raised.map((key) => `told ${key}${standing.has(key) ? '' : ' (over)'}`),
  ];
}
