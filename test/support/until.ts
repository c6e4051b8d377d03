/** Real processes may start while the machine is busy with others. */
const PATIENCE_MS = 60_000;

/** Asks again and again until there is an answer. */
export async function until<Value>(
  ask: () => Value | null | undefined | Promise<Value | null | undefined>,
  what: string,
  { timeoutMs = PATIENCE_MS, context = () => '' }: { readonly timeoutMs?: number; readonly context?: () => string } = {},
): Promise<Value> {
  const endsAt = performance.now() + timeoutMs;
  for (;;) {
    const value = await ask();
    if (value !== null && value !== undefined) return value;
    if (performance.now() > endsAt) throw new Error(`waited in vain for ${what}\n${context()}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
