import { describe, expect, it } from 'vitest';
import { renderCloses } from '../../src/market/render-closes.ts';
import { renderMarketContext } from '../../src/market/render-market-context.ts';
import { fullMarket } from '../market/full-market.ts';
import { toolContext } from '../support/tool-context.ts';
import { callTool } from './call-tool.ts';

describe('get_market_context', () => {
  const snapshot = fullMarket();
  const context = toolContext({ snapshot });
  const textOf = (input: unknown) => callTool('get_market_context', input, context).result.text();

  it('hands out the snapshot itself when no symbols are named', () => {
    const { result } = callTool('get_market_context', { level: 'basic' }, context);
    expect(result).toMatchObject({ ok: true });
    expect(result.value).toBe(snapshot);
  });

  it('hands out the named markets under the id of the snapshot, with what belongs to all', () => {
    const { value } = callTool('get_market_context', { symbols: ['ETHUSDT', 'ETHUSDT'], level: 'basic' }, context).result;
    const { id, asOf, breadth, fearGreed } = snapshot;
    expect(value).toMatchObject({ id, asOf, breadth, fearGreed });
    expect(value).toHaveProperty('markets.size', 1);
  });

  it.each(['basic', 'enhanced'] as const)('writes the level %s of all symbols, or of the named ones, each once', (level) => {
    expect(textOf({ level })).toBe(renderMarketContext(snapshot, { symbols: ['BTCUSDT', 'ETHUSDT'], level }));
    expect(textOf({ level, symbols: ['ETHUSDT', 'ETHUSDT'] })).toBe(
      renderMarketContext(snapshot, { symbols: ['ETHUSDT'], level }),
    );
  });

  it.each(['4h', '1h'] as const)('writes the closes of %s alone, or below a level', (timeframe) => {
    const closes = renderCloses(snapshot, { symbols: ['ETHUSDT'], interval: timeframe });
    expect(textOf({ symbols: ['ETHUSDT'], timeframe })).toBe(closes);
    expect(textOf({ symbols: ['ETHUSDT'], timeframe, level: 'basic' })).toBe(
      `${renderMarketContext(snapshot, { symbols: ['ETHUSDT'], level: 'basic' })}\n\n${closes}`,
    );
  });

  it.each([
    ['neither a level nor a timeframe', {}, "level: expected a level: 'basic' or 'enhanced', or a timeframe; got neither"],
    ['an unknown level', { level: 'deep' }, "level: expected a level: 'basic' or 'enhanced'; got \"deep\""],
    ['an unknown timeframe', { timeframe: '1d' }, "timeframe: expected a timeframe: '4h' or '1h'; got \"1d\""],
    ['an empty list', { symbols: [], level: 'basic' }, 'symbols: expected a list of at least one symbol'],
    ['one symbol as text', { symbols: 'BTCUSDT', level: 'basic' }, 'symbols: expected a list of at least one symbol'],
    [
      'a market that is not traded here',
      { symbols: ['BTCUSDT', 'XRPUSDT'], level: 'basic' },
      'symbols.1: expected one of BTCUSDT, ETHUSDT; got XRPUSDT',
    ],
    ['a further key', { level: 'basic', limit: 5 }, 'limit: expected no such key; got 5'],
  ])('does not understand %s', (_name, input, expected) => {
    const { result } = callTool('get_market_context', input);
    expect(result.ok).toBe(false);
    expect(result.text()).toContain(`- ${expected}`);
  });
});
