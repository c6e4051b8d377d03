/** True when objects and lists lie within each other more than `levelsMax` deep. It never looks deeper than that itself. */
export function isNestedDeeperThan(value: unknown, levelsMax: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levelsMax === 0 || Object.values(value).some((item) => isNestedDeeperThan(item, levelsMax - 1));
}
