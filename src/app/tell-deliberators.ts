import type { Mode } from '../domain/control-state.ts';
import type { Deliberator } from '../session/session-services.ts';

/**
 * Who deliberates, as a sentence without its end: `claude-sonnet-5-5 deliberates`,
 * `3 agents deliberate (mode ensemble: claude-sonnet-5-5, gpt-6.1-terra, gemini-3.8-flash)`.
 *
 * @param deliberators  One for each agent of the mode, in their order.
 */
export function tellDeliberators(mode: Mode, deliberators: readonly Deliberator[]): string {
  const names = deliberators.map(({ provider, model }) => (provider === 'rules' ? 'rules' : model));
  const [only = 'rules'] = names;
  if (mode === 'duplicate_pairs') return `${only} deliberates twice over (mode ${mode})`;
  if (names.length < 2) return `${only} deliberates`;
  return `${names.length} agents deliberate (mode ${mode}: ${[...new Set(names)].join(', ')})`;
}
