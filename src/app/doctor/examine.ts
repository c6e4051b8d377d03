import { buildRedactor } from '../../adapters/system/redactor.ts';
import { type DurationMs, SECOND_MS } from '../../domain/time.ts';
import type { HttpTransport } from '../../ports/http-transport.ts';
import type { DoctorCheck } from '../../report/doctor-text.ts';
import { meansDemo, secretsOf } from '../environment.ts';
import { checkBinance } from './check-binance.ts';
import { checkCapital } from './check-capital.ts';
import { type ConfigurationFinding, checkConfiguration } from './check-configuration.ts';
import { checkDataFolder } from './check-data-folder.ts';
import { checkHosts } from './check-hosts.ts';
import { checkJournalFolder } from './check-journal.ts';
import { checkNode } from './check-node.ts';
import { checkSeats } from './check-seats.ts';
import { checkTelegram } from './check-telegram.ts';
import { checkVendors } from './check-vendor.ts';
import { checkVenue } from './check-venue.ts';
import { checkVenueMarkets } from './check-venue-markets.ts';
import type { DoctorContext } from './doctor-context.ts';
import { settingsInForce } from './settings-in-force.ts';
import { inspectVendors } from './vendor-inspection.ts';

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
  const { symbols } = configured.configuration;
  const [models, telegram, binance, markets] = await Promise.all([
    inspectVendors(context).then(async (vendors) => [
      ...checkVendors(vendors),
      ...(await checkSeats(context, { ...configured, vendors, ...(await settingsInForce(context, configured.configuration)) })),
    ]),
    checkTelegram(context),
    checkBinance(context, symbols),
    checkVenueMarkets(context, configured.configuration),
  ]);
  const ownMarket = configured.configuration.venue === 'paper' && meansDemo(context.environment);
  return [
    checkVenue(context, configured.configuration),
    checkCapital(configured.configuration),
    ...markets,
    ...models,
    ...telegram,
    ...(ownMarket ? binance.map(asWarning) : binance),
  ];
}

function asWarning(check: DoctorCheck): DoctorCheck {
  return check.state === 'problem' ? { ...check, state: 'warning' } : check;
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
