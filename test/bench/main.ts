import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A benchmark: measures, and prints its numbers. The operands are what follows its name on the command line. */
type Benchmark = (operands: readonly string[]) => Promise<void>;

const folder = dirname(fileURLToPath(import.meta.url));
const [name, ...operands] = process.argv.slice(2);

if (name !== undefined && /^[a-z][a-z0-9-]*$/.test(name) && name !== 'main' && existsSync(join(folder, `${name}.ts`))) {
  const benchmark: { readonly default: Benchmark } = await import(`./${name}.ts`);
  await benchmark.default(operands);
} else {
  const names = readdirSync(folder)
    .filter((file) => file.endsWith('.ts') && file !== 'main.ts')
    .map((file) => file.slice(0, -'.ts'.length));
  console.error(name === undefined ? 'Which benchmark?' : `There is no benchmark "${name}".`);
  console.error(names.length === 0 ? 'There is none yet.' : `Say: npm run bench -- ${names.join(' | ')}`);
  process.exitCode = 2;
}
