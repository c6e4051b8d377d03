/** The providers in the order in which `auto` looks for one that is there, with the model that `auto` means. */
const USUAL_MODELS: readonly (readonly [provider: string, model: string])[] = [
  ['anthropic', 'claude-sonnet-5-5'],
  ['openai', 'gpt-6.1-terra'],
  ['google', 'gemini-3.8-flash'],
  ['rules', 'trend'],
];

/** The model that `auto` means; null for a provider that is not known. */
export function usualModel(provider: string): string | null {
  return USUAL_MODELS.find(([name]) => name === provider)?.[1] ?? null;
}

/** The vendor whose turn it is among those that are there, not `other` when there is a choice; the plain strategy when there is none. */
export function usualProvider(
  providers: { has(name: string): boolean },
  { turn, other }: { readonly turn: number; readonly other?: string | undefined },
): string {
  const vendors = USUAL_MODELS.map(([name]) => name).filter((name) => name !== 'rules' && providers.has(name));
  const others = vendors.filter((name) => name !== other);
  const choice = others.length > 0 ? others : vendors;
  return choice[turn % choice.length] ?? 'rules';
}
