import { describe, expect, it } from 'vitest';
import { livePilot } from '../support/pilot-life.ts';
import { generatedPilotMarket, publishedInstruments, storedPilotMarket } from '../support/pilot-markets.ts';
import { pilotTrader } from '../support/pilot-trader.ts';

const CANDLES = process.env['STEWARD_CANDLES'];
const DAYS = 60;
const PATIENCE_MS = 120_000;
/** Luna's fall, and the weeks after it. */
const FALL = Date.UTC(2022, 4, 1);
/** A rise to the highest price so far, and the fall from it. */
const TOP = Date.UTC(2024, 1, 20);

describe('sixty days of a book of 25 USDT', () => {
  it.each([
    ['received', 'spot-2026', 'collared-limit'],
    ['bnb', 'capture-2024', 'market'],
  ] as const)(
    'on invented candles, with commissions from %s and the markets of %s, entered by %s',
    async (feePaidIn, preset, entryKind) => {
      const startAt = TOP;
      const { record } = await livePilot({
        days: DAYS,
        startAt,
        market: generatedPilotMarket({ seed: 3, startAt, days: DAYS }),
        provider: pilotTrader(3),
        settings: { 'simulator.feePaidIn': feePaidIn, 'simulator.preset': preset, 'execution.entryKind': entryKind },
      });
      expect(record.entries).toBeGreaterThan(20);
      expect(record.dustBooked).toBeGreaterThan(5);
    },
    PATIENCE_MS,
  );

  it.skipIf(CANDLES === undefined).each([
    ['a rise and the fall from it', TOP, 'bnb', 'market'],
    ["Luna's fall", FALL, 'received', 'collared-limit'],
  ] as const)(
    'in %s, on real candles and the markets that the exchange published (needs STEWARD_CANDLES)',
    async (_what, startAt, feePaidIn, entryKind) => {
      const folder = CANDLES ?? '';
      const { record } = await livePilot({
        days: DAYS,
        startAt,
        market: await storedPilotMarket(folder, { startAt, days: DAYS }),
        instruments: publishedInstruments(folder, 'exchangeInfo.json'),
        provider: pilotTrader(1),
        settings: { 'simulator.feePaidIn': feePaidIn, 'execution.entryKind': entryKind },
      });
      expect(record.entries).toBeGreaterThan(5);
    },
    PATIENCE_MS,
  );
});
