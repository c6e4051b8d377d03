/** A text from outside as JSON; undefined where it is none, which is no JSON value. Whoever reads it judges its shape. */
export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // What is no JSON is told by whoever knows where it came from.
    return undefined;
  }
}
