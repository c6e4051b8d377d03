import type { ConfigurationManager, ConfigurationOutcome } from '../configuration/configuration-manager.ts';
import { Fault } from '../domain/fault.ts';
import type { ConfigurationSource } from '../ports/configuration-source.ts';

/**
 * Looks at the configuration files for what a person changed. What is new counts when two looks in a row saw the same: an editor that
 * replaces a file, or is in the middle of writing it, shows something else for a moment.
 */
export class ConfigurationWatch {
  readonly #source: ConfigurationSource;
  readonly #manager: ConfigurationManager;
  #seen: string | null = null;
  #judged: string | null = null;

  constructor(parts: { readonly source: ConfigurationSource; readonly manager: ConfigurationManager }) {
    this.#source = parts.source;
    this.#manager = parts.manager;
  }

  /** What the files came to since it was last said; null when there is nothing new, or nothing settled yet. */
  async look(): Promise<ConfigurationOutcome | null> {
    const read = await this.#read();
    const seen = JSON.stringify(read);
    const isSettled = seen === this.#seen;
    this.#seen = seen;
    if (!isSettled || seen === this.#judged) return null;
    this.#judged = seen;
    if ('trouble' in read) {
      const problem = { key: 'files', value: null, reason: read.trouble, fix: 'make the file readable' };
      return { tag: 'invalid', problems: [problem] };
    }
    return this.#manager.loadConfiguration(read);
  }

  async #read() {
    try {
      return { files: await this.#source.load() };
    } catch (error) {
      if (error instanceof Fault) return { trouble: error.message };
      throw error;
    }
  }
}
