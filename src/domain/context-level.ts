/** How much a text tells of each market: `basic` the indicators of three intervals; `enhanced` the days in full and 15 key candles. */
export const CONTEXT_LEVELS = ['basic', 'enhanced'] as const;
export type ContextLevel = (typeof CONTEXT_LEVELS)[number];
