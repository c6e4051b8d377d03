import type { RiskRule } from './risk-rule.ts';
import { autonomy } from './rules/autonomy.ts';
import { booksUnsettled } from './rules/books-unsettled.ts';
import { bracketFilters } from './rules/bracket-filters.ts';
import { cashReserve } from './rules/cash-reserve.ts';
import { controlState } from './rules/control-state.ts';
import { cooldown } from './rules/cooldown.ts';
import { dailyLoss } from './rules/daily-loss.ts';
import { drawdown } from './rules/drawdown.ts';
import { entriesBlocked } from './rules/entries-blocked.ts';
import { entriesPerDay } from './rules/entries-per-day.ts';
import { exitFilters } from './rules/exit-filters.ts';
import { grossExposure } from './rules/gross-exposure.ts';
import { noPosition } from './rules/no-position.ts';
import { openPositions } from './rules/open-positions.ts';
import { positionSize } from './rules/position-size.ts';
import { priceDrift } from './rules/price-drift.ts';
import { riskPerTrade } from './rules/risk-per-trade.ts';
import { snapshotCurrent } from './rules/snapshot-current.ts';
import { staleData } from './rules/stale-data.ts';
import { stopDistance } from './rules/stop-distance.ts';
import { stopPresent } from './rules/stop-present.ts';
import { stopSide } from './rules/stop-side.ts';
import { symbolAllowed } from './rules/symbol-allowed.ts';
import { symbolBusy } from './rules/symbol-busy.ts';
import { symbolTradable } from './rules/symbol-tradable.ts';
import { targetSide } from './rules/target-side.ts';

/** Every rule of the guard, in the order in which their reasons are told: first what no other trade could change, last what a smaller one would. */
export const RISK_RULES: readonly RiskRule[] = [
  controlState,
  autonomy,
  symbolAllowed,
  symbolTradable,
  snapshotCurrent,
  staleData,
  booksUnsettled,
  entriesBlocked,
  symbolBusy,
  noPosition,
  drawdown,
  dailyLoss,
  cooldown,
  entriesPerDay,
  openPositions,
  priceDrift,
  stopPresent,
  stopSide,
  stopDistance,
  targetSide,
  riskPerTrade,
  positionSize,
  grossExposure,
  cashReserve,
  bracketFilters,
  exitFilters,
];
