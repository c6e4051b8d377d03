import type { ConfigProblem } from '../configuration/config-problem.ts';
import type { Configuration } from '../configuration/configuration.ts';
import type { ConfigurationManager, ConfigurationOutcome } from '../configuration/configuration-manager.ts';
import { nearestNames } from '../configuration/nearest-name.ts';
import { withSettings } from '../configuration/with-settings.ts';
import type { Mode } from '../domain/control-state.ts';
import type { JournalFact } from '../domain/journal-entry.ts';
import type { Actor } from '../domain/proposal.ts';
import type { ShownSetting } from '../domain/shown-setting.ts';
import type { ConfigurationSource } from '../ports/configuration-source.ts';
import type { LimitApprovals } from '../ports/limit-approvals.ts';
import { keptLimitsFacts, resolved, WRONG_FILES_ALERT, wrongFilesFacts } from './configuration-alerts.ts';
import { changedFacts, controlFacts, editedFacts, endedFacts, modeAfter, tightenedFacts } from './configuration-changes.ts';
import { ConfigurationWatch } from './configuration-watch.ts';
import { CHAT_ORIGIN, effectiveConfiguration, type FileLayer, settingText } from './effective-configuration.ts';
import type { JournaledState } from './journaled-state.ts';
import { type JudgedChange, judgeOverride, type WantedSetting } from './judge-override.ts';
import { type KeptLimit, keptLimits } from './kept-limits.ts';
import { shownSetting } from './shown-setting.ts';
import { takeApproval } from './take-approval.ts';

export interface UndoneSetting {
  readonly key: string;
  readonly from: string;
  readonly to: string;
}

export interface LiveConfigurationParts {
  readonly manager: ConfigurationManager;
  readonly state: JournaledState;
  /** What the files said at the start. */
  readonly files: FileLayer;
  /** Null where nobody edits files: a replay, a test. */
  readonly source: ConfigurationSource | null;
  readonly approvals: LimitApprovals | null;
  /** Why a mode could not be filled with such a configuration; empty when it can. */
  seatProblems(configuration: Configuration, mode: Mode): readonly ConfigProblem[];
}

const SUGGESTIONS_MAX = 5;
const SYSTEM: Actor = { kind: 'system' };

/**
 * The configuration that counts, while people edit its files and set keys by chat. What counts is exchanged as a whole, at the beginning
 * of a session and nowhere else, so that a session ends by the values with which it began.
 */
export class LiveConfiguration {
  readonly #parts: LiveConfigurationParts;
  readonly #watch: ConfigurationWatch | null;
  #files: FileLayer;
  /** What the files said when they last counted; null before they did. */
  #counted: Configuration | null = null;
  #current: Configuration;
  #upcoming: Configuration;

  constructor(parts: LiveConfigurationParts) {
    const { source, manager, files } = parts;
    this.#parts = parts;
    this.#watch = source === null ? null : new ConfigurationWatch({ source, manager });
    this.#files = files;
    this.#current = files.configuration;
    this.#upcoming = files.configuration;
  }

  /** What counts now. */
  get current(): Configuration {
    return this.#current;
  }

  /** What counts from the next session on. */
  get upcoming(): Configuration {
    return this.#upcoming;
  }

  /** What the files say, whether it counts or not. */
  get files(): Configuration {
    return this.#files.configuration;
  }

  /** Limits that stay stricter than the files ask. */
  get kept(): readonly KeptLimit[] {
    return keptLimits(this.files, this.#parts.state);
  }

  /**
   * To be called once, when the journal is read: what was edited meanwhile counts, but looser limits. A value that was set by chat and
   * is not possible any more ends, so that it cannot refuse the start.
   */
  async start(): Promise<void> {
    const { state } = this.#parts;
    await state.record(endedFacts(this.#layers));
    this.#reckon();
    await state.record(this.#impossibleFacts());
    await this.#takeApproval();
    await this.#recordAlerts(resolved(state.alerts, WRONG_FILES_ALERT));
    this.#current = this.#asBefore();
    await this.takeUp(null);
  }

  /** Looks at the files and at approvals: to be called every few seconds. */
  async look(): Promise<void> {
    if (this.#watch === null && this.#parts.approvals === null) return;
    const outcome = await (this.#watch?.look() ?? null);
    if (outcome !== null) await this.takeFiles(outcome);
    await this.#takeApproval();
  }

  /** Takes what was read from the files: right values count from the next session on, wrong ones change nothing and are told. */
  async takeFiles(outcome: ConfigurationOutcome): Promise<void> {
    const { state } = this.#parts;
    const problems = outcome.tag === 'invalid' ? outcome.problems : this.#problemsWith(outcome);
    if (outcome.tag === 'invalid' || problems.length > 0) return this.#recordAlerts(wrongFilesFacts(state.alerts, problems));
    const before = this.files;
    this.#files = outcome;
    const edited = editedFacts({ ...this.#layers, before });
    const facts = [...resolved(state.alerts, WRONG_FILES_ALERT), ...edited, ...endedFacts(this.#layers)];
    const durable = state.record(facts);
    this.#reckon();
    await durable;
    await this.#recordAlerts([]);
  }

  /** Lets what is new count. To be called at the beginning of a session, before it reads anything. */
  async takeUp(sessionId: string | null): Promise<void> {
    const { state, manager } = this.#parts;
    const own = [...controlFacts(this.files, state.control), ...tightenedFacts(this.files, state.limits)];
    if (this.#upcoming === this.#current && own.length === 0) return;
    const problems = this.#problemsWith(this.#files);
    if (problems.length > 0) return this.#recordAlerts(wrongFilesFacts(state.alerts, problems));
    const changes = manager.diffConfigurations({ before: this.#current, after: this.#upcoming });
    const { overrides } = state;
    const changed = changedFacts(changes, { overrides, before: this.#counted, after: this.files });
    this.#current = this.#upcoming;
    this.#counted = this.files;
    await state.record([...changed, ...own], { sessionId });
  }

  /** The keys whose value differs from the default, now or from the next session on. */
  shown(): readonly ShownSetting[] {
    const all = this.#parts.manager.keys.map((key) => this.find(key)).filter((setting) => setting !== null);
    return all.filter((setting) => setting.value !== setting.default || setting.next !== null);
  }

  find(key: string): ShownSetting | null {
    return shownSetting(key, { ...this.#layers, current: this.#current, upcoming: this.#upcoming });
  }

  nearestKeys(key: string): readonly string[] {
    return nearestNames(key, this.#parts.manager.keys, SUGGESTIONS_MAX);
  }

  /** @param together  Everything that would be set in the same step. */
  judgeOverride(wanted: WantedSetting, together: readonly WantedSetting[] = []): JudgedChange {
    const { manager, state, seatProblems } = this.#parts;
    const judge = { manager, seatProblems, configuration: this.#upcoming, mode: state.control.mode };
    return judgeOverride(judge, wanted, together);
  }

  /** Sets one key over the files, from the next session on. */
  setOverride({ by, ...change }: WantedSetting & { readonly by: Actor }): Promise<JudgedChange | null> {
    return this.setOverrides({ changes: [change], by });
  }

  /**
   * Sets keys over the files in one step, which is undone in one step.
   * @returns why nothing was set; null when all of it was.
   */
  async setOverrides(set: {
    readonly changes: readonly WantedSetting[];
    readonly by: Actor;
  }): Promise<Extract<JudgedChange, { tag: 'refused' }> | null> {
    const { changes, by } = set;
    const facts: JournalFact[] = [];
    for (const change of changes) {
      const judged = this.judgeOverride(change, changes);
      if (judged.tag === 'refused') return judged;
      const { key } = change;
      if (judged.from === judged.to) continue;
      facts.push({ kind: 'override-set', key, value: judged.to, fileValue: settingText(this.files, key), by });
    }
    const durable = this.#parts.state.record(facts);
    this.#reckon();
    await durable;
    return null;
  }

  /** Takes the newest step of setting keys back. @returns what it changed; null when nothing is set by chat. */
  async undo(by: Actor): Promise<(UndoneSetting & { readonly others: readonly UndoneSetting[] }) | null> {
    const { state } = this.#parts;
    const sets = state.overrides.newestStep;
    const before = this.#upcoming;
    const durable = state.record(sets.map(({ key, value }) => ({ kind: 'override-ended', key, value, why: 'undone', by })));
    this.#reckon();
    await durable;
    const [first, ...others] = sets.map(({ key }) => ({
      key,
      from: settingText(before, key),
      to: settingText(this.#upcoming, key),
    }));
    return first === undefined ? null : { ...first, others };
  }

  get #layers() {
    const { manager, state, files } = this.#parts;
    return { manager, state, files: this.#files, started: files.configuration };
  }

  #reckon(): void {
    const upcoming = effectiveConfiguration(this.#layers);
    const isSame = this.#parts.manager.diffConfigurations({ before: this.#current, after: upcoming }).length === 0;
    this.#upcoming = isSame ? this.#current : upcoming;
  }

  #problemsWith(files: FileLayer): readonly ConfigProblem[] {
    const { state, seatProblems } = this.#parts;
    return seatProblems(effectiveConfiguration({ ...this.#layers, files }), modeAfter(files.configuration, state.control));
  }

  /** Ends what was set by chat and cannot be any more: no such key or value, or nobody to fill the seat. */
  #impossibleFacts(): readonly JournalFact[] {
    const { manager, state } = this.#parts;
    const empty = this.#problemsWith(this.#files).map(({ key }) => key);
    const impossible = state.overrides.all().filter(({ key, value: text }) => {
      return empty.includes(key) || manager.readOverride({ key, text, origin: CHAT_ORIGIN }).tag === 'invalid';
    });
    return impossible.map(({ key, value }) => ({ kind: 'override-ended', key, value, why: 'not-possible', by: SYSTEM }));
  }

  /** What counted when the last process ended, as far as the guard is concerned. */
  #asBefore(): Configuration {
    const { state } = this.#parts;
    const limits = Object.keys(this.files.limits).flatMap((key) => {
      const value = state.limits.valueOf(key);
      return value === null || state.overrides.standing(`limits.${key}`) !== null ? [] : [[`limits.${key}`, value] as const];
    });
    return withSettings(this.#upcoming, new Map(limits));
  }

  async #takeApproval(): Promise<void> {
    const { approvals, state } = this.#parts;
    if (approvals !== null) await takeApproval({ approvals, state, files: () => this.files });
    this.#reckon();
    await this.#recordAlerts([]);
  }

  async #recordAlerts(facts: readonly JournalFact[]): Promise<void> {
    const { state } = this.#parts;
    await state.record([...facts, ...keptLimitsFacts(state.alerts, this.kept)]);
  }
}
