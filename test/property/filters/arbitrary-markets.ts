import fc from 'fast-check';
import { Decimal, fraction, price, quantity, quoteAmount } from '../../../src/domain/decimal.ts';
import type { Instrument } from '../../../src/domain/instrument.ts';
import { DEFAULT_SYMBOLS } from '../../../src/domain/market-symbol.ts';
import type { OrderType } from '../../../src/domain/order.ts';
import { instrumentsOf } from '../../../src/simulator/instrument-presets.ts';
import { venueSymbolOf } from '../../../src/simulator/venue/venue-symbol.ts';
import type { JudgedOrder } from './venue-judgement.ts';

export type JudgedMarket = Pick<JudgedOrder, 'instrument' | 'symbol'>;

const [BTC] = instrumentsOf({ preset: 'spot-2026', symbols: ['BTCUSDT'] });
const steps = (most: number) => fc.integer({ min: 0, max: most }).map((places) => new Decimal(10).pow(-places));

/** Markets in the shapes that the exchange has: bounds on the steps, but for the largest market order, which is off them. */
const arbitraryInstruments: fc.Arbitrary<Instrument> = fc
  .record({
    tick: fc.oneof(steps(6), fc.constant(new Decimal('0.05'))),
    step: steps(7),
    stepsMin: fc.constantFrom(1, 10, 100),
    quantityMax: fc.constantFrom(90, 9_000, 900_000),
    marketQuantityMax: fc.oneof(fc.constant(0), fc.integer({ min: 100_000_000, max: 2_000_000_000_000 })),
    priceMax: fc.constantFrom(1_000, 100_000, 1_000_000),
    notionalMin: fc.constantFrom('0.0001', '1', '5', '10', '5.5'),
    notionalMax: fc.constantFrom(0, 20_000, 9_000_000),
    buyRange: fc.constantFrom(['0.2', '5'], ['0.9', '1.1'], ['0', '0']),
    sellRange: fc.constantFrom(['0.2', '5'], ['0.85', '1.3'], ['0', '0']),
    orderTypes: fc.oneof(
      {
        weight: 5,
        arbitrary: fc.constant<readonly OrderType[]>(['market', 'limit', 'stop-loss', 'stop-loss-limit', 'take-profit']),
      },
      { weight: 3, arbitrary: fc.constant<readonly OrderType[]>(['market', 'limit', 'stop-loss-limit']) },
      { weight: 1, arbitrary: fc.constant<readonly OrderType[]>(['limit', 'stop-loss']) },
    ),
  })
  .map((drawn): Instrument => {
    if (BTC === undefined) throw new Error('the preset has the market');
    return {
      ...BTC,
      orderTypes: drawn.orderTypes,
      tickSize: price(drawn.tick),
      priceMin: price(drawn.tick),
      priceMax: price(drawn.priceMax),
      stepSize: quantity(drawn.step),
      quantityMin: quantity(drawn.step.times(drawn.stepsMin)),
      quantityMax: quantity(drawn.quantityMax),
      marketQuantityMax: quantity(new Decimal(drawn.marketQuantityMax).div(100_000_000)),
      notionalMin: quoteAmount(drawn.notionalMin),
      notionalMax: quoteAmount(drawn.notionalMax),
      buyPriceFractionMin: fraction(drawn.buyRange[0] ?? 0),
      buyPriceFractionMax: fraction(drawn.buyRange[1] ?? 0),
      sellPriceFractionMin: fraction(drawn.sellRange[0] ?? 0),
      sellPriceFractionMax: fraction(drawn.sellRange[1] ?? 0),
    };
  });

const PRESETS: readonly Instrument[] = (['spot-2026', 'capture-2024'] as const).flatMap((preset) =>
  instrumentsOf({ preset, symbols: DEFAULT_SYMBOLS }),
);

/** Invented markets and those of the presets; with others beside them, those as often. */
export function arbitraryMarkets(others: readonly JudgedMarket[] = []): fc.Arbitrary<JudgedMarket> {
  const ours = fc
    .oneof({ weight: 3, arbitrary: arbitraryInstruments }, { weight: 1, arbitrary: fc.constantFrom(...PRESETS) })
    .map((instrument) => ({ instrument, symbol: venueSymbolOf(instrument) }));
  return others.length === 0 ? ours : fc.constantFrom(...others);
}

/** What the least change of a quantity is worth, at most: the exchange keeps its steps that small. */
const STEP_VALUE_MAX = 20;

/** A price of the market's size; one in three is between two ticks, as an average is. */
export function markOf(instrument: Instrument, { share, isBetween }: { readonly share: number; readonly isBetween: boolean }) {
  const highest = Decimal.min(instrument.priceMax.times(share ** 3), new Decimal(STEP_VALUE_MAX).div(instrument.stepSize));
  const ticks = highest.div(instrument.tickSize);
  const onTick = Decimal.max(ticks.floor(), 1).times(instrument.tickSize);
  return price(isBetween ? onTick.plus(instrument.tickSize.div(3)).toDecimalPlaces(8, Decimal.ROUND_UP) : onTick);
}
