import type { EpochMs } from '../domain/time.ts';
import type { FailedReply } from './llm-trouble.ts';

/** A model as its vendor lists it now. */
export interface ListedModel {
  readonly id: string;
  /** `unknown` where the host does not say, or says something that is not known. */
  readonly lifecycle: 'active' | 'deprecated' | 'retired' | 'unknown';
  /** When the vendor plans to switch it off; null where no date is planned. */
  readonly retiresAt: EpochMs | null;
}

/** What a vendor answers when it is asked for its models, which costs nothing. */
export type VendorInspection =
  | { readonly tag: 'ready'; readonly models: readonly ListedModel[] }
  | { readonly tag: 'key-rejected'; readonly why: string }
  /** The host answers, but lists no models: whether it takes the key is not known. */
  | { readonly tag: 'no-list'; readonly why: string }
  | { readonly tag: 'unreachable'; readonly why: string };

export const NOT_A_LIST: VendorInspection = { tag: 'no-list', why: 'the answer holds no list of models' };

/** What a question for the models came to that failed. 404 and 400 come from hosts that answer questions and list nothing. */
export function inspectionOfFailure({ code, message }: Pick<FailedReply, 'code' | 'message'>): VendorInspection {
  if (code === 'unauthorised') return { tag: 'key-rejected', why: message };
  return { tag: code === 'model-unknown' || code === 'bad-request' ? 'no-list' : 'unreachable', why: message };
}
