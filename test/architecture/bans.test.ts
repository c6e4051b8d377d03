import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { plantProject } from '../support/planted-project.ts';
import { projectRoot } from '../support/project-root.ts';

/** Each hides an input of what it computes; the file of a case is named by its place in the list. */
const BANNED: readonly (readonly [what: string, code: string])[] = [
  ['Date.now()', 'export const x = Date.now();'],
  ['Date.now, not called', 'export const x = Date.now;'],
  ['new Date()', 'export const x = new Date();'],
  ['Date taken apart', 'export const { now } = Date;'],
  ['Date by a computed name', "export const x = Date['now']();"],
  ['Math.random()', 'export const x = Math.random();'],
  ['Math taken apart', 'export const { random } = Math;'],
  ['performance.now()', 'export const x = performance.now();'],
  ['setTimeout', 'export const x = setTimeout(() => 1, 1);'],
  ['setInterval', 'export const x = setInterval(() => 1, 1);'],
  ['setImmediate', 'export const x = setImmediate(() => 1);'],
  ['timers of the global object', 'export const x = globalThis.setTimeout(() => 1, 1);'],
  ['node:timers/promises', "export { setTimeout } from 'node:timers/promises';"],
  ['crypto.randomUUID()', 'export const x = crypto.randomUUID();'],
  ['randomBytes of node:crypto', "import { randomBytes } from 'node:crypto';\nexport const x = randomBytes(1);"],
  ['the whole of node:crypto', "import * as nodeCrypto from 'node:crypto';\nexport const x = nodeCrypto.randomInt(2);"],
  ['process.env', "export const x = process.env['X'];"],
  ['process taken apart', 'export const { env } = process;'],
  ['fetch', "export const x = fetch('http://localhost');"],
];

const ALLOWED = `import { createHash } from 'node:crypto';
export const x = [new Date(0).toISOString(), Date.UTC(2024, 1), Date.parse('2024-01-01'), Math.max(1, 2), createHash('sha256')];
export const isDate = (value: unknown): boolean => value instanceof Date;
`;

interface Diagnostic {
  readonly location: { readonly path: string };
}

function lintedPaths(root: string): ReadonlySet<string> {
  const biome = join(projectRoot, 'node_modules/@biomejs/biome/bin/biome');
  const run = spawnSync(process.execPath, [biome, 'lint', '--reporter=json', '--max-diagnostics=none', '.'], {
    cwd: root,
    encoding: 'utf8',
  });
  const report: { readonly diagnostics: readonly Diagnostic[] } = JSON.parse(run.stdout);
  return new Set(report.diagnostics.map((diagnostic) => diagnostic.location.path));
}

function plantedIn(folder: string): Readonly<Record<string, string>> {
  return Object.fromEntries(BANNED.map(([, code], index) => [`${folder}/banned-${index}.ts`, `${code}\n`]));
}

let caught: ReadonlySet<string>;

beforeAll(() => {
  const folders = [
    'src/session',
    'src/simulator',
    'tools',
    'src/adapters/system',
    'src/app',
    'src/simulator/server',
    'src/dashboard/page',
  ];
  const files = Object.assign({ 'src/session/allowed.ts': ALLOWED }, ...folders.map(plantedIn));
  const pure = {
    'src/risk/process.ts': 'export const x = process.argv;\n',
    'src/app/process.ts': 'export const x = process.argv;\n',
  };
  const promises = {
    'src/session/append.ts': 'export async function append(): Promise<void> {}\n',
    'src/session/floating.ts': "import { append } from './append.ts';\nexport function run(): void {\n  append();\n}\n",
  };
  caught = lintedPaths(plantProject({ ...files, ...pure, ...promises }, ['biome.json', '.biome']));
});

describe('hidden inputs', () => {
  it.each(BANNED.map(([what], index) => [what, index] as const))(
    '%s is caught in the session, the simulator and the tools',
    (_what, index) => {
      for (const folder of ['src/session', 'src/simulator', 'tools']) expect(caught).toContain(`${folder}/banned-${index}.ts`);
    },
  );

  it.each(['src/adapters/system', 'src/app', 'src/simulator/server', 'src/dashboard/page'])('are free in %s', (folder) => {
    expect([...caught].filter((path) => path.startsWith(`${folder}/`))).toEqual([]);
  });

  it('leave computing with given times and hashes free', () => {
    expect(caught).not.toContain('src/session/allowed.ts');
  });

  it('include the process in pure folders only', () => {
    expect(caught).toContain('src/risk/process.ts');
    expect(caught).not.toContain('src/app/process.ts');
  });
});

describe('a promise of another file that nobody awaits', () => {
  it('is caught', () => {
    expect(caught).toContain('src/session/floating.ts');
    expect(caught).not.toContain('src/session/append.ts');
  });
});
