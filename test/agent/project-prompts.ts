import { readdirSync, readFileSync } from 'node:fs';

const FOLDER = new URL('../../prompts/', import.meta.url);

/** The texts of `prompts/`, as the start reads them. */
export function promptTexts(): {
  readonly system: string;
  readonly session: string;
  readonly roles: ReadonlyMap<string, string>;
} {
  const names = readdirSync(new URL('roles', FOLDER)).map((name) => name.replace('.md', ''));
  return {
    system: textOf('system'),
    session: textOf('session'),
    roles: new Map(names.map((name) => [name, textOf(`roles/${name}`)])),
  };
}

function textOf(name: string): string {
  return readFileSync(new URL(`${name}.md`, FOLDER), 'utf8');
}
