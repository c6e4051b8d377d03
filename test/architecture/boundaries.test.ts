import { describe, expect, it } from 'vitest';
import { plantProject } from '../support/planted-project.ts';
import { cruiseBoundaries, describeBoundaryProblems } from './cruise-boundaries.ts';

type Files = Readonly<Record<string, string>>;

/** Keeps to the table, so that only what a case plants can be found. */
const CLEAN: Files = {
  'src/domain/price.ts': `import { Decimal } from 'decimal.js';\nexport type Price = Decimal;\n`,
  'src/ports/clock.ts': `import type { Price } from '../domain/price.ts';\nexport interface Clock { read(): Price }\n`,
  'src/agent/tool.ts': `import type { Price } from '../domain/price.ts';\nexport type Tool = Price;\n`,
  'src/execution/plan-order.ts': `import type { Price } from '../domain/price.ts';\nexport type Plan = Price;\n`,
  'src/report/csv.ts': `export { stringify } from 'csv-stringify/sync';\n`,
  'src/adapters/system/log.ts': `export { pino } from 'pino';\nexport { scheduleJob } from 'node-schedule';\n`,
  'src/adapters/journal/snapshot.ts': `export { Low } from 'lowdb';\nexport { JSONFile } from 'lowdb/node';\n`,
  'src/app/compose.ts': `import { pino } from '../adapters/system/log.ts';\nexport const log = pino;\n`,
  'src/main.ts': `import { Command } from 'commander';\nimport { log } from './app/compose.ts';\nexport const all = [Command, log];\n`,
  'tools/get-price.ts': `import { z } from 'zod';\nimport type { Tool } from '../src/agent/tool.ts';\nexport const tool: Tool | null = z === null ? null : null;\n`,
};

async function rulesBrokenBy(planted: Files): Promise<readonly string[]> {
  const report = await cruiseBoundaries(plantProject({ ...CLEAN, ...planted }));
  expect(report.filesUnseen).toEqual([]);
  return [...new Set(report.violations.map((violation) => violation.rule))].sort();
}

describe('the import table', () => {
  it('lets a project pass that keeps to it', async () => {
    expect(await rulesBrokenBy({})).toEqual([]);
  });

  it.each<[what: string, rules: readonly string[], planted: Files]>([
    ['a pure folder that opens files', ['pure-without-node'], { 'src/risk/x.ts': `import 'node:fs';\n` }],
    ['a tool that opens files', ['pure-without-node'], { 'tools/x.ts': `import 'node:fs/promises';\n` }],
    [
      'a simulator that shares the code of execution',
      ['simulator-imports'],
      { 'src/simulator/x.ts': `import type { Plan } from '../execution/plan-order.ts';\nexport type X = Plan;\n` },
    ],
    [
      'an adapter that imports another adapter',
      ['adapter-imports-adapter'],
      { 'src/adapters/terminal/x.ts': `export { pino } from '../system/log.ts';\n` },
    ],
    [
      'a cycle of types',
      ['no-cycles'],
      {
        'src/market/left.ts': `import type { Right } from './right.ts';\nexport type Left = Right | 1;\n`,
        'src/market/right.ts': `import type { Left } from './left.ts';\nexport interface Right { left: Left }\n`,
      },
    ],
    [
      "a vendor's package outside its adapter",
      ['adapter-journal-packages', 'session-packages', 'vendor-outside-its-adapter'],
      {
        'src/session/x.ts': `import { Low } from 'lowdb';\nexport const x = Low;\n`,
        'src/adapters/journal/x.ts': `import type { Logger } from 'pino';\nexport type X = Logger;\n`,
        'src/app/x.ts': `import { scheduleJob } from 'node-schedule';\nexport const x = scheduleJob;\n`,
      },
    ],
    [
      'an adapter without a line that takes a package',
      ['adapter-packages'],
      { 'src/adapters/terminal/x.ts': `export { z } from 'zod';\n` },
    ],
    [
      'the csv package by another door than the pure one',
      ['report-packages'],
      { 'src/report/x.ts': `export { stringify } from 'csv-stringify';\n` },
    ],
    [
      'a tool that imports more of the agent than what a tool is',
      ['tools-imports'],
      { 'src/agent/run-agent.ts': `export const x = 1;\n`, 'tools/x.ts': `export { x } from '../src/agent/run-agent.ts';\n` },
    ],
    [
      'an approval that is not given by the guard',
      ['approval-is-given-by-the-guard'],
      {
        'src/risk/approve.ts': 'export const approve = 1;\n',
        'src/session/x.ts': `export { approve } from '../risk/approve.ts';\n`,
      },
    ],
    ['a socket outside the transports', ['network-behind-ports'], { 'src/chat/x.ts': `import 'node:net';\n` }],
    [
      'a folder without a row',
      ['folder-without-a-row'],
      { 'src/utils/x.ts': `import type { Price } from '../domain/price.ts';\nexport type X = Price;\n` },
    ],
    ['a development package in production', ['no-development-packages'], { 'src/app/x.ts': `export { build } from 'knip';\n` }],
    ['an import that leads nowhere', ['no-missing-file'], { 'src/chat/x.ts': `import './gone.ts';\n` }],
  ])('catches %s', async (_what, rules, planted) => {
    expect(await rulesBrokenBy(planted)).toEqual(rules);
  });

  it('names the file, what it imports, the rule and its reason', async () => {
    const report = await cruiseBoundaries(plantProject({ ...CLEAN, 'src/risk/x.ts': `import 'node:fs';\n` }));
    expect(describeBoundaryProblems(report)).toEqual([
      'src/risk/x.ts → fs\n    pure-without-node: Judgement is a function of its arguments: it opens no file and asks no machine.',
    ]);
  });
});

describe('the check of the import table', () => {
  it('fails when there is no file to see', async () => {
    expect(describeBoundaryProblems(await cruiseBoundaries(plantProject({})))).toEqual([
      'The cruiser saw no TypeScript file at all: this check proves nothing.',
    ]);
  });

  it('fails when the cruiser sees none of the files, as with a compiler that it does not know', async () => {
    const report = await cruiseBoundaries(plantProject(CLEAN), { exclude: { path: '\\.ts$' } });
    expect(report.filesUnseen).toHaveLength(Object.keys(CLEAN).length);
    expect(describeBoundaryProblems(report)).toHaveLength(1 + Object.keys(CLEAN).length);
  });

  it('fails when the cruiser misses one file', async () => {
    const report = await cruiseBoundaries(plantProject(CLEAN), { exclude: { path: '^src/execution/' } });
    expect(describeBoundaryProblems(report)).toEqual(['src/execution/plan-order.ts was not seen by the cruiser.']);
  });
});
