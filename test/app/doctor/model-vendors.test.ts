import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { systemHttpTransport } from '../../../src/adapters/system/http-transport.ts';
import { checkSeats } from '../../../src/app/doctor/check-seats.ts';
import { checkVendors } from '../../../src/app/doctor/check-vendor.ts';
import type { DoctorContext } from '../../../src/app/doctor/doctor-context.ts';
import { inspectVendors } from '../../../src/app/doctor/vendor-inspection.ts';
import { readEnvironment } from '../../../src/app/environment.ts';
import { loadConfigurationOrFail } from '../../../src/app/load-configuration.ts';
import type { Mode } from '../../../src/domain/control-state.ts';
import type { DoctorCheck } from '../../../src/report/doctor-text.ts';
import { committedModels } from '../../agent/committed-models.ts';
import { artefactFolder } from '../../support/artefact-folder.ts';
import { startAnthropicServer } from '../../support/servers/anthropic-server.ts';
import { startGoogleServer } from '../../support/servers/google-server.ts';
import { startOpenAiServer } from '../../support/servers/openai-server.ts';
import { StandClock } from '../../support/stand-clock.ts';

const KEYS = {
  claude: 'sk-ant-doctored-0000000000000000',
  gpt: 'sk-doctored-0000000000000000',
  gemini: 'AIzaDoctored000000000000000000',
};

/** The catalogue's days of an end lie around this one. */
const clock = new StandClock(Date.UTC(2026, 10, 25));

const cleanUp: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of cleanUp.splice(0).reverse()) await close();
});

async function openVendors() {
  const claude = await startAnthropicServer({ apiKey: KEYS.claude });
  const gpt = await startOpenAiServer({ apiKey: KEYS.gpt });
  const gemini = await startGoogleServer({ apiKey: KEYS.gemini });
  cleanUp.push(
    () => claude.close(),
    () => gpt.close(),
    () => gemini.close(),
  );
  return { claude, gpt, gemini };
}

type Vendors = Awaited<ReturnType<typeof openVendors>>;

function variablesOf({ claude, gpt, gemini }: Vendors): Record<string, string> {
  return {
    ANTHROPIC_API_KEY: KEYS.claude,
    ANTHROPIC_BASE_URL: claude.url,
    OPENAI_API_KEY: KEYS.gpt,
    OPENAI_BASE_URL: gpt.url,
    GEMINI_API_KEY: KEYS.gemini,
    GEMINI_BASE_URL: gemini.url,
  };
}

function contextOf(variables: Record<string, string>): DoctorContext {
  const environment = readEnvironment(variables);
  const { signal } = new AbortController();
  return { dataDir: '', configDir: '', nodeVersion: 'v24.0.0', environment, http: systemHttpTransport, clock, signal };
}

/** What the checks of vendors and seats say, with these files of modes. */
async function examineModels(
  variables: Record<string, string>,
  { mode = 'single', files = {} }: { readonly mode?: Mode; readonly files?: Readonly<Record<string, string>> } = {},
): Promise<readonly DoctorCheck[]> {
  const configDir = artefactFolder();
  mkdirSync(join(configDir, 'llm'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(configDir, 'llm', name), text);
  const { configuration } = await loadConfigurationOrFail(configDir);
  const context = contextOf(variables);
  const vendors = await inspectVendors(context);
  const seats = await checkSeats(context, { configuration, models: committedModels(), vendors, mode });
  return [...checkVendors(vendors), ...seats];
}

const named = (checks: readonly DoctorCheck[], wanted: string) => checks.filter(({ name }) => name === wanted);

/** Names its models, since the endpoint on this machine is not the vendor's own. */
const TRIO = `agents:
  first: { provider: anthropic }
  second: { provider: openai, model: gpt-6.1-terra }
  third: { provider: google }
`;

describe('the vendors', () => {
  it('are asked with their keys, and every model of the mode in force is looked up at its own', async () => {
    const checks = await examineModels(variablesOf(await openVendors()), { mode: 'ensemble', files: { 'ensemble.yaml': TRIO } });
    for (const vendor of ['anthropic', 'openai', 'google']) {
      expect(named(checks, vendor)).toMatchObject([{ state: 'ok', text: expect.stringContaining('is accepted') }]);
    }
    expect(named(checks, 'model').map(({ state, text }) => `${state} ${text}`)).toEqual([
      'ok claude-sonnet-5-5 of anthropic is alive',
      'ok gpt-6.1-terra of openai is alive',
      'ok gemini-3.8-flash of google is alive',
    ]);
  });

  it.each([
    ['anthropic', 'ANTHROPIC_API_KEY'],
    ['openai', 'OPENAI_API_KEY'],
    ['google', 'GEMINI_API_KEY'],
  ])('that do not take a key are named with what to do: %s', async (vendor, variable) => {
    const checks = await examineModels({ ...variablesOf(await openVendors()), [variable]: 'wrong-key-00000000' });
    const [found] = named(checks, vendor);
    expect(found).toMatchObject({ state: 'problem', fix: expect.stringContaining(variable) });
    expect(found?.text).toContain('is not accepted');
    expect(JSON.stringify(checks)).not.toContain('wrong-key');
  });

  it('without a key are left out, and the plain strategy stands in when there is none', async () => {
    const checks = await examineModels({});
    for (const vendor of ['anthropic', 'openai', 'google']) {
      expect(named(checks, vendor)).toMatchObject([{ state: 'skipped', text: expect.stringContaining('(rules) stands in') }]);
    }
    expect(named(checks, 'model')).toMatchObject([{ state: 'ok', text: expect.stringContaining('rules') }]);
  });
});

describe('models that end', () => {
  it('are told with their successor, those that stand in, too', async () => {
    const vendors = await openVendors();
    const files = {
      'single.yaml':
        'agents:\n  trader: { provider: openai, model: gpt-4.1, fallbackProvider: google, fallbackModel: gemini-2.5-pro }\n',
    };
    vendors.gpt.end('gpt-4.1', '2027-01-14');
    const found = named(await examineModels(variablesOf(vendors), { files }), 'model');
    expect(found).toMatchObject([
      {
        state: 'warning',
        text: expect.stringContaining('gpt-4.1 ends on 2027-01-14'),
        fix: expect.stringContaining('gpt-6.1-terra'),
      },
      {
        state: 'warning',
        text: expect.stringContaining('gemini-2.5-pro ends on 2026-12-01'),
        fix: expect.stringContaining('gemini-3.8-flash'),
      },
    ]);
  });

  it('are told from the catalogue when the vendor cannot be asked', async () => {
    const vendors = await openVendors();
    await vendors.claude.close();
    cleanUp.shift();
    const files = { 'single.yaml': 'agents:\n  trader: { provider: anthropic, model: claude-sonnet-4 }\n' };
    expect(named(await examineModels(variablesOf(vendors), { files }), 'model')).toMatchObject([
      { state: 'problem', text: 'claude-sonnet-4 was to end on 2026-06-15', fix: expect.stringContaining('claude-sonnet-5-5') },
    ]);
  });
});

describe('modes', () => {
  it('that cannot be chosen are told with the reason, and are no problem while another is in force', async () => {
    const files = { 'sequential.yaml': 'agents:\n  critic: { provider: google }\n' };
    const checks = await examineModels({}, { files });
    expect(named(checks, 'modes')).toMatchObject([
      {
        state: 'skipped',
        text: expect.stringContaining('sequential cannot be chosen: llm.sequential.agents.critic.provider = google'),
      },
    ]);
    expect(checks.some(({ state }) => state === 'problem')).toBe(false);
  });

  it('are a problem when they are in force and somebody else’s endpoint has no named model', async () => {
    const vendors = await openVendors();
    const { OPENAI_API_KEY = '', OPENAI_BASE_URL = '' } = variablesOf(vendors);
    const checks = await examineModels({ OPENAI_API_KEY, OPENAI_BASE_URL });
    expect(named(checks, 'model')).toMatchObject([
      { state: 'problem', text: expect.stringContaining('llm.single.agents.trader.model = auto'), fix: 'name one of them' },
    ]);
  });

  it('cannot be filled from an address that is none', async () => {
    const checks = await examineModels({ OPENAI_API_KEY: KEYS.gpt, OPENAI_BASE_URL: 'localhost' });
    expect(named(checks, 'model')).toMatchObject([
      { state: 'problem', text: expect.stringContaining('OPENAI_BASE_URL is no address') },
    ]);
  });
});
