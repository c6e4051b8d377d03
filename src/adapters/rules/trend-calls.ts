import type { MarketDataSet } from '../../domain/market-data-set.ts';
import { baseAssetOf, type MarketSymbol } from '../../domain/market-symbol.ts';
import type { SizeStep } from '../../domain/trade-signal.ts';
import type { LlmToolCall } from '../../ports/llm-provider.ts';
import { readTrend } from './read-trend.ts';
import type { Entry, TrendView } from './trend-strategy.ts';

/** The strategy's own estimates: of an entry with one, two or three signs of strength, and of an exit or a raised stop. */
const ENTRY_CONFIDENCE_FRACTIONS = { 1: 0.55, 2: 0.65, 3: 0.75 };
const EXIT_CONFIDENCE_FRACTION = 0.7;

/** The call that asks for what the strategy wants; none while it waits. */
export function proposalFor(view: TrendView, snapshot: MarketDataSet): readonly LlmToolCall[] {
  const { symbol } = view;
  switch (view.kind) {
    case 'wait':
      return [];
    case 'enter':
      return [openCall(view, { snapshot, sizeStep: view.sizeStep, attempt: 1 })];
    case 'exit':
      return [
        {
          id: `close-${symbol}`,
          name: 'propose_trade',
          input: {
            symbol,
            trade: { action: 'close', sizeStep: 1 },
            ...groundsOf(view, { snapshot, confidenceFraction: EXIT_CONFIDENCE_FRACTION }),
          },
        },
      ];
    case 'raise-stop':
      return [
        {
          id: `stop-${symbol}`,
          name: 'set_stop_loss',
          input: {
            symbol,
            stopPrice: view.stopPrice,
            ...groundsOf(view, { snapshot, confidenceFraction: EXIT_CONFIDENCE_FRACTION }),
          },
        },
      ];
  }
}

/** The call that opens a position. Its id names the symbol and the attempt, so that its verdict can be found in the conversation. */
export function openCall(
  entry: Entry,
  { snapshot, sizeStep, attempt }: { readonly snapshot: MarketDataSet; readonly sizeStep: SizeStep; readonly attempt: number },
): LlmToolCall {
  const { symbol, stopPrice, targetPrice, strength } = entry;
  return {
    id: openId(symbol, attempt),
    name: 'propose_trade',
    input: {
      symbol,
      trade: { action: 'open', sizeStep, stopPrice, targetPrice },
      ...groundsOf(entry, { snapshot, confidenceFraction: ENTRY_CONFIDENCE_FRACTIONS[strength] }),
    },
  };
}

export function openId(symbol: MarketSymbol, attempt: number): string {
  return `open-${symbol}-${attempt}`;
}

function groundsOf(
  { symbol, why }: TrendView,
  { snapshot, confidenceFraction }: { readonly snapshot: MarketDataSet; readonly confidenceFraction: number },
): { readonly [field: string]: unknown } {
  return { confidenceFraction, reasoning: why, evidence: evidenceFor(symbol, snapshot), snapshotId: snapshot.id };
}

/** Ids of the numbers on which the strategy's views stand; the price alone where the others are not known. */
function evidenceFor(symbol: MarketSymbol, { markets }: MarketDataSet): readonly string[] {
  const asset = baseAssetOf(symbol);
  const market = markets.get(symbol);
  if (market === undefined || typeof readTrend(market) === 'string') return [`${asset}.price`];
  return [
    `${asset}.price`,
    `${asset}.1d.ma20`,
    `${asset}.1d.ma50`,
    `${asset}.1d.macd.histogram`,
    `${asset}.4h.rsi14`,
    `${asset}.4h.atr14`,
  ];
}
