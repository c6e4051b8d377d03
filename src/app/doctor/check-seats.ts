import type { Configuration } from '../../configuration/configuration.ts';
import { MODES, type Mode } from '../../domain/control-state.ts';
import type { ModelCatalogue } from '../../domain/language-model.ts';
import type { DoctorCheck } from '../../report/doctor-text.ts';
import { SpendRegister } from '../../session/spend-register.ts';
import { type ModeSeats, seatMode, seatProblemText } from '../agent-seats.ts';
import { LlmFactory } from '../llm-factory.ts';
import { loadPrompts } from '../load-prompts.ts';
import { ConfigurationError } from '../usage-error.ts';
import { vendorsElsewhere } from '../vendors-elsewhere.ts';
import { checkModel } from './check-model.ts';
import type { DoctorContext } from './doctor-context.ts';
import type { InspectedVendor } from './vendor-inspection.ts';

interface Seated {
  readonly configuration: Configuration;
  readonly models: ModelCatalogue;
  readonly vendors: readonly InspectedVendor[];
  /** The mode in force. */
  readonly mode: Mode;
}

/** Whether the seats of the mode in force can be filled, each of its models and stand-ins once, and which other modes can be chosen. */
export async function checkSeats(context: DoctorContext, seated: Seated): Promise<readonly DoctorCheck[]> {
  try {
    const seatingOf = await openSeats(context, seated);
    return [
      ...seatChecks(seatingOf(seated.mode), { ...seated, now: context.clock.now() }),
      otherModesCheck(seated.mode, seatingOf),
    ];
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return [{ name: 'model', state: 'problem', text: error.message, fix: 'correct the variable' }];
  }
}

async function openSeats({ environment, http, clock }: DoctorContext, seated: Seated): Promise<(mode: Mode) => ModeSeats> {
  const { configuration, models } = seated;
  const { budget: limits, openaiEndpoint } = configuration;
  const factory = new LlmFactory({ environment, http, clock, models, openaiEndpoint });
  const providers = factory.makeProviders({ limits, ledger: new SpendRegister(), record: () => Promise.resolve() });
  const sources = { providers, rolePrompts: (await loadPrompts()).roles, elsewhere: vendorsElsewhere(environment) };
  return (mode) => seatMode(configuration, mode, sources);
}

function seatChecks(seating: ModeSeats, { models, vendors, now }: Seated & { readonly now: number }): readonly DoctorCheck[] {
  if (seating.tag === 'unavailable') {
    const { key, value, why, fix } = seating;
    return [{ name: 'model', state: 'problem', text: `${key} = ${value}: ${why}`, fix }];
  }
  const speakers = seating.seats.flatMap(({ provider, model, fallbacks }) => [{ provider, model }, ...fallbacks]);
  const named = new Map(
    speakers.map(({ provider, model }) => [`${provider.name} ${model}`, { provider: provider.name, model }] as const),
  );
  return [...named.values()].map(({ provider, model }) => {
    const inspection = vendors.find(({ vendor }) => vendor.name === provider)?.inspection ?? null;
    return checkModel({ provider, model, models, inspection, now });
  });
}

/** A mode that cannot be chosen is no problem while another one is in force. */
function otherModesCheck(inForce: Mode, seatingOf: (mode: Mode) => ModeSeats): DoctorCheck {
  const name = 'modes';
  const empty = MODES.filter((mode) => mode !== inForce).flatMap((mode) => {
    const seating = seatingOf(mode);
    return seating.tag === 'seated' ? [] : [{ mode, text: seatProblemText(seating) }];
  });
  if (empty.length === 0) return { name, state: 'ok', text: `${inForce} is in force; every other one can be chosen`, fix: null };
  const text = `${inForce} is in force; ${empty.map(({ mode }) => mode).join(', ')} cannot be chosen: ${empty.map((one) => one.text).join('; ')}`;
  return { name, state: 'skipped', text, fix: 'nothing is needed as long as you do not choose them' };
}
