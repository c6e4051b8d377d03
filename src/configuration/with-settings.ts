import type { Configuration } from './configuration.ts';
import { treeOf, valuesOf } from './setting.ts';

/** The configuration with other values of some keys, to see what would follow from them. Whether they are allowed is judged elsewhere. */
export function withSettings(configuration: Configuration, changes: ReadonlyMap<string, unknown>): Configuration {
  return treeOf(new Map([...valuesOf(configuration), ...changes])) as unknown as Configuration;
}
