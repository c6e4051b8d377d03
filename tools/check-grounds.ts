import type { InputProblem, ToolContext } from '../src/agent/tool.ts';
import type { TradeSignal } from '../src/domain/trade-signal.ts';
import { resolveEvidence } from '../src/market/evidence.ts';
import { wrongNumbers } from '../src/market/quoted-numbers.ts';

/** The problems of ids that name nothing in the snapshot; none when each names a number. */
export function unknownEvidence(
  evidence: readonly string[],
  { path, context }: { readonly path: string; readonly context: ToolContext },
): readonly InputProblem[] {
  return evidence.flatMap((id, index) =>
    resolveEvidence(context.snapshot, id) === null
      ? [{ path: `${path}.${index}`, expected: 'the id of a number that this snapshot has, such as BTC.price', got: id }]
      : [],
  );
}

/** Tells of the numbers in a signal's reasoning that the snapshot does not hold; empty when all match. */
export function remarkOnNumbers(signal: TradeSignal, { snapshot }: ToolContext): readonly string[] {
  const wrong = wrongNumbers(snapshot, signal);
  if (wrong.length === 0) return [];
  return [
    `The reasoning quotes ${wrong.join(', ')}, which the snapshot does not hold for ${signal.symbol}. Propose again with its own numbers.`,
  ];
}
