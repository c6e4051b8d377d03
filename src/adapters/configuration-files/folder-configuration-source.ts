import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Fault } from '../../domain/fault.ts';
import type { ConfigurationFile, ConfigurationSource } from '../../ports/configuration-source.ts';

/** No configuration that a person writes is as large; what is larger is some other file. */
const FILE_BYTES_MAX = 256 * 1024;
/** The folders below the configuration folder that are looked into. */
const SUBFOLDERS = ['', 'llm'];
/** `.yml` is taken up as well, so that a file with that ending is reported and not passed over in silence. */
const YAML_NAME = /\.ya?ml$/i;

/** The YAML files of a folder: those in it and those in its folder `llm`, in the order of their names. */
export class FolderConfigurationSource implements ConfigurationSource {
  readonly #folder: string;

  constructor({ folder }: { readonly folder: string }) {
    this.#folder = folder;
  }

  async load(): Promise<readonly ConfigurationFile[]> {
    const names = (await Promise.all(SUBFOLDERS.map((subfolder) => this.#yamlNames(subfolder)))).flat();
    return Promise.all(names.sort().map(async (name) => ({ name, text: await this.#read(name) })));
  }

  async #yamlNames(subfolder: string): Promise<readonly string[]> {
    try {
      const entries = await readdir(join(this.#folder, subfolder), { withFileTypes: true });
      const files = entries.filter((entry) => !entry.isDirectory() && YAML_NAME.test(entry.name));
      return files.map((entry) => (subfolder === '' ? entry.name : `${subfolder}/${entry.name}`));
    } catch (error) {
      if (isMissing(error)) return [];
      throw new Fault('storage', `the configuration folder cannot be listed: ${messageOf(error)}`, { cause: error });
    }
  }

  async #read(name: string): Promise<string> {
    const path = join(this.#folder, name);
    try {
      const { size } = await stat(path);
      if (size > FILE_BYTES_MAX)
        throw new Fault('storage', `${name} has ${size} bytes; a configuration file has at most ${FILE_BYTES_MAX}`);
      return new TextDecoder('utf-8', { fatal: true }).decode(await readFile(path));
    } catch (error) {
      throw error instanceof Fault
        ? error
        : new Fault('storage', `${name} cannot be read: ${messageOf(error)}`, { cause: error });
    }
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
