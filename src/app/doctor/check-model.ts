import type { AnthropicInspection, ListedModel } from '../../adapters/anthropic/inspect-anthropic.ts';
import type { LanguageModel, ModelCatalogue } from '../../domain/language-model.ts';
import { DAY_MS, type EpochMs, isoDate } from '../../domain/time.ts';
import type { DoctorCheck } from '../../report/doctor-text.ts';

/** A model that ends within this time should be replaced in peace. */
const ENDING_MS = 60 * DAY_MS;

const REPLACE = 'name a living one in llm/*.yaml of the configuration folder, or write model: auto';

/** Whether a configured model is alive, by the vendor's own list where it could be read, else by the catalogue. */
export function checkModel(asked: {
  readonly provider: string;
  readonly model: string;
  readonly models: ModelCatalogue;
  readonly inspection: AnthropicInspection | null;
  readonly now: EpochMs;
}): DoctorCheck {
  const { provider, model, models, inspection, now } = asked;
  if (provider === 'rules') return found('ok', 'rules: a plain strategy that needs no model', null);
  const known = models.get(model) ?? null;
  const listed = inspection?.tag === 'ready' ? inspection.models : null;
  const own = listed?.find(({ id }) => id === model) ?? null;
  if (listed !== null && own === null) {
    const names = listed.filter(({ lifecycle }) => lifecycle === 'active').map(({ id }) => id);
    return found(
      'problem',
      `${model} is not among the models of ${provider}`,
      `${REPLACE}; there are ${names.slice(0, 5).join(', ')}`,
    );
  }
  const ending = endingCheck({ model, known, own, now });
  if (ending !== null) return ending;
  if (known !== null) return found('ok', `${model} of ${provider} is alive`, null);
  const fix = 'add it with its prices to models.yaml; until then only the limits of tokens hold for it';
  return found('warning', `${model} is not in models.yaml: what it costs is unknown`, fix);
}

/** What the vendor says now goes before what the catalogue knew when it was written. */
function endingCheck(asked: {
  readonly model: string;
  readonly known: LanguageModel | null;
  readonly own: ListedModel | null;
  readonly now: EpochMs;
}): DoctorCheck | null {
  const { model, known, own, now } = asked;
  if (own?.lifecycle === 'retired') return found('problem', `${model} is switched off`, REPLACE);
  const retiresAt = own?.lifecycle === 'active' ? null : (own?.retiresAt ?? known?.retiresAt ?? null);
  if (retiresAt !== null && retiresAt <= now) {
    const isCalled = own?.lifecycle === 'deprecated';
    return found(isCalled ? 'warning' : 'problem', `${model} was to end on ${isoDate(retiresAt)}`, REPLACE);
  }
  if (retiresAt !== null && retiresAt - now < ENDING_MS)
    return found('warning', `${model} ends on ${isoDate(retiresAt)}`, REPLACE);
  if (own?.lifecycle !== 'deprecated') return null;
  const end = retiresAt === null ? '' : ` and ends on ${isoDate(retiresAt)}`;
  return found('warning', `${model} is deprecated by its vendor${end}`, REPLACE);
}

function found(state: DoctorCheck['state'], text: string, fix: string | null): DoctorCheck {
  return { name: 'model', state, text, fix };
}
