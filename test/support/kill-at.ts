/**
 * A crash point of a program that ends itself at the given place, the `hit`-th time that it comes there. SIGKILL leaves no time to tidy up,
 * like a power cut for everything that is not on the disk.
 *
 * @param beforeSignal  Done right before another signal than SIGKILL.
 */
export function killAt(
  place: { readonly point: string; readonly hit: string; readonly signal?: string },
  beforeSignal: () => void = () => undefined,
): (name: string) => void {
  const { point, hit, signal = 'SIGKILL' } = place;
  let hits = 0;
  return (name) => {
    if (name !== point) return;
    hits += 1;
    if (hits !== Number(hit)) return;
    if (signal !== 'SIGKILL') beforeSignal();
    process.kill(process.pid, signal);
  };
}
