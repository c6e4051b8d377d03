import { MODES } from '../domain/control-state.ts';
import type { LimitDefinition } from '../domain/limit-definition.ts';
import { type ConfigProblem, looksSecret, valueText } from './config-problem.ts';
import type { Configuration } from './configuration.ts';
import { type ConfigurationChange, type ConfigurationEffect, changesBetween, effectOf, textOf } from './configuration-change.ts';
import { hashOfValues } from './configuration-hash.ts';
import { configurationSchema } from './configuration-schema.ts';
import { nearestName } from './nearest-name.ts';
import { parseSettings } from './parse-settings.ts';
import { type Setting, settingsOf, treeOf, valuesOf } from './setting.ts';
import { meaningOf } from './setting-meanings.ts';
import { valueProblem } from './value-problem.ts';

/** A configuration file as it was found; `name` is its path below the configuration folder. */
export interface ConfigurationText {
  readonly name: string;
  readonly text: string;
}

/** Where a value came from: `default`, the name of a file, or `command line`. */
export type SettingOrigin = string;

const DEFAULT_ORIGIN: SettingOrigin = 'default';
const COMMAND_LINE_ORIGIN: SettingOrigin = 'command line';

export type ConfigurationOutcome =
  | {
      readonly tag: 'loaded';
      readonly configuration: Configuration;
      /** By dotted key, for every key. */
      readonly origins: Readonly<Record<string, SettingOrigin>>;
      /** Equal for equal effective values, wherever they came from. */
      readonly hash: string;
    }
  | { readonly tag: 'invalid'; readonly problems: readonly ConfigProblem[] };

export type OverrideOutcome =
  | { readonly tag: 'read'; readonly value: unknown }
  | { readonly tag: 'invalid'; readonly problem: ConfigProblem };

/** A key in words for people. */
export interface SettingDescription {
  readonly meaning: string;
  /** What may stand there: `one of single, ensemble`. */
  readonly range: string;
  /** As it would stand in the file. */
  readonly default: string;
}

/** The files that are known, with the section of the configuration that each one holds. */
const FILE_SECTIONS: Readonly<Record<string, string>> = {
  'steward.yaml': '',
  ...Object.fromEntries(MODES.map((mode) => [`llm/${mode}.yaml`, `llm.${mode}.`])),
};
/** Files of the same folder that hold no settings; `parseModels` reads the catalogue of models. */
const OTHER_FILES = ['models.yaml'];

/** Keys that once were, with where their meaning stands now. */
const MOVED_KEYS: Readonly<Record<string, string>> = {
  'session.turnsMax': 'it belongs to each agent: write turnsMax below the agent in llm/<mode>.yaml',
  'session.callsMax': 'it belongs to each agent: write callsMax below the agent in llm/<mode>.yaml',
};

interface WrittenValue {
  readonly value: unknown;
  readonly origin: SettingOrigin;
}

/**
 * Turns the texts of the configuration into its effective values, or into everything that is wrong with them. Pure: it reads no files.
 * The limits are those of the list that it is given; their compiled ranges cannot be left by any text.
 */
export class ConfigurationManager {
  readonly #limitDefinitions: readonly LimitDefinition[];
  readonly #schema: ReturnType<typeof configurationSchema>;
  readonly #settings: readonly Setting[];

  constructor({ limitDefinitions }: { readonly limitDefinitions: readonly LimitDefinition[] }) {
    this.#limitDefinitions = limitDefinitions;
    this.#schema = configurationSchema(limitDefinitions);
    this.#settings = settingsOf(this.#schema);
  }

  /**
   * The command line goes before the files, the files go before the defaults; a file that is not there means defaults.
   *
   * @param input.overrides  Values by dotted key, as text in the notation of the files.
   */
  loadConfiguration(input: {
    readonly files: readonly ConfigurationText[];
    readonly overrides?: Readonly<Record<string, string>>;
  }): ConfigurationOutcome {
    const problems: ConfigProblem[] = [];
    const written = new Map<string, WrittenValue>();
    for (const file of input.files) problems.push(...this.#readFile(file, written));
    for (const [key, text] of Object.entries(input.overrides ?? {}))
      problems.push(...this.#readOverride({ key, text, origin: COMMAND_LINE_ORIGIN }, written));

    const values = new Map<string, unknown>();
    for (const setting of this.#settings) {
      const source = written.get(setting.key);
      const parsed = setting.schema.safeParse(source?.value);
      if (parsed.success) values.set(setting.key, parsed.data);
      else
        problems.push(
          valueProblem({ setting, value: source?.value, origin: source?.origin ?? DEFAULT_ORIGIN, error: parsed.error }),
        );
    }
    if (problems.length > 0) return { tag: 'invalid', problems };
    return {
      tag: 'loaded',
      configuration: this.#schema.parse(treeOf(values)),
      origins: Object.fromEntries(this.#settings.map(({ key }) => [key, written.get(key)?.origin ?? DEFAULT_ORIGIN])),
      hash: hashOfValues(values),
    };
  }

  /** One value that is set over the files, or what is wrong with it. */
  readOverride(set: { readonly key: string; readonly text: string; readonly origin: SettingOrigin }): OverrideOutcome {
    const written = new Map<string, WrittenValue>();
    const problems = this.#readOverride(set, written);
    const value = written.get(set.key)?.value;
    const setting = this.#settings.find(({ key }) => key === set.key);
    if (problems[0] !== undefined || setting === undefined)
      return {
        tag: 'invalid',
        problem: problems[0] ?? unknownKey({ key: set.key, value: set.text, origin: set.origin }, this.keys),
      };
    const parsed = setting.schema.safeParse(value);
    if (parsed.success) return { tag: 'read', value: parsed.data };
    return { tag: 'invalid', problem: valueProblem({ setting, value, origin: set.origin, error: parsed.error }) };
  }

  /** Every key, in the order of the files. */
  get keys(): readonly string[] {
    return this.#settings.map(({ key }) => key);
  }

  /** What is to be told of a key; null when there is none of this name. */
  describeSetting(key: string): SettingDescription | null {
    const setting = this.#settings.find((candidate) => candidate.key === key);
    if (setting === undefined) return null;
    return { meaning: meaningOf(key, this.#limitDefinitions), range: setting.expects, default: textOf(setting.default) };
  }

  /** What differs between two configurations, and whether each difference gives the bot more room. */
  diffConfigurations(change: { readonly before: Configuration; readonly after: Configuration }): readonly ConfigurationChange[] {
    return changesBetween(valuesOf(change.before), valuesOf(change.after), this.#limitDefinitions);
  }

  /** Whether a new value gives the bot less room (may be set freely), more (needs a confirmation), or neither. */
  tightensOrLoosens(change: { readonly key: string; readonly from: unknown; readonly to: unknown }): ConfigurationEffect {
    return effectOf(change, this.#limitDefinitions);
  }

  #readFile(file: ConfigurationText, written: Map<string, WrittenValue>): readonly ConfigProblem[] {
    if (OTHER_FILES.includes(file.name)) return [];
    const section = FILE_SECTIONS[file.name];
    if (section === undefined || !Object.hasOwn(FILE_SECTIONS, file.name)) return [unknownFile(file.name)];
    const { values, problems } = parseSettings(file);
    const known = this.#keysOf(section);
    const found: ConfigProblem[] = [...problems];
    for (const [name, value] of values) {
      const key = `${section}${name}`;
      if (known.includes(key)) written.set(key, { value, origin: file.name });
      else if (value !== null || !isSection(key, known)) found.push(unknownKey({ key, value, origin: file.name }, known));
    }
    return found;
  }

  #readOverride(
    { key, text, origin }: { readonly key: string; readonly text: string; readonly origin: SettingOrigin },
    written: Map<string, WrittenValue>,
  ): readonly ConfigProblem[] {
    const known = this.keys;
    if (!known.includes(key)) return [unknownKey({ key, value: text, origin }, known)];
    const { values, problems } = parseSettings({ name: origin, text: `value: ${text}` });
    const [only] = values;
    if (problems.length > 0 || values.size !== 1 || only?.[0] !== 'value') {
      return [
        { key, value: valueText(key, text), reason: 'is no plain value', fix: 'write one value as it would stand in the file' },
      ];
    }
    written.set(key, { value: only[1], origin });
    return [];
  }

  #keysOf(section: string): readonly string[] {
    const otherSections = Object.values(FILE_SECTIONS).filter((other) => other !== '' && other !== section);
    return this.#settings
      .map(({ key }) => key)
      .filter((key) => key.startsWith(section) && !otherSections.some((other) => key.startsWith(other)));
  }
}

function isSection(key: string, known: readonly string[]): boolean {
  return known.some((candidate) => candidate.startsWith(`${key}.`));
}

function unknownFile(name: string): ConfigProblem {
  const nearest = nearestName(name, Object.keys(FILE_SECTIONS));
  return {
    key: name,
    value: null,
    reason: 'no configuration file has this name, so it would have no effect',
    fix:
      nearest === null
        ? `the files are ${Object.keys(FILE_SECTIONS).join(', ')}`
        : `name it ${nearest}, or move it out of the folder`,
  };
}

function unknownKey(
  { key, value, origin }: { readonly key: string; readonly value: unknown; readonly origin: SettingOrigin },
  known: readonly string[],
): ConfigProblem {
  const shown = valueText(key, value);
  if (isSection(key, known)) {
    const inner = known.filter((candidate) => candidate.startsWith(`${key}.`));
    return {
      key,
      value: shown,
      reason: `is a section and has no value of its own (${origin})`,
      fix: `set its keys, like ${inner[0] ?? key}`,
    };
  }
  if (looksSecret(key)) {
    return {
      key,
      value: shown,
      reason: `there is no such key (${origin})`,
      fix: 'secrets are given as environment variables, see .env.example',
    };
  }
  const moved = MOVED_KEYS[key];
  if (moved !== undefined) return { key, value: shown, reason: `there is no such key (${origin})`, fix: moved };
  const nearest = nearestName(key, known);
  return {
    key,
    value: shown,
    reason: `there is no such key (${origin})`,
    fix: nearest === null ? 'remove it' : `did you mean ${nearest}? Otherwise remove it`,
  };
}
