import type { Configuration } from '../../configuration/configuration.ts';
import type { DoctorCheck } from '../../report/doctor-text.ts';
import { percentText } from '../../report/format-number.ts';
import { parseRiskLimits } from '../../risk/limits.ts';
import { widestStopOf } from '../../risk/smallest-book.ts';
import { DEFAULT_FEES, instrumentsOf } from '../../simulator/instrument-presets.ts';

/** With nearer stops alone, a market's usual movement ends most positions. */
const USUAL_STOP_FRACTION = 0.05;

/** Whether the capital leaves room, within the limits, for orders that the exchange takes. */
export function checkCapital({ capital, limits, symbols }: Configuration): DoctorCheck {
  const name = 'capital';
  const notionalMin = Math.max(...instrumentsOf({ preset: 'spot-2026', symbols }).map((market) => market.notionalMin.toNumber()));
  const book = { equity: capital.allotted, notionalMin, takerFraction: DEFAULT_FEES.takerFraction.toNumber() };
  const widest = widestStopOf({ ...book, limits: parseRiskLimits(limits) });
  const what = `${capital.allotted} USDT under these limits`;
  const fix = 'allot more capital, or loosen limits.positionFractionMax and limits.riskPerTradeFractionMax';
  if (widest === null) {
    return {
      name,
      state: 'warning',
      text: `nothing can be bought with ${what}: every order must be worth ${notionalMin} USDT`,
      fix,
    };
  }
  if (widest < USUAL_STOP_FRACTION) {
    const text = `with ${what} only entries whose stop is within ${percentText(widest)} of the price can be bought`;
    return { name, state: 'warning', text, fix };
  }
  return { name, state: 'ok', text: `${what} leave room for orders that the exchange takes`, fix: null };
}
