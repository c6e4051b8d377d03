import { describe, expect, it } from 'vitest';
import { readUserEvent } from '../../../src/adapters/binance/user-events.ts';
import { NOW } from './live-rig.ts';
import { OLD_STOP_ID, STOP, TARGET, type WireObject } from './wire-orders.ts';

/** What the account's stream tells of the stop of a list. */
function execution(changes: WireObject = {}): WireObject {
  return {
    e: 'executionReport',
    E: NOW,
    s: 'ETHUSDT',
    c: STOP.clientOrderId,
    S: 'SELL',
    o: 'STOP_LOSS',
    f: 'GTC',
    q: '0.47660000',
    p: '0.00000000',
    P: '2437.00000000',
    F: '0.00000000',
    g: 7,
    C: '',
    x: 'NEW',
    X: 'NEW',
    r: 'NONE',
    i: 28,
    l: '0.00000000',
    z: '0.00000000',
    L: '0.00000000',
    n: '0',
    N: null,
    T: NOW,
    t: -1,
    I: 501,
    w: false,
    W: NOW,
    ...changes,
  };
}

function reportOf(event: WireObject) {
  const read = readUserEvent(event);
  const [told] = read.tag === 'read' ? read.events : [];
  return told?.kind === 'order' ? told.report : read;
}

describe('an event of an order in a list', () => {
  it.each([
    ['is missing', undefined],
    ['is empty', ''],
    ['is nothing', '0.00000000'],
    ['is no number', 'NaN'],
  ])('tells one that waits, though its quantity %s', (_what, q) => {
    expect(reportOf(execution({ X: 'PENDING_NEW', q }))).toMatchObject({
      clientOrderId: STOP.clientOrderId,
      status: 'pending',
      request: { type: 'stop-loss' },
    });
  });

  it('tells one that begins to work with the quantity that the exchange gave it', () => {
    const report = reportOf(execution());
    expect(report).toMatchObject({ status: 'open' });
    expect('request' in report ? report.request.quantity.toFixed() : null).toBe('0.4766');
  });

  it('tells a target', () => {
    const target = execution({ c: TARGET.clientOrderId, o: 'TAKE_PROFIT', P: '2700.00000000' });
    expect(reportOf(target)).toMatchObject({ status: 'open', request: { type: 'take-profit' } });
  });

  it.each(['OCO_TRIGGER', 'OTO_PHASE_ONE_EXPIRED', 'REJECTED', 'EXCHANGE_CANCELED'])('tells one that ended by %s', (eR) => {
    expect(reportOf(execution({ x: 'EXPIRED', X: 'EXPIRED', eR }))).toMatchObject({ status: 'expired', expiryReason: eR });
  });

  it('tells one that was cancelled with another under its own id', () => {
    const cancelled = execution({ x: 'CANCELED', X: 'CANCELED', c: 'jx5Gq0dT1mQx2Zk8fV3bRn', C: OLD_STOP_ID });
    expect(reportOf(cancelled)).toMatchObject({ clientOrderId: OLD_STOP_ID, status: 'cancelled' });
  });

  it.each([
    ['of an order that works has no quantity', { q: '' }, 'unreadable'],
    ['of an order of ours has a status of tomorrow', { X: 'DREAMING' }, 'unreadable'],
    ['is of a type of tomorrow', { o: 'TELEPATHIC', X: 'DREAMING' }, 'ignored'],
    ['is of a time in force of tomorrow', { o: 'LIMIT', f: 'WHILE_STOCKS_LAST' }, 'ignored'],
    ['is of another market', { s: 'ETHBTC' }, 'ignored'],
  ])('that %s is %s', (_what, changes, tag) => {
    expect(readUserEvent(execution(changes)).tag).toBe(tag);
  });
});

describe('an event of a list', () => {
  it.each([
    ['EXEC_STARTED', 'EXECUTING'],
    ['UPDATED', 'EXECUTING'],
    ['ALL_DONE', 'ALL_DONE'],
    ['RESPONSE', 'REJECT'],
  ])('with %s and %s brings no news: each of its orders is told by itself', (l, L) => {
    const event = { e: 'listStatus', E: NOW, s: 'ETHUSDT', g: 7, c: 'OTO', l, L, r: 'NONE', C: 'list', T: NOW, O: [] };
    expect(readUserEvent(event)).toEqual({ tag: 'ignored' });
  });
});
