/** A part of an answer as a script writes it; signatures and ids of calls are given by the server. */
export type ScriptedPart =
  | { readonly text: string; readonly thought?: boolean }
  | { readonly functionCall: { readonly name: string; readonly args?: unknown } };

export type ScriptedAnswer =
  | {
      readonly kind: 'content';
      readonly parts: readonly ScriptedPart[];
      /** STOP unless told. */
      readonly finishReason?: string;
      /** Calls without ids, as older models make them. */
      readonly ids?: 'none';
      readonly outputTokens?: number;
      readonly thoughtTokens?: number;
      /** Laid over the finished body, to send what the API does not. */
      readonly changes?: Readonly<Record<string, unknown>>;
    }
  /** The prompt is not shown to the model. */
  | { readonly kind: 'blocked'; readonly reason: string }
  | {
      readonly kind: 'error';
      readonly status: number;
      readonly name: string;
      readonly message?: string;
      readonly details?: readonly object[];
    }
  /** Bytes that are no answer of the API. */
  | {
      readonly kind: 'raw';
      readonly status: number;
      readonly contentType: string;
      readonly body: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** A whole answer announced, half of it sent, the connection closed. */
  | { readonly kind: 'cut-off' }
  | { readonly kind: 'reset' }
  /** Nothing is ever sent. */
  | { readonly kind: 'hang' }
  /** Headers and then a byte now and again, never the last. */
  | { readonly kind: 'drip' };

/** 429 as the API gives it: how long to wait stands in the details and nowhere else. */
export function rateLimited(retryDelay: string): ScriptedAnswer {
  return {
    kind: 'error',
    status: 429,
    name: 'RESOURCE_EXHAUSTED',
    message: 'You exceeded your current quota, please check your plan and billing details.',
    details: [
      {
        '@type': 'type.googleapis.com/google.rpc.QuotaFailure',
        violations: [{ quotaId: 'GenerateRequestsPerMinutePerProjectPerModel' }],
      },
      { '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay },
    ],
  };
}
