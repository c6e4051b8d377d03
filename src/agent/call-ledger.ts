import type { LlmToolCall } from '../ports/llm-provider.ts';

/** How often each tool, and each call with the same input, was made in a conversation. */
export class CallLedger {
  readonly #inputsOf = new Map<string, unknown[]>();

  /** Counts the call; both numbers include it. The order of keys in an input makes no difference. */
  count({ name, input }: LlmToolCall): { readonly ofTool: number; readonly identical: number } {
    const inputs = this.#inputsOf.get(name) ?? [];
    this.#inputsOf.set(name, inputs);
    const ofTool = inputs.push(input);
    return { ofTool, identical: inputs.filter((earlier) => isSameJson(earlier, input)).length };
  }
}

function isSameJson(left: unknown, right: unknown): boolean {
  if (Object.is(left, right)) return true;
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false;
  const keys = Object.keys(left);
  return (
    Array.isArray(left) === Array.isArray(right) &&
    keys.length === Object.keys(right).length &&
    keys.every((key) => Object.hasOwn(right, key) && isSameJson(Reflect.get(left, key), Reflect.get(right, key)))
  );
}
