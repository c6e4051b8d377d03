import type { SettingsRefusal } from '../report/commands/settings-refusal-report.ts';
import type { Steward } from '../session/steward.ts';
import type { CommandContext } from './command-definition.ts';

/** A model as settings name it. */
export type ReadModel =
  | { readonly tag: 'read'; readonly provider: string; readonly name: string }
  | { readonly tag: 'unclear'; readonly refusal: SettingsRefusal };

/** Whoever can be asked, whether the key is there or not. */
const PROVIDERS = ['anthropic', 'openai', 'google', 'rules'];
const AUTO = 'auto';
const USUAL: ReadModel = { tag: 'read', provider: AUTO, name: AUTO };

/**
 * The model that a person means: `VENDOR/MODEL`, a vendor alone for its usual model, the name of a known one, or a name that the present
 * vendor is to know.
 *
 * @param asked.provider  Who answers for the agent now.
 */
export function readModel(
  { steward }: CommandContext,
  { text, provider: present }: { readonly text: string; readonly provider: string },
): ReadModel {
  const { catalogue, providers } = steward.services.modelDesk;
  const wanted = text.toLowerCase();
  if (wanted === AUTO) return USUAL;
  if (PROVIDERS.includes(wanted)) return { tag: 'read', provider: wanted, name: AUTO };
  const vendor = PROVIDERS.find((name) => wanted.startsWith(`${name}/`));
  if (vendor !== undefined) return { tag: 'read', provider: vendor, name: text.slice(vendor.length + 1) };
  const known = [...catalogue.values()].find(({ id }) => id.toLowerCase() === wanted);
  if (known !== undefined) return { tag: 'read', provider: known.vendor, name: known.id };
  const vendors = providers.filter((name) => name !== 'rules');
  if (!vendors.includes(present)) return { tag: 'unclear', refusal: { tag: 'vendor-needed', model: text, vendors } };
  return { tag: 'read', provider: present, name: text };
}

/** The known models of the vendors whose key is there, without those that their vendor may refuse by now; and the plain strategy. */
export function modelChoices({ services }: Steward): readonly string[] {
  const { catalogue, providers } = services.modelDesk;
  const now = services.clock.now();
  const living = [...catalogue.values()].filter(
    ({ vendor, retiresAt }) => providers.includes(vendor) && (retiresAt === null || retiresAt > now),
  );
  return [...living.map(({ id }) => id), ...(providers.includes('rules') ? ['rules'] : [])];
}
