import { describe, expect, it } from 'vitest';
import { price } from '../../src/domain/decimal.ts';
import type { RiskVerdict } from '../../src/domain/risk-verdict.ts';
import { toolContext } from '../support/tool-context.ts';
import { callTool, GROUNDS } from './call-tool.ts';

describe('get_portfolio', () => {
  it('hands out the table, and describes it when the text is read', () => {
    const context = toolContext();
    const { result } = callTool('get_portfolio', {}, context);
    expect(result.value).toBe(context.portfolio);
    expect(result.text()).toBe('cash 10000');
  });

  it('takes no input', () => {
    expect(callTool('get_portfolio', { bookId: 'shadow' }).result.text()).toContain('bookId: expected no such key; got "shadow"');
  });
});

describe('set_stop_loss', () => {
  const INPUT = { symbol: 'BTCUSDT', stopPrice: 41_000.5, ...GROUNDS };

  it('gives a signal that moves the stop, with the verdict of the guard', () => {
    const { result, signal } = callTool('set_stop_loss', INPUT);
    expect(signal).toEqual({ symbol: 'BTCUSDT', ...GROUNDS, action: 'move-stop', stopPrice: price('41000.5') });
    expect(result).toMatchObject({ ok: true, value: { tag: 'approved' } });
  });

  it('passes on that a person is asked', () => {
    const assess = (): RiskVerdict =>
      ({ ...toolContext().assess(stopSignal()), tag: 'needs-confirmation', why: [{ code: 'first-trade' }] }) as RiskVerdict;
    expect(callTool('set_stop_loss', INPUT, toolContext({ assess })).result.text()).toContain('needs-confirmation');
  });

  it.each([
    ['a stop in percent', { ...INPUT, stopPrice: '5%' }, 'stopPrice: expected'],
    ['a stop of 1e308', { ...INPUT, stopPrice: 1e308 }, 'stopPrice: expected'],
    ['no stop', { symbol: 'BTCUSDT', ...GROUNDS }, 'stopPrice: expected'],
    [
      'a trade around it',
      { symbol: 'BTCUSDT', trade: { action: 'move-stop', stopPrice: 1 }, ...GROUNDS },
      'trade: expected no such key',
    ],
    [
      'a market that is not traded here',
      { ...INPUT, symbol: 'XRPUSDT' },
      'symbol: expected one of BTCUSDT, ETHUSDT; got XRPUSDT',
    ],
  ])('does not understand %s', (_name, input, expected) => {
    const { result, signal } = callTool('set_stop_loss', input);
    expect({ ok: result.ok, signal }).toEqual({ ok: false, signal: null });
    expect(result.text()).toContain(`- ${expected}`);
  });

  function stopSignal() {
    return { symbol: 'BTCUSDT', ...GROUNDS, action: 'move-stop', stopPrice: price(1) } as const;
  }
});

describe('finish_session', () => {
  it('ends the session with the summary', () => {
    expect(callTool('finish_session', { summary: 'Held.' })).toMatchObject({
      result: { ok: true },
      signal: null,
      endsSession: { summary: 'Held.' },
    });
  });

  it.each([
    ['no summary', {}, 'summary: expected 1 to 400 characters; got nothing'],
    ['an empty summary', { summary: ' ' }, 'summary: expected 1 to 400 characters'],
    ['a summary of 401 characters', { summary: 'x'.repeat(401) }, 'summary: expected 1 to 400 characters'],
    ['decisions smuggled in', { summary: 'x', decisions: [] }, 'decisions: expected no such key'],
  ])('does not end it with %s', (_name, input, expected) => {
    const { result, endsSession } = callTool('finish_session', input);
    expect(endsSession).toBeNull();
    expect(result.text()).toContain(`- ${expected}`);
  });
});

describe('a tool that does not exist', () => {
  it.each(['withdraw', '', 'PROPOSE_TRADE', 'x'.repeat(1000), 'constructor'])(
    'is answered with the tools that do: %s',
    (name) => {
      const { result, signal } = callTool(name, {});
      expect({ ok: result.ok, signal, callId: result.callId }).toEqual({ ok: false, signal: null, callId: 'call-1' });
      expect(result.text()).toContain(
        'The tools are: get_market_context, get_portfolio, propose_trade, set_stop_loss, finish_session.',
      );
      expect(result.text().length).toBeLessThan(250);
    },
  );
});
