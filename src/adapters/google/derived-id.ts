const DERIVED = /^gemini-call-\d+-\d+$/;

/** The id of a call to which the vendor gave none: `index` among the calls of an answer, `turn` messages into the conversation. */
export function derivedId({ turn, index }: { readonly turn: number; readonly index: number }): string {
  return `gemini-call-${turn}-${index}`;
}

/** An id that was derived here is not sent back: a result names the call as the vendor did. */
export function isDerivedId(id: string): boolean {
  return DERIVED.test(id);
}
