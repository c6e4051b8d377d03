/**
 * The newest equity against the first: 0.05 is five percent up; 0 when there is nothing to compare.
 *
 * @param equity  In order of time, the starting equity first.
 */
export function totalReturn(equity: readonly number[]): number {
  const start = equity[0];
  const end = equity.at(-1);
  return start === undefined || end === undefined || start === 0 ? 0 : end / start - 1;
}
