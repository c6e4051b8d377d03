import { type AnthropicInspection, inspectAnthropic } from '../../adapters/anthropic/inspect-anthropic.ts';
import { buildRedactor } from '../../adapters/system/redactor.ts';
import { type DurationMs, SECOND_MS } from '../../domain/time.ts';
import type { HttpTransport } from '../../ports/http-transport.ts';
import type { DoctorCheck } from '../../report/doctor-text.ts';
import { SpendRegister } from '../../session/spend-register.ts';
import { agentSeats } from '../agent-seats.ts';
import { secretsOf } from '../environment.ts';
import { LlmFactory } from '../llm-factory.ts';
import { loadPrompts } from '../load-prompts.ts';
import { ConfigurationError } from '../usage-error.ts';
import { checkAnthropic } from './check-anthropic.ts';
import { checkBinance } from './check-binance.ts';
import { type ConfigurationFinding, checkConfiguration } from './check-configuration.ts';
import { checkDataFolder } from './check-data-folder.ts';
import { checkHosts } from './check-hosts.ts';
import { checkJournalFolder } from './check-journal.ts';
import { checkModel } from './check-model.ts';
import { checkNode } from './check-node.ts';
import { checkTelegram } from './check-telegram.ts';
import type { DoctorContext } from './doctor-context.ts';

/** How long hosts that hang may hold up the whole examination. */
const EXAMINATION_MS_MAX: DurationMs = 12 * SECOND_MS;

export interface Examination {
  readonly checks: readonly DoctorCheck[];
  /** False when the configuration has a problem: then nothing was asked of the network. */
  readonly isConfigured: boolean;
}

/** Looks at everything that a start needs, all at the same time and within `timeMax`. Nothing is changed, and no secret is told. */
export async function examine(
  parts: Omit<DoctorContext, 'signal'>,
  { timeMax = EXAMINATION_MS_MAX }: { readonly timeMax?: DurationMs } = {},
): Promise<Examination> {
  const deadline = new AbortController();
  const cancelDeadline = parts.clock.after(timeMax, () => deadline.abort(tooLate(timeMax)));
  const { signal } = deadline;
  const context: DoctorContext = { ...parts, http: endingWith(parts.http, signal), signal };
  try {
    const { checks, configured } = await checkConfiguration(context.configDir);
    const [folder, journal, outside] = await Promise.all([
      checkDataFolder(context.dataDir, context.clock),
      checkJournalFolder(context.dataDir, signal),
      configured === null ? [notAsked()] : checkOutside(context, configured),
    ]);
    const found = [checkNode(context.nodeVersion), ...checks, ...folder, journal, ...checkHosts(context.environment), ...outside];
    return { checks: withoutSecrets(found, secretsOf(context.environment)), isConfigured: configured !== null };
  } finally {
    cancelDeadline();
  }
}

type Configured = NonNullable<ConfigurationFinding['configured']>;

async function checkOutside(context: DoctorContext, configured: Configured): Promise<readonly DoctorCheck[]> {
  const [anthropic, telegram, binance] = await Promise.all([
    inspectVendor(context).then(async (inspection) => [
      checkAnthropic(context.environment.anthropicApiKey, inspection),
      ...checkModels(context, { ...configured, inspection, rolePrompts: (await loadPrompts()).roles }),
    ]),
    checkTelegram(context),
    checkBinance(context, configured.configuration.symbols),
  ]);
  return [startCheck(context), ...anthropic, ...telegram, ...(isDemo(context) ? binance.map(asWarning) : binance)];
}

/** Without a key and a token a start means the demo, which makes its own market. */
function isDemo({ environment }: DoctorContext): boolean {
  return environment.anthropicApiKey === null && environment.telegramBotToken === null;
}

function startCheck(context: DoctorContext): DoctorCheck {
  const text = isDemo(context)
    ? 'nothing is set, so a start means the demo: no keys, no network'
    : "a start means paper trading on Binance's prices: no real money";
  return { name: 'start', state: 'ok', text, fix: null };
}

function asWarning(check: DoctorCheck): DoctorCheck {
  return check.state === 'problem' ? { ...check, state: 'warning' } : check;
}

async function inspectVendor({ environment, http, clock }: DoctorContext): Promise<AnthropicInspection | null> {
  const { anthropicApiKey: apiKey, anthropicBaseUrl: baseUrl } = environment;
  return apiKey === null ? null : inspectAnthropic({ apiKey, http, clock, ...(baseUrl === null ? {} : { baseUrl }) });
}

/** The models that a start would use, each once. */
function checkModels(
  { environment, http, clock }: DoctorContext,
  {
    configuration,
    models,
    inspection,
    rolePrompts,
  }: Configured & { readonly inspection: AnthropicInspection | null; readonly rolePrompts: ReadonlyMap<string, string> },
): readonly DoctorCheck[] {
  const factory = new LlmFactory({ environment, http, clock, models, budget: configuration.budget });
  try {
    const seats = agentSeats(configuration, configuration.mode, {
      providers: factory.makeProviders({ ledger: new SpendRegister(), record: () => Promise.resolve() }),
      rolePrompts,
    });
    const named = new Map(seats.map(({ provider, model }) => [`${provider.name} ${model}`, { provider: provider.name, model }]));
    return [...named.values()].map((seat) => checkModel({ ...seat, models, inspection, now: clock.now() }));
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    const fix = 'set the key, or write provider: auto in llm/*.yaml of the configuration folder';
    return [{ name: 'model', state: 'problem', text: error.message, fix }];
  }
}

function notAsked(): DoctorCheck {
  const text = 'no key was tried and no host was asked';
  return { name: 'network', state: 'skipped', text, fix: 'correct the configuration first' };
}

function tooLate(timeMax: DurationMs): Error {
  const error = new Error(`no answer within ${timeMax / SECOND_MS} s`);
  // Under this name every client takes it for a request that was given up, not for one that failed.
  error.name = 'AbortError';
  return error;
}

/** A transport whose requests end with the signal as well as with their own. */
function endingWith(http: HttpTransport, signal: AbortSignal): HttpTransport {
  return (input, init) => {
    const own = init?.signal ?? (input instanceof Request ? input.signal : null);
    return http(input, { ...init, signal: own === null ? signal : AbortSignal.any([own, signal]) });
  };
}

/** A host may answer with what it was sent. */
function withoutSecrets(checks: readonly DoctorCheck[], secrets: readonly string[]): readonly DoctorCheck[] {
  const redact = buildRedactor(secrets);
  return checks.map((check) => ({ ...check, text: redact(check.text), fix: check.fix === null ? null : redact(check.fix) }));
}
