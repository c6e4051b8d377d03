import type { LanguageModel, ModelCatalogue } from '../../domain/language-model.ts';
import { DAY_MS, type EpochMs, isoDate } from '../../domain/time.ts';
import type { ListedModel, VendorInspection } from '../../ports/vendor-inspection.ts';
import type { DoctorCheck } from '../../report/doctor-text.ts';

/** A model that ends within this time should be replaced in peace. */
const ENDING_MS = 60 * DAY_MS;

const PLACE = 'in llm/*.yaml of the configuration folder, or write model: auto';
const NAMES_MAX = 5;

/**
 * Whether a configured model is alive: by the vendor's own list where it could be read, else by the catalogue. The catalogue alone knows
 * what to name instead.
 *
 * @param inspection  Of the model's own vendor; null where it was not asked.
 */
export function checkModel(asked: {
  readonly provider: string;
  readonly model: string;
  readonly models: ModelCatalogue;
  readonly inspection: VendorInspection | null;
  readonly now: EpochMs;
}): DoctorCheck {
  const { provider, model, models, inspection, now } = asked;
  if (provider === 'rules') return found('ok', 'rules: a plain strategy that needs no model', null);
  const known = models.get(model) ?? null;
  const listed = inspection?.tag === 'ready' ? inspection.models : null;
  const own = listed === null ? null : ownEntry(model, listed);
  const replace = replacement(known, listed);
  if (listed !== null && own === null) {
    const names = listed.filter(({ lifecycle }) => lifecycle === 'active' || lifecycle === 'unknown').map(({ id }) => id);
    const there = names.length === 0 ? '' : `; there are ${names.slice(0, NAMES_MAX).join(', ')}`;
    return found('problem', `${model} is not among the models of ${provider}`, `${replace}${there}`);
  }
  const ending = endingCheck({ model, known, own, now, replace });
  if (ending !== null) return ending;
  if (known !== null) return found('ok', `${model} of ${provider} is alive`, null);
  const fix = 'add it with its prices to models.yaml; until then only the limits of tokens and calls hold for it';
  return found('warning', `${model} is not in models.yaml: what it costs is unknown`, fix);
}

/** Its line in the vendor's list, which may name only the dated snapshot of a name without date. */
function ownEntry(model: string, listed: readonly ListedModel[]): ListedModel | null {
  const dated = listed.find(({ id }) => id.startsWith(`${model}-`) && /^\d{8}$/.test(id.slice(model.length + 1)));
  return listed.find(({ id }) => id === model) ?? dated ?? null;
}

/** The successor of the catalogue, unless the vendor's own list says that it is not there. */
function replacement(known: LanguageModel | null, listed: readonly ListedModel[] | null): string {
  const successor = known?.successor ?? null;
  if (successor === null || (listed !== null && ownEntry(successor.model, listed) === null)) return `name a living one ${PLACE}`;
  return `name ${successor.model} (${successor.why}) ${PLACE}`;
}

/** What the vendor says now goes before what the catalogue knew when it was written. */
function endingCheck(asked: {
  readonly model: string;
  readonly known: LanguageModel | null;
  readonly own: ListedModel | null;
  readonly now: EpochMs;
  readonly replace: string;
}): DoctorCheck | null {
  const { model, known, own, now, replace } = asked;
  if (own?.lifecycle === 'retired') return found('problem', `${model} is switched off`, replace);
  const retiresAt = own?.lifecycle === 'active' ? null : (own?.retiresAt ?? known?.retiresAt ?? null);
  if (retiresAt !== null && retiresAt <= now) {
    const isCalled = own?.lifecycle === 'deprecated';
    return found(isCalled ? 'warning' : 'problem', `${model} was to end on ${isoDate(retiresAt)}`, replace);
  }
  if (retiresAt !== null && retiresAt - now < ENDING_MS)
    return found('warning', `${model} ends on ${isoDate(retiresAt)}`, replace);
  if (own?.lifecycle !== 'deprecated') return null;
  const end = retiresAt === null ? '' : ` and ends on ${isoDate(retiresAt)}`;
  return found('warning', `${model} is deprecated by its vendor${end}`, replace);
}

function found(state: DoctorCheck['state'], text: string, fix: string | null): DoctorCheck {
  return { name: 'model', state, text, fix };
}
