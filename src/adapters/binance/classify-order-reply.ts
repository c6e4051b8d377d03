import { z } from 'zod';

/** An answer of the REST API as it came: nothing is hidden and nothing is judged yet. `body` is undefined where it was no JSON. */
export interface RestReply {
  readonly status: number;
  readonly body: unknown;
}

/**
 * What an answer to an order or a cancellation proves. `unknown`: it may have been carried out; probe by its id, never send it again.
 */
export type OrderReplyOutcome =
  | { readonly tag: 'accepted'; readonly body: unknown }
  | { readonly tag: 'rejected'; readonly code: number; readonly message: string }
  | { readonly tag: 'unknown'; readonly cause: string };

/** One line of the list of answers that prove that nothing was carried out. */
export interface RejectionRow {
  readonly statuses: readonly number[];
  readonly codes: readonly number[];
  /** The words must match, too; null where the code alone is proof. */
  readonly text: RegExp | null;
  readonly because: string;
}

/** Every text under which the engine refuses an order or a list of them, or the account or the market may not have it. */
const ENGINE_REFUSALS = new RegExp(
  [
    'insufficient balance',
    'duplicate order',
    'would trigger immediately',
    'would immediately match and take',
    'relationship of the prices',
    'market is closed',
    'trading phase',
    'for this phase',
    'not support(?:ed)?\\b',
    'price \\* qty is zero',
    'icebergqty exceeds',
    'unsupported order combination',
    'disabled on this account',
    'may not place or cancel',
    'not permitted for this account',
    'restricted for this account',
    'trading is not enabled',
    'liquidity is less than',
    'would change no state',
    'filter failure',
  ].join('|'),
  'i',
);

/** Texts under which an order is left alone that may well be open. */
const CANCEL_REFUSALS =
  /cancel restrictions|disabled on this account|may not place or cancel|for this account|trading is not enabled|trading phase|market is closed/i;

const LIMITED = /too much request weight|too many requests; current limit|banned until|too many new orders/i;

/**
 * The answers that prove that an order was not carried out. An answer that is not listed proves nothing.
 * Statuses of 500 and more, -1000, -1001, -1006, -1007, -1008 and "queued" are left out on purpose.
 * @see binance-spot-api-docs, errors.md and rest-api.md (HTTP Return Codes)
 */
export const REJECTION_ROWS: readonly RejectionRow[] = [
  {
    statuses: [400],
    codes: [-1013, -1014, -1020, -1112, -1121, -2016],
    text: null,
    because: 'filters, types and markets are judged before the engine',
  },
  {
    statuses: [400],
    codes: [
      -1100, -1101, -1102, -1103, -1104, -1105, -1106, -1108, -1111, -1114, -1115, -1116, -1117, -1118, -1119, -1122, -1128,
      -1130, -1134, -1135, -1145, -1151, -1158, -1160, -1165, -1166, -1168, -1182, -1194, -1196, -1197, -1198, -1199, -1210,
      -1211, -1220, -1222, -1223, -1224, -1225,
    ],
    text: null,
    because: 'a parameter is not what the API takes',
  },
  { statuses: [400], codes: [-1021], text: null, because: 'the time is judged at the latest just before the engine' },
  { statuses: [400, 401], codes: [-1002, -1022, -2014, -2015], text: null, because: 'the key or the signature is not accepted' },
  { statuses: [400], codes: [-2010], text: ENGINE_REFUSALS, because: 'the engine refused it in these words' },
  { statuses: [400], codes: [-2011], text: CANCEL_REFUSALS, because: 'the engine left the order as it was in these words' },
  { statuses: [429, 418], codes: [-1003, -1015], text: LIMITED, because: 'a limit was reached before the request was taken' },
];

const refusalSchema = z.looseObject({ code: z.number(), msg: z.string() });
const MESSAGE_LENGTH_MAX = 200;

/** What an answer to an order proves: accepted (2xx with a body), proven rejected (on the list), or nothing. */
export function classifyOrderReply({ status, body }: RestReply): OrderReplyOutcome {
  if (status >= 200 && status < 300) {
    return body === undefined
      ? { tag: 'unknown', cause: `HTTP ${status} with a body that is no JSON` }
      : { tag: 'accepted', body };
  }
  return classified(body, { statusName: `HTTP ${status}`, rows: REJECTION_ROWS.filter((row) => row.statuses.includes(status)) });
}

/** What a refusal proves that has no status of its own, since it is told within another answer. */
export function classifyRefusal(refusal: unknown): Exclude<OrderReplyOutcome, { readonly tag: 'accepted' }> {
  return classified(refusal, { statusName: 'a refusal within an answer', rows: REJECTION_ROWS });
}

function classified(
  body: unknown,
  { statusName, rows }: { readonly statusName: string; readonly rows: readonly RejectionRow[] },
): Exclude<OrderReplyOutcome, { readonly tag: 'accepted' }> {
  const refusal = refusalSchema.safeParse(body);
  if (!refusal.success) return { tag: 'unknown', cause: `${statusName} without a reason` };
  const { code } = refusal.data;
  const message = refusal.data.msg.slice(0, MESSAGE_LENGTH_MAX);
  return rows.some((row) => row.codes.includes(code) && (row.text?.test(message) ?? true))
    ? { tag: 'rejected', code, message }
    : { tag: 'unknown', cause: `${statusName}, ${code} ${message}` };
}

/** True for the answer to a cancellation that says that nothing is open under the id: closed already, or never there. */
export function isNothingToCancel({ status, body }: RestReply): boolean {
  const refusal = refusalSchema.safeParse(body);
  return status === 400 && refusal.success && refusal.data.code === -2011 && UNKNOWN_ORDER.test(refusal.data.msg);
}

const UNKNOWN_ORDER = /unknown order sent|cancel order is invalid/i;
