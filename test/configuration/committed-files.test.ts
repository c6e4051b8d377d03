import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ConfigurationManager } from '../../src/configuration/configuration-manager.ts';
import { renderLimitsYaml } from '../../src/configuration/render-limits-yaml.ts';
import { RISK_LIMITS } from '../../src/risk/limits.ts';

const NAMES = ['steward.yaml', 'llm/single.yaml'];
const files = NAMES.map((name) => ({ name, text: readFileSync(new URL(`../../config/${name}`, import.meta.url), 'utf8') }));
const manager = new ConfigurationManager({ limitDefinitions: RISK_LIMITS });

describe('the committed configuration', () => {
  it('is accepted, names every key, and shows the defaults', () => {
    const outcome = manager.loadConfiguration({ files });
    const byDefault = manager.loadConfiguration({ files: [] });
    if (outcome.tag === 'invalid' || byDefault.tag === 'invalid') throw new Error(JSON.stringify(outcome));
    expect(Object.entries(outcome.origins).filter(([, origin]) => origin === 'default')).toEqual([]);
    expect(outcome.configuration).toEqual(byDefault.configuration);
    expect(outcome.hash).toBe(byDefault.hash);
  });

  it('has the section of limits that is made of the list of limits', () => {
    expect(files[0]?.text).toContain(`\n${renderLimitsYaml(RISK_LIMITS)}\n`);
  });

  it.each(files)('explains every key of $name in the lines above it', ({ text }) => {
    const lines = text.split('\n');
    const keys = lines.flatMap((line, index) => (/^\s*[A-Za-z]+: *[^ #]/.test(line) ? [index] : []));
    expect(keys.length).toBeGreaterThan(3);
    for (const index of keys) expect(lines[index - 1], lines[index]).toMatch(/^\s*# /);
  });
});
