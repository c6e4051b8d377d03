import type { MarketSymbol } from '../../src/domain/market-symbol.ts';
import type { Position } from '../../src/domain/position.ts';
import type { SizeStep } from '../../src/domain/trade-signal.ts';
import { OPERATOR } from './recording-chat.ts';
import type { StewardForTest } from './steward-for-test.ts';

/** Lets the next session buy a symbol: proposed by the model, approved by a person where it asks, protected. */
export async function openPosition(
  rig: StewardForTest,
  wish: {
    readonly symbol?: MarketSymbol;
    readonly sizeStep?: SizeStep;
    readonly stopFraction?: number;
    readonly targetFraction?: number;
  } = {},
): Promise<Position> {
  const { symbol = 'BTCUSDT', ...rest } = wish;
  rig.llm.wish({ action: 'open', symbol, ...rest });
  await rig.runNextSession();
  for (const { id } of rig.steward.state.proposals.staged()) await rig.steward.approve(id, { by: OPERATOR, portion: 1 });
  await rig.passing(rig.steward.idle());
  return heldPosition(rig, symbol);
}

export function heldPosition({ steward }: Pick<StewardForTest, 'steward'>, symbol: MarketSymbol): Position {
  const position = steward.state.portfolio.position(symbol);
  if (position === null) throw new Error(`nothing is held of ${symbol}`);
  return position;
}

/** Prices of the stops that rest, as text. */
export function restingStops({ steward }: Pick<StewardForTest, 'steward'>, symbol: MarketSymbol): readonly string[] {
  return steward.state.orders.protectionOf(symbol).liveStops.map(({ stopPrice }) => stopPrice.toFixed());
}
