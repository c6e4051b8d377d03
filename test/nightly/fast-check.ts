import * as fastCheck from 'fast-check';

const RUNS_FACTOR = 10;

/** fast-check's own default. */
const RUNS_DEFAULT = 100;

export * from 'fast-check';

/** Checks a property on ten times the runs that its test asks for. */
export function assert<Values>(
  property: fastCheck.IAsyncProperty<Values>,
  parameters?: fastCheck.Parameters<Values>,
): Promise<void>;
export function assert<Values>(property: fastCheck.IProperty<Values>, parameters?: fastCheck.Parameters<Values>): void;
export function assert<Values>(
  property: fastCheck.IRawProperty<Values>,
  parameters: fastCheck.Parameters<Values> = {},
): Promise<void> | void {
  return fastCheck.assert(property, { ...parameters, numRuns: (parameters.numRuns ?? RUNS_DEFAULT) * RUNS_FACTOR });
}

export default { ...fastCheck, assert };
