/** Keys that things are built from which a running bot cannot exchange: they count when it starts. */
const START_KEYS: readonly string[] = ['venue', 'symbols', 'capital.allotted', 'execution.orderPrefix', 'language'];
const START_SECTIONS: readonly string[] = ['simulator.', 'openaiEndpoint.'];

/** When a new value of a key counts: for the session that begins next, or at the next start of the bot. */
export function countsAt(key: string): 'next-session' | 'start' {
  return START_KEYS.includes(key) || START_SECTIONS.some((section) => key.startsWith(section)) ? 'start' : 'next-session';
}
