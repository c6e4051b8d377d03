/** How much a model thinks. `default` leaves it to the model; a vendor's adapter maps a level that a model does not have to the nearest one. */
export type LlmEffort = 'default' | 'none' | 'low' | 'medium' | 'high' | 'max';

export const LLM_EFFORTS: readonly LlmEffort[] = ['default', 'none', 'low', 'medium', 'high', 'max'];
