import { describe, expect, it } from 'vitest';
import { ConfigurationManager } from '../../src/configuration/configuration-manager.ts';
import { countsAt } from '../../src/configuration/counts-at.ts';
import { nearestNames } from '../../src/configuration/nearest-name.ts';
import { RISK_LIMITS } from '../../src/risk/limits.ts';

const manager = new ConfigurationManager({ limitDefinitions: RISK_LIMITS });

describe.each(manager.keys)('the key %s', (key) => {
  it('has a meaning, a range and a default in words, and its default may be set', () => {
    const described = manager.describeSetting(key);
    expect(described?.meaning).toMatch(/^[A-Z].{10,}\.$/);
    expect(described?.range).toMatch(/.{5,}/);
    const text = described?.default ?? '';
    expect(manager.readOverride({ key, text, origin: 'chat' }).tag).toBe('read');
  });
});

describe('a value that is set over the files', () => {
  it.each([
    ['session.deadlineSeconds', '60', 60],
    ['mode', 'ensemble', 'ensemble'],
    ['symbols', '["BTCUSDT"]', ['BTCUSDT']],
  ])('of %s is read from %s', (key, text, value) => {
    expect(manager.readOverride({ key, text, origin: 'chat' })).toEqual({ tag: 'read', value });
  });

  it.each([
    ['session.deadlineSeconds', '5', 'is below 10, the smallest that is allowed (chat)'],
    ['session.deadlineSeconds', 'soon', 'is a text, not a number (chat)'],
    ['session.deadlineSeconds', '60\nmode: ensemble', 'is no plain value'],
    ['session', '60', 'is a section and has no value of its own (chat)'],
    ['sesion.deadlineSeconds', '60', 'there is no such key (chat)'],
  ])('of %s is not read from %j', (key, text, reason) => {
    expect(manager.readOverride({ key, text, origin: 'chat' })).toMatchObject({ tag: 'invalid', problem: { reason } });
  });

  it('is not shown where it may be a secret', () => {
    const read = manager.readOverride({ key: 'telegram.token', text: '123:abc', origin: 'chat' });
    expect(JSON.stringify(read)).not.toContain('123:abc');
  });
});

describe('the nearest keys', () => {
  it.each([
    ['deadline', ['session.deadlineSeconds']],
    ['symbls', ['symbols']],
    ['BUDGET.day', ['budget.dayUsdMax', 'budget.dayTokensMax', 'budget.dayCallsMax']],
    ['', []],
    ['xyzzy', []],
  ])('of %j are %j', (name, nearest) => {
    expect(nearestNames(name, manager.keys, 5)).toEqual(nearest);
  });
});

describe('when a key counts', () => {
  it('is at a start only for what the bot is built of', () => {
    const atStart = manager.keys
      .filter((key) => countsAt(key) === 'start')
      .map((key) => key.replace(/^(simulator|openaiEndpoint)\..*/, '$1'));
    expect([...new Set(atStart)]).toEqual([
      'symbols',
      'capital.allotted',
      'venue',
      'execution.orderPrefix',
      'simulator',
      'language',
      'openaiEndpoint',
    ]);
  });
});
