import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ConfigurationManager } from '../../src/configuration/configuration-manager.ts';
import { configurationSchema } from '../../src/configuration/configuration-schema.ts';
import { renderLimitsYaml } from '../../src/configuration/render-limits-yaml.ts';
import { type Setting, settingsOf } from '../../src/configuration/setting.ts';
import { MODES } from '../../src/domain/control-state.ts';
import { RISK_LIMITS } from '../../src/risk/limits.ts';

const NAMES = ['steward.yaml', ...MODES.map((mode) => `llm/${mode}.yaml`)];
const files = NAMES.map((name) => ({ name, text: readFileSync(new URL(`../../config/${name}`, import.meta.url), 'utf8') }));
const SETTINGS = settingsOf(configurationSchema(RISK_LIMITS));
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

  it.each(files)('states in $name the default, the range or the choices of each key as the schema has them', ({ name, text }) => {
    for (const { setting, words, value } of explainedKeys(name, text)) {
      expect(value, setting.key).toBe(textOf(setting.default));
      for (const fact of factsOf(setting)) expect(words, setting.key).toContain(fact);
    }
  });

  it('names a role that there is for every agent', () => {
    const roles = readdirSync(new URL('../../prompts/roles', import.meta.url)).map((file) => file.replace(/\.md$/, ''));
    const named = SETTINGS.filter(({ key }) => key.endsWith('.prompt')).map((setting) => setting.default);
    expect(named.length).toBeGreaterThan(10);
    expect(named.filter((role) => typeof role !== 'string' || !roles.includes(role))).toEqual([]);
  });
});

/** Each key of a file with the comment above it and the value as it is written. */
function explainedKeys(name: string, text: string): readonly { setting: Setting; words: string; value: string }[] {
  const path: { indent: number; key: string }[] = [];
  const section = name === 'steward.yaml' ? [] : ['llm', name.slice('llm/'.length, -'.yaml'.length)];
  let words = '';
  return text.split('\n').flatMap((line) => {
    const match = /^(\s*)(?:# (.*)|([A-Za-z]\w*): ?(.*))$/.exec(line);
    if (match === null) {
      words = '';
      return [];
    }
    const [, indent = '', comment, key, value = ''] = match;
    if (key === undefined) {
      words += `${comment} `;
      return [];
    }
    while ((path.at(-1)?.indent ?? -1) >= indent.length) path.pop();
    path.push({ indent: indent.length, key });
    const setting = SETTINGS.find((each) => each.key === [...section, ...path.map((part) => part.key)].join('.'));
    const explained = setting === undefined ? [] : [{ setting, words, value }];
    words = '';
    return explained;
  });
}

/** What the comment of a key cannot leave out: the bounds of a number, every choice of a choice, and its default. */
function factsOf({ expects, default: usual }: Setting): readonly string[] {
  const facts = typeof usual === 'number' || typeof usual === 'string' ? [`efault ${usual}`] : [];
  const range = / from (\S+) to (\S+)$/.exec(expects);
  if (range !== null) return [...facts, ...range.slice(1)];
  return [...facts, ...(/^one of (.+)$/.exec(expects)?.[1]?.split(', ') ?? [])];
}

function textOf(value: unknown): string {
  return Array.isArray(value) ? `[${value.join(', ')}]` : String(value);
}
