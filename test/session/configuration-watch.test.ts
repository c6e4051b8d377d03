import { describe, expect, it } from 'vitest';
import { ConfigurationManager } from '../../src/configuration/configuration-manager.ts';
import { Fault } from '../../src/domain/fault.ts';
import { RISK_LIMITS } from '../../src/risk/limits.ts';
import { ConfigurationWatch } from '../../src/session/configuration-watch.ts';

const manager = new ConfigurationManager({ limitDefinitions: RISK_LIMITS });

describe('a look at the configuration files', () => {
  it('says what they came to when two looks in a row saw the same, and says it once', async () => {
    const { look } = watched(['mode: single', 'mode: en', 'mode: ensemble', 'mode: ensemble', 'mode: ensemble']);
    expect([await look(), await look(), await look()]).toEqual([null, null, null]);
    expect(await look()).toMatchObject({ tag: 'loaded', configuration: { mode: 'ensemble' } });
    expect(await look()).toBeNull();
  });

  it('says again what was mended after it was wrong', async () => {
    const { look } = watched(['mood: x', 'mood: x', 'mode: single', 'mode: single']);
    expect(await look()).toBeNull();
    expect(await look()).toMatchObject({ tag: 'invalid' });
    expect(await look()).toBeNull();
    expect(await look()).toMatchObject({ tag: 'loaded' });
  });

  it('tells a file that cannot be read twice in a row as a problem', async () => {
    const unreadable = new Fault('storage', 'steward.yaml cannot be read: EACCES');
    const { look } = watched([unreadable, 'mode: single', unreadable, unreadable]);
    expect([await look(), await look(), await look()]).toEqual([null, null, null]);
    expect(await look()).toMatchObject({ tag: 'invalid', problems: [{ key: 'files', reason: unreadable.message }] });
  });
});

function watched(texts: readonly (string | Fault)[]): { look: ConfigurationWatch['look'] } {
  const waiting = [...texts];
  const source = {
    async load() {
      const text = waiting.shift() ?? '';
      if (text instanceof Fault) throw text;
      return [{ name: 'steward.yaml', text }];
    },
  };
  const watch = new ConfigurationWatch({ source, manager });
  return { look: () => watch.look() };
}
