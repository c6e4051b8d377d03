import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Fault } from '../domain/fault.ts';

/** The folder of package.json, above the sources and above the built output alike: where `config/` and `prompts/` lie. */
export function packageRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Fault('storage', 'the installation is incomplete: no package.json above the program');
    folder = parent;
  }
  return folder;
}
