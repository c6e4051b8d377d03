/** What a rejection is about. `unknown` is every answer that is not listed: never taken for a harmless one. */
export type RejectClass =
  | 'would-trigger'
  | 'insufficient-balance'
  | 'duplicate'
  | 'filter'
  | 'capability'
  | 'closed-market'
  | 'account'
  | 'busy'
  | 'unknown';

interface RejectRow {
  readonly codes: readonly number[];
  readonly text: RegExp;
  readonly rejectClass: RejectClass;
}

const ANY_TEXT = /(?:)/;

/**
 * The first row that fits counts. Codes -1013 and -2010 are umbrellas under which the text decides.
 * @see binance-spot-api-docs, errors.md
 */
const REJECT_ROWS: readonly RejectRow[] = [
  { codes: [-2010], text: /would trigger immediately/i, rejectClass: 'would-trigger' },
  { codes: [-2010], text: /insufficient balance/i, rejectClass: 'insufficient-balance' },
  { codes: [-2010], text: /duplicate order/i, rejectClass: 'duplicate' },
  { codes: [-1013, -2010], text: /market is closed|trading phase|for this phase/i, rejectClass: 'closed-market' },
  { codes: [-1013, -2010], text: /\bnot support(?:ed)?\b/i, rejectClass: 'capability' },
  {
    codes: [-2010],
    text: /disabled on this account|may not place or cancel|not permitted for this account|restricted for this account|trading is not enabled/i,
    rejectClass: 'account',
  },
  { codes: [-2010], text: /price \* qty is zero|liquidity is less than/i, rejectClass: 'filter' },
  { codes: [-1013], text: /filter failure|invalid (?:quantity|price)/i, rejectClass: 'filter' },
  { codes: [-1111], text: ANY_TEXT, rejectClass: 'filter' },
  { codes: [-1014, -1020, -1116], text: ANY_TEXT, rejectClass: 'capability' },
  { codes: [-2016], text: ANY_TEXT, rejectClass: 'closed-market' },
  { codes: [-1002, -1022, -2014, -2015], text: ANY_TEXT, rejectClass: 'account' },
  { codes: [-1003, -1015, -1021], text: ANY_TEXT, rejectClass: 'busy' },
];

/** Sorts a proven rejection by the exchange's code and words. */
export function classifyReject(rejection: { readonly code: number; readonly message: string }): RejectClass {
  const row = REJECT_ROWS.find(({ codes, text }) => codes.includes(rejection.code) && text.test(rejection.message));
  return row?.rejectClass ?? 'unknown';
}
