import { z } from 'zod';

/** Kinds of words that the exchange adds to without notice, each with those that are known here. */
const KNOWN_WORDS = {
  'market status': /^(TRADING|END_OF_DAY|HALT|BREAK|CANCEL_ONLY)$/,
  'order type': /^(LIMIT|LIMIT_MAKER|MARKET|(STOP_LOSS|TAKE_PROFIT)(_LIMIT)?)$/,
  filter:
    /^(PRICE_FILTER|PERCENT_PRICE(_BY_SIDE)?|(MARKET_)?LOT_SIZE|(MIN_)?NOTIONAL|ICEBERG_PARTS|(EXCHANGE_)?MAX_NUM_(ALGO_|ICEBERG_)?ORDERS|(EXCHANGE_)?MAX_NUM_ORDER_LISTS|MAX_NUM_ORDER_AMENDS|MAX_POSITION|TRAILING_DELTA|MAX_ASSET)$/,
  permission: /^(SPOT|MARGIN|LEVERAGED|TRD_GRP_\d{3})$/,
} as const;

type WordKind = keyof typeof KNOWN_WORDS;

const words = z.array(z.string()).catch([]);
const filterNames = z
  .array(z.looseObject({ filterType: z.string() }))
  .transform((filters) => filters.map(({ filterType }) => filterType))
  .catch([]);
const marketSchema = z.looseObject({
  symbol: z.string().catch('?'),
  status: z.string().catch(''),
  orderTypes: words,
  filters: filterNames,
  permissions: words,
  permissionSets: z
    .array(words)
    .transform((sets) => sets.flat())
    .catch([]),
});

/** Words in one row of the exchange's markets that nobody here knows: `order type FOO`. They bind nobody, and somebody should hear of them. */
export function unknownWordsOf(row: unknown): readonly string[] {
  const market = marketSchema.safeParse(row).data;
  if (market === undefined) return [];
  const kinds: readonly (readonly [WordKind, readonly string[]])[] = [
    ['market status', [market.status]],
    ['order type', market.orderTypes],
    ['filter', market.filters],
    ['permission', [...market.permissions, ...market.permissionSets]],
  ];
  return kinds.flatMap(([kind, told]) =>
    [...new Set(told)].filter((word) => !isKnownWord(kind, word)).map((word) => `${kind} ${word}`),
  );
}

export function isKnownWord(kind: WordKind, word: string): boolean {
  return KNOWN_WORDS[kind].test(word);
}

/** Tells each thing once for as long as the process lives. */
export class TellOnce {
  readonly #tell: (what: string) => void;
  readonly #told = new Set<string>();

  constructor(tell: (what: string) => void) {
    this.#tell = tell;
  }

  tell(what: string): void {
    if (this.#told.has(what)) return;
    this.#told.add(what);
    this.#tell(what);
  }
}
