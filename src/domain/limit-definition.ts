/** What a limit's number means. `fraction`: a share of the book (0.02 is two percent); `quote`: USDT; the others as they say. */
export type LimitUnit = 'fraction' | 'quote' | 'count' | 'hours' | 'seconds';

/**
 * One limit of the guard, as the one list of limits states it. The YAML's comments, the schema, the README's table and `/risk` are made of it.
 * `floor` and `ceiling` are compiled in: no configuration, chat, model or page can set a value outside of them.
 */
export interface LimitDefinition<Key extends string = string> {
  readonly key: Key;
  readonly unit: LimitUnit;
  readonly default: number;
  readonly floor: number;
  readonly ceiling: number;
  /** Which direction makes the guard stricter. */
  readonly stricter: 'lower' | 'higher';
  /** One sentence for people: what it limits, and what happens at it. */
  readonly meaning: string;
  /** The rule that enforces it, by its file's name. */
  readonly rule: string;
}
