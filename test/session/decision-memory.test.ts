import { describe, expect, it } from 'vitest';
import { MAIN_BOOK_ID } from '../../src/domain/journal-entry.ts';
import { DecisionMemory } from '../../src/session/decision-memory.ts';
import {
  DELIBERATION,
  ENTERED,
  exitFilled,
  journalOf,
  REFUSED,
  START,
  STARTED,
  sale,
  stopHit,
  type TimedFact,
} from '../report/stories/journal-fixture.ts';

function memoryOf(facts: readonly TimedFact[], bookId = MAIN_BOOK_ID): DecisionMemory {
  const memory = new DecisionMemory({ bookId });
  for (const entry of journalOf(facts)) memory.apply(entry);
  return memory;
}

describe('the memory of decisions', () => {
  it('keeps a purchase with the stop it was made with', () => {
    const [bought] = memoryOf(ENTERED).trades();
    expect(bought).toMatchObject({ symbol: 'ETHUSDT', proposalId: 'P1', reason: 'signal', sale: null });
    expect([bought?.price.toFixed(2), bought?.stopPrice?.toFixed()]).toEqual(['2512.49', '2437']);
  });

  it('measures what a stop realised by what was to be lost at it', () => {
    const [, stopped] = memoryOf([...ENTERED, ...stopHit(90)]).trades();
    expect(stopped).toMatchObject({ reason: 'protection', sale: { endedPosition: true } });
    expect(stopped?.sale?.pnl.toFixed(2)).toBe('-38.86');
    expect(stopped?.sale?.riskMultiple).toBeCloseTo(-38.87 / (75.4874 * 0.4776), 2);
  });

  it('tells a profit as a positive multiple, and forgets the risk with the position', () => {
    const sold = memoryOf([...ENTERED, ...exitFilled(61)]).trades();
    expect(sold.at(-1)?.sale?.riskMultiple).toBeGreaterThan(1);
    const again = memoryOf([...ENTERED, ...exitFilled(61), ...stopHit(90)]).trades();
    expect(again.at(-1)?.sale?.riskMultiple).toBeNull();
  });

  it('keeps the newest three orders of a symbol', () => {
    const sales = [1, 2, 3, 4].flatMap((count) =>
      sale({
        minute: 60 + count,
        clientOrderId: `st-C${count}`,
        price: '2500',
        proposalId: null,
        reason: 'close-command',
        quantity: '0.01',
      }),
    );
    const trades = memoryOf([...ENTERED, ...sales]).trades();
    expect(trades.map(({ at }) => (at - START) / 60_000)).toEqual([62, 63, 64]);
    expect(trades.every((trade) => trade.sale?.endedPosition === false)).toBe(true);
  });

  it('counts the same refusal and keeps five of them', () => {
    const later: readonly TimedFact[] = [
      [60, STARTED, '20240115T15'],
      ...DELIBERATION.slice(2).map(([, fact]): TimedFact => [60, fact, '20240115T15']),
      [61, REFUSED, '20240115T15'],
    ];
    const memory = memoryOf([...DELIBERATION, [1, REFUSED], ...later]);
    expect(memory.refusals()).toEqual([
      { symbol: 'ETHUSDT', action: 'open', codes: ['cooldown'], count: 2, lastAt: START + 61 * 60_000 },
    ]);
    const refusedOf = (symbol: `${string}USDT`, minute: number): TimedFact => [minute, { ...REFUSED, symbol } as TimedFact[1]];
    const many = memoryOf(
      ['AUSDT', 'BUSDT', 'CUSDT', 'DUSDT', 'EUSDT', 'FUSDT'].map((symbol, index) => refusedOf(symbol as 'AUSDT', index)),
    );
    expect(many.refusals().map(({ symbol }) => symbol)).toEqual(['BUSDT', 'CUSDT', 'DUSDT', 'EUSDT', 'FUSDT']);
  });

  it('keeps nothing of another book', () => {
    const memory = memoryOf([...ENTERED, [5, REFUSED]], 'shadow-1');
    expect([memory.trades(), memory.refusals()]).toEqual([[], []]);
  });
});
