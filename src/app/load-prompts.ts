import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { compilePrompts, type Prompts } from '../agent/prompts.ts';
import { Fault } from '../domain/fault.ts';
import { packageRoot } from './package-root.ts';

/** Reads and checks the words for the models. @throws PromptError for a placeholder that is missing or unknown. */
export async function loadPrompts(): Promise<Prompts> {
  return compilePrompts({ system: await readPrompt('system.md'), session: await readPrompt('session.md') });
}

async function readPrompt(name: string): Promise<string> {
  const path = join(packageRoot(), 'prompts', name);
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new Fault('storage', `cannot read the prompt ${name}; the installation is incomplete`, { cause });
  }
}
