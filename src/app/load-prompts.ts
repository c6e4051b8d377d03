import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { compilePrompts, type Prompts } from '../agent/prompts.ts';
import { Fault } from '../domain/fault.ts';
import { packageRoot } from './package-root.ts';

/** Reads and checks the words for the models, every role's part included. @throws PromptError for a placeholder that is missing or unknown. */
export async function loadPrompts(): Promise<Prompts> {
  return compilePrompts({
    system: await readPrompt('system.md'),
    session: await readPrompt('session.md'),
    roles: new Map(await Promise.all((await roleNames()).map(readRole))),
  });
}

const ENDING = '.md';

async function roleNames(): Promise<readonly string[]> {
  const folder = join(packageRoot(), 'prompts', 'roles');
  try {
    const names = await readdir(folder);
    return names.filter((name) => name.endsWith(ENDING)).map((name) => name.slice(0, -ENDING.length));
  } catch (cause) {
    throw new Fault('storage', 'cannot read the folder prompts/roles; the installation is incomplete', { cause });
  }
}

async function readRole(name: string): Promise<readonly [name: string, text: string]> {
  return [name, await readPrompt(join('roles', `${name}${ENDING}`))];
}

async function readPrompt(name: string): Promise<string> {
  const path = join(packageRoot(), 'prompts', name);
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new Fault('storage', `cannot read the prompt ${name}; the installation is incomplete`, { cause });
  }
}
