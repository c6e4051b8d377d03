/** Our own bug: a state that the code promises never to reach. Nobody catches it; the process stops, restarts and recovers. */
export class InvariantError extends Error {
  override readonly name = 'InvariantError';
}

/** @throws InvariantError when `condition` is false; `message` states the promise that was broken, with its facts. */
export function invariant(condition: boolean, message: string): asserts condition {
  if (!condition) throw new InvariantError(message);
}

/** Marks the branch of a switch that no value can reach: adding a case to the union makes this a type error. */
export function unreachable(value: never): never {
  throw new InvariantError(`unreachable case: ${JSON.stringify(value)}`);
}
