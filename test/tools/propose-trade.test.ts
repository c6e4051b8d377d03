import { describe, expect, it } from 'vitest';
import { decimalText, quoteAmount } from '../../src/domain/decimal.ts';
import type { RiskVerdict } from '../../src/domain/risk-verdict.ts';
import type { TradeSignal } from '../../src/domain/trade-signal.ts';
import { toolContext } from '../support/tool-context.ts';
import { callTool, GROUNDS, OPEN, proposal } from './call-tool.ts';

function signalOf(input: unknown, proposed: readonly TradeSignal[] = []): TradeSignal {
  const { signal } = callTool('propose_trade', input, toolContext({ proposed }));
  if (signal === null) throw new Error('the call returned no signal');
  return signal;
}

const REFUSED: RiskVerdict = {
  tag: 'refused',
  reasons: [{ code: 'position-size', value: quoteAmount(5000), valueMax: quoteAmount(2500) }],
  maximum: { quoteAmount: quoteAmount(2500), sizeStep: 0.25 },
};

describe('propose_trade', () => {
  it.each([
    ['an open with a target', OPEN],
    ['an open without a target', { ...OPEN, targetPrice: null }],
    ['a close', { action: 'close', sizeStep: 1 }],
    ['a hold', { action: 'hold' }],
    ['a moved stop', { action: 'move-stop', stopPrice: 41_000 }],
  ])('turns %s into a signal with the same numbers', (_name, trade) => {
    const signal = signalOf(proposal({ trade }));
    expect(JSON.parse(JSON.stringify(signal))).toEqual({ symbol: 'BTCUSDT', ...GROUNDS, ...decimalsAsText(trade) });
  });

  it('takes a price as the shortest decimal of its number', () => {
    const signal = signalOf(proposal({ trade: { ...OPEN, stopPrice: 0.1 + 0.2, targetPrice: 0.00000012 } }));
    expect(signal.action === 'open' && [decimalText(signal.stopPrice), signal.targetPrice?.toFixed()]).toEqual([
      '0.30000000000000004',
      '0.00000012',
    ]);
  });

  it('answers with the verdict of the guard, as a value and in words', () => {
    const { result } = callTool('propose_trade', proposal());
    expect(result).toMatchObject({ ok: true, value: { tag: 'approved' } });
    expect(result.text()).toContain('open BTCUSDT: {"tag":"approved"');
  });

  it('answers a refusal with the most that would pass, and keeps the signal for the record', () => {
    const { result, signal } = callTool('propose_trade', proposal(), toolContext({ assess: () => REFUSED }));
    expect(result).toMatchObject({ ok: true, value: REFUSED });
    expect(result.text()).toContain('2500');
    expect(result.text()).toContain('Propose again within these bounds, or hold.');
    expect(signal).toMatchObject({ action: 'open', symbol: 'BTCUSDT' });
  });

  it('does not ask the guard about a hold', () => {
    const neverAsked = () => {
      throw new Error('the guard was asked');
    };
    expect(
      callTool('propose_trade', proposal({ trade: { action: 'hold' } }), toolContext({ assess: neverAsked })).result.value,
    ).toBeNull();
  });

  it('says that a second proposal of the same kind replaces the first', () => {
    const proposed = [signalOf(proposal())];
    const { result, signal } = callTool(
      'propose_trade',
      proposal({ trade: { ...OPEN, sizeStep: 1 } }),
      toolContext({ proposed }),
    );
    expect(result.text()).toContain('This replaces your earlier open BTCUSDT.');
    expect(signal).toMatchObject({ sizeStep: 1 });
  });

  it('says that a hold withdraws what was proposed', () => {
    const proposed = [signalOf(proposal())];
    const { result } = callTool('propose_trade', proposal({ trade: { action: 'hold' } }), toolContext({ proposed }));
    expect(result.text()).toContain('This withdraws your earlier open BTCUSDT.');
  });

  it.each([
    ['close after open', OPEN, { action: 'close', sizeStep: 1 }],
    ['open after close', { action: 'close', sizeStep: 1 }, OPEN],
    ['move-stop after open', OPEN, { action: 'move-stop', stopPrice: 41_000 }],
    ['open after move-stop', { action: 'move-stop', stopPrice: 41_000 }, OPEN],
  ])('refuses %s of one symbol at once, with the reason, and keeps the first', (_name, first, second) => {
    const proposed = [signalOf(proposal({ trade: first }))];
    const { result, signal } = callTool('propose_trade', proposal({ trade: second }), toolContext({ proposed }));
    expect(result).toMatchObject({
      ok: true,
      value: { tag: 'refused', reasons: [{ code: 'conflicting-signals', symbol: 'BTCUSDT' }] },
    });
    expect(result.text()).toContain('withdraw it with a hold first');
    expect(signal).toBeNull();
  });

  it.each([
    ['another symbol', proposal({ symbol: 'ETHUSDT', trade: { action: 'close', sizeStep: 1 } }), OPEN],
    [
      'a partial close beside a moved stop',
      proposal({ trade: { action: 'close', sizeStep: 0.5 } }),
      { action: 'move-stop', stopPrice: 41_000 },
    ],
  ])('sees no contradiction in %s', (_name, first, trade) => {
    const { result, signal } = callTool('propose_trade', proposal({ trade }), toolContext({ proposed: [signalOf(first)] }));
    expect(result.value).toMatchObject({ tag: 'approved' });
    expect(signal).not.toBeNull();
  });

  it('answers a symbol that is not traded here with those that are', () => {
    const { result, signal } = callTool('propose_trade', proposal({ symbol: 'DOGEUSDT' }));
    expect(result.ok).toBe(false);
    expect(result.text()).toContain('symbol: expected one of BTCUSDT, ETHUSDT; got DOGEUSDT');
    expect(signal).toBeNull();
  });
});

describe('propose_trade does not understand', () => {
  const FRACTION = 'confidenceFraction: expected a fraction from 0 to 1, not a percentage: 0.7 for seventy percent; got';
  const STOP = 'trade.stopPrice: expected a price as a number, in USDT per coin, above 0 and below 1000000000; got';

  it.each([
    ['a confidence of 70', proposal({ confidenceFraction: 70 }), `${FRACTION} 70`],
    ['a confidence of 5', proposal({ confidenceFraction: 5 }), `${FRACTION} 5`],
    ['a confidence of "5%"', proposal({ confidenceFraction: '5%' }), `${FRACTION} "5%"`],
    ['a confidence of "0,05"', proposal({ confidenceFraction: '0,05' }), `${FRACTION} "0,05"`],
    ['a confidence of "0.05"', proposal({ confidenceFraction: '0.05' }), `${FRACTION} "0.05"`],
    ['a negative confidence', proposal({ confidenceFraction: -0.1 }), `${FRACTION} -0.1`],
    ['a confidence of NaN', proposal({ confidenceFraction: Number.NaN }), `${FRACTION} NaN`],
    ['a stop of 1e308', proposal({ trade: { ...OPEN, stopPrice: 1e308 } }), `${STOP} 1e+308`],
    ['a stop of zero', proposal({ trade: { ...OPEN, stopPrice: 0 } }), `${STOP} 0`],
    ['a negative stop', proposal({ trade: { ...OPEN, stopPrice: -1 } }), `${STOP} -1`],
    ['a stop of "NaN"', proposal({ trade: { ...OPEN, stopPrice: 'NaN' } }), `${STOP} "NaN"`],
    ['a stop of "5%"', proposal({ trade: { ...OPEN, stopPrice: '5%' } }), `${STOP} "5%"`],
    ['a stop of "0,05"', proposal({ trade: { ...OPEN, stopPrice: '0,05' } }), `${STOP} "0,05"`],
    ['an infinite stop', proposal({ trade: { ...OPEN, stopPrice: Number.POSITIVE_INFINITY } }), `${STOP} Infinity`],
    ['a stop of null', proposal({ trade: { ...OPEN, stopPrice: null } }), `${STOP} null`],
    ['an open without a stop', proposal({ trade: { action: 'open', sizeStep: 1, targetPrice: null } }), `${STOP} nothing`],
    [
      'an open without a target',
      proposal({ trade: { action: 'open', sizeStep: 1, stopPrice: 1 } }),
      'trade.targetPrice: expected',
    ],
    [
      'a size of ten',
      proposal({ trade: { ...OPEN, sizeStep: 10 } }),
      'trade.sizeStep: expected a size step: 0.25, 0.5, 1; got 10',
    ],
    ['a size of 0.3', proposal({ trade: { ...OPEN, sizeStep: 0.3 } }), 'trade.sizeStep: expected'],
    ['a size of zero', proposal({ trade: { ...OPEN, sizeStep: 0 } }), 'trade.sizeStep: expected'],
    ['a size as text', proposal({ trade: { ...OPEN, sizeStep: '0.5' } }), 'trade.sizeStep: expected'],
    ['a quantity in coins', proposal({ trade: { ...OPEN, quantity: 2 } }), 'trade.quantity: expected no such key; got 2'],
    ['leverage', proposal({ leverage: 10 }), 'leverage: expected no such key; got 10'],
    ['a stop on a hold', proposal({ trade: { action: 'hold', stopPrice: 1 } }), 'trade.stopPrice: expected no such key; got 1'],
    ['an unknown action', proposal({ trade: { action: 'short' } }), 'trade.action: expected an action:'],
    ['an action in capitals', proposal({ trade: { action: 'OPEN' } }), 'trade.action: expected an action:'],
    ['a trade as text', proposal({ trade: 'open' }), 'trade: expected an action:'],
    [
      'a symbol in lower case',
      proposal({ symbol: 'btcusdt' }),
      'symbol: expected a symbol in full, such as BTCUSDT; got "btcusdt"',
    ],
    ['a symbol of another quote', proposal({ symbol: 'BTCEUR' }), 'symbol: expected a symbol in full'],
    ['no reasoning', proposal({ reasoning: '   ' }), 'reasoning: expected 1 to 400 characters'],
    ['reasoning of 401 characters', proposal({ reasoning: 'x'.repeat(401) }), 'reasoning: expected 1 to 400 characters'],
    ['no evidence', proposal({ evidence: [] }), 'evidence: expected 1 to 8 ids'],
    ['nine pieces of evidence', proposal({ evidence: Array(9).fill('BTC.price') }), 'evidence: expected 1 to 8 ids'],
    ['evidence that is no id', proposal({ evidence: ['I just know'] }), 'evidence.0: expected 1 to 8 ids'],
    ['no snapshot', proposal({ snapshotId: '' }), 'snapshotId: expected the id of the snapshot'],
    ['text in place of an object', 'buy BTC', 'input: expected an object with these fields; got "buy BTC"'],
    ['a list', [proposal()], 'input: expected an object with these fields; got ['],
    ['nothing', undefined, 'input: expected an object with these fields; got nothing'],
    ['null', null, 'input: expected an object with these fields; got null'],
    [
      'a key of the prototype',
      JSON.parse(JSON.stringify(proposal()).replace('{', '{"__proto__":{"symbol":"ETHUSDT"},')),
      '__proto__: expected no such key',
    ],
  ])('%s, says what was expected and does nothing', (_name, input, expected) => {
    const { result, signal, endsSession } = callTool('propose_trade', input);
    expect(result.text()).toContain(`- ${expected}`);
    expect({ ok: result.ok, signal, endsSession }).toEqual({ ok: false, signal: null, endsSession: null });
  });

  it('more than eight things at once without a long answer', () => {
    const input = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`key${index}`, 'x'.repeat(1000)]));
    expect(callTool('propose_trade', input).result.text().length).toBeLessThan(2500);
  });
});

function decimalsAsText(trade: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(trade).map(([key, value]) => [key, key.endsWith('Price') && value !== null ? String(value) : value]),
  );
}
