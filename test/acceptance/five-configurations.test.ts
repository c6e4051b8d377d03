import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Mode } from '../../src/domain/control-state.ts';
import type { FactOf, JournalEntry, JournalFactKind } from '../../src/domain/journal-entry.ts';
import { DEFAULT_SYMBOLS, type MarketSymbol } from '../../src/domain/market-symbol.ts';
import { SECOND_MS } from '../../src/domain/time.ts';
import { artefactFolder } from '../support/artefact-folder.ts';
import { expectSoundFolder } from '../support/expect-sound-folder.ts';
import { openPaperStand, type PaperStand } from '../support/paper-stand.ts';
import { projectRoot } from '../support/project-root.ts';
import type { RoleScript } from '../support/role-script.ts';
import { openThreeVendors } from '../support/three-vendors.ts';

const PATIENCE_MS = 180 * SECOND_MS;

/** The project's own files; beside them who answers: a model must be named where an address leads elsewhere than to OpenAI itself. */
const GPT = '{ provider: openai, model: gpt-6.1-terra }';
const AGENTS: Readonly<Record<string, readonly string[]>> = {
  specialized: [`context: ${GPT}`, 'memory: { provider: google }', `riskOfficer: ${GPT}`],
  ensemble: ['first: { provider: anthropic }', `second: ${GPT}`, 'third: { provider: google, fallbackProvider: anthropic }'],
  sequential: ['proposer: { provider: anthropic }', 'critic: { provider: google }'],
};
const ENDPOINT = 'openaiEndpoint: { api: responses, strictTools: on }\n';

function configFolder(): string {
  const folder = artefactFolder('config');
  mkdirSync(join(folder, 'llm'));
  cpSync(join(projectRoot, 'config', 'models.yaml'), join(folder, 'models.yaml'));
  writeFileSync(join(folder, 'steward.yaml'), ENDPOINT);
  for (const [mode, agents] of Object.entries(AGENTS)) {
    writeFileSync(join(folder, 'llm', `${mode}.yaml`), `agents:\n${agents.map((agent) => `  ${agent}\n`).join('')}`);
  }
  return folder;
}

/** Models that want to buy a little of a symbol, the critic doubting it; the stop is one daily range away. */
function buying(symbol: MarketSymbol, stand: PaperStand): RoleScript {
  const stopPrice = Number((stand.price(symbol) * 0.92).toPrecision(4));
  const name = symbol.replace('USDT', '');
  const entry = {
    symbol,
    sizeStep: 0.25,
    stopPrice,
    targetPrice: null,
    reasoning: 'It goes up.',
    evidence: [`${name}.price`],
  } as const;
  return { entries: [entry], stance: 1, objection: { code: 'low-volume', severity: 2 }, summary: `Wants ${name}.` };
}

async function switchTo(mode: Mode, stand: PaperStand): Promise<void> {
  const before = stand.messages().length;
  stand.owner.says(`/mode ${mode}`);
  await stand.shows(new RegExp(`Set mode to ${mode}\\?`), { after: before });
  await stand.press('Yes');
  await stand.shows(new RegExp(`Mode is ${mode}`), { after: before });
}

/** Waits for what comes of `begin`: the first entry into a symbol asks a person. */
async function expectAsked(name: string, stand: PaperStand, begin: () => unknown): Promise<void> {
  const after = stand.messages().length;
  await begin();
  await stand.shows(new RegExp(`Confirm: buy ${name}`), { after });
}

describe('steward run with three vendors', () => {
  it('decides in each of the five configurations, switched from the chat, and with two vendors down', {
    timeout: PATIENCE_MS,
  }, async ({ onTestFinished }) => {
    const stand = await openPaperStand({ historyDays: 252 });
    onTestFinished(() => stand.close());
    const vendors = await openThreeVendors(stand.claude);
    onTestFinished(() => vendors.close());
    for (const symbol of DEFAULT_SYMBOLS) stand.setPrice(symbol, stand.lastClose(symbol));
    const dataDir = artefactFolder();
    vendors.play(buying('BTCUSDT', stand));
    const environment = { ...vendors.environment, STEWARD_CONFIG_DIR: configFolder() };
    const steward = stand.start({ dataDir, environment });
    await expectAsked('BTC', stand, () => stand.pair(steward));
    await stand.press('Approve');
    await stand.shows(/Bought BTC/);

    await switchTo('duplicate_pairs', stand);
    vendors.play({ ...buying('BTCUSDT', stand), entries: [], exits: ['BTCUSDT'] });
    stand.owner.says('/run');
    await stand.shows(/Closed BTC/);
    for (const [mode, symbol] of [
      ['specialized', 'BNBUSDT'],
      ['ensemble', 'ETHUSDT'],
      ['sequential', 'SOLUSDT'],
    ] as const) {
      await switchTo(mode, stand);
      vendors.play(buying(symbol, stand));
      await expectAsked(symbol.replace('USDT', ''), stand, () => stand.owner.says('/run'));
    }

    await switchTo('ensemble', stand);
    vendors.play(buying('BTCUSDT', stand));
    vendors.failOthers();
    const before = stand.messages().length;
    stand.owner.says('/run');
    await stand.shows(/Bought BTC/, { after: before });
    await stand.shows(/claude-sonnet-5-5 stood in for gemini-3\.8-flash, which/);
    await stand.shows(/OpenAI does not accept the key/);

    expect(await steward.end('SIGTERM'), steward.output()).toEqual({ code: 0, signal: null });
    const { entries } = await expectSoundFolder(dataDir);
    expectAllSpoke(entries);
    expectVotes(entries);
    for (const { requests } of [stand.claude, vendors.openai, vendors.google])
      expect(requests.flatMap(({ rejection }) => rejection ?? [])).toEqual([]);
  });
});

function factsOf<Kind extends JournalFactKind>(entries: readonly JournalEntry[], kind: Kind): readonly FactOf<Kind>[] {
  return entries.flatMap(({ fact }) => (fact.kind === kind ? [fact as FactOf<Kind>] : []));
}

/** In the order of the sessions, and within one in that of the agents. */
function expectAllSpoke(entries: readonly JournalEntry[]): void {
  const runs = factsOf(entries, 'agent-finished').map(({ agent, provider, outcome }) => `${agent} ${provider} ${outcome}`);
  expect(runs).toEqual([
    'trader anthropic finished',
    'trader-1 anthropic finished',
    'trader-2 anthropic finished',
    'technical anthropic finished',
    'context openai finished',
    'memory google finished',
    'trader anthropic finished',
    'riskOfficer openai finished',
    'first anthropic finished',
    'second openai finished',
    'third google finished',
    'proposer anthropic finished',
    'critic google finished',
    'first anthropic finished',
    'second openai provider-failed',
    'third anthropic finished',
  ]);
  expect(factsOf(entries, 'session-closed').map(({ outcome }) => outcome.tag)).toEqual(Array(6).fill('completed'));
}

/** What was voted, what code made of it, and what the guard said. */
function expectVotes(entries: readonly JournalEntry[]): void {
  const decided = factsOf(entries, 'votes-aggregated').flatMap(
    ({ mode, aggregation: { symbol, result, sizeFraction, steps } }) =>
      result === 'hold' ? [] : [{ mode, symbol, result, sizeFraction, codes: steps.map(({ code }) => code) }],
  );
  expect(decided).toMatchObject([
    { mode: 'duplicate_pairs', symbol: 'BTCUSDT', result: 'close', sizeFraction: 1 },
    {
      mode: 'specialized',
      symbol: 'BNBUSDT',
      result: 'open',
      sizeFraction: 0.25,
      codes: expect.arrayContaining(['officer-approved']),
    },
    { mode: 'ensemble', symbol: 'ETHUSDT', result: 'open', sizeFraction: 0.25 },
    {
      mode: 'sequential',
      symbol: 'SOLUSDT',
      result: 'open',
      sizeFraction: 0.25,
      codes: expect.arrayContaining(['objection-raised', 'proposal-kept']),
    },
    { mode: 'ensemble', symbol: 'BTCUSDT', result: 'open', sizeFraction: 0.25, codes: expect.arrayContaining(['vote-invalid']) },
  ]);
  const verdicts = factsOf(entries, 'signal-assessed').map(({ symbol, verdict }) => `${symbol} ${verdict.tag}`);
  expect(verdicts, 'the first entry into a symbol asks, an exit never does').toEqual([
    'BTCUSDT needs-confirmation',
    'BTCUSDT approved',
    ...['BNB', 'ETH', 'SOL'].map((name) => `${name}USDT needs-confirmation`),
    'BTCUSDT approved',
  ]);
}
