import type { ToolAnswer, ToolContext } from '../src/agent/tool.ts';
import type { RiskVerdict } from '../src/domain/risk-verdict.ts';
import { relationOf } from '../src/domain/signal-relation.ts';
import type { TradeSignal } from '../src/domain/trade-signal.ts';
import { remarkOnNumbers } from './check-grounds.ts';

/**
 * Answers a signal with the guard's verdict. A signal that contradicts an earlier one on its symbol is refused at once and not kept:
 * the earlier one stands until it is withdrawn. A signal that the guard refuses is kept, so that the record shows what was wanted.
 * The `value` is the `RiskVerdict`, or null for a hold, which needs none.
 */
export function answerSignal(signal: TradeSignal, context: ToolContext): ToolAnswer {
  const contradicted = context.proposed.find((older) => relationOf({ newer: signal, older }) === 'contradicts');
  if (contradicted !== undefined) return contradiction(signal, { contradicted, context });
  const replaced = context.proposed.filter((older) => relationOf({ newer: signal, older }) === 'replaces');
  const verdict = signal.action === 'hold' ? null : context.assess(signal);
  const text = () =>
    [describeReplaced(signal, replaced), describeOutcome(signal, { verdict, context }), remarkOnNumbers(signal, context)]
      .flat()
      .join('\n');
  return { value: verdict, text, signal };
}

function contradiction(
  signal: TradeSignal,
  { contradicted, context }: { readonly contradicted: TradeSignal; readonly context: ToolContext },
): ToolAnswer {
  const verdict: RiskVerdict = {
    tag: 'refused',
    reasons: [{ code: 'conflicting-signals', symbol: signal.symbol }],
    maximum: null,
  };
  const text = () =>
    [
      `${name(signal)}: ${context.describeVerdict(verdict)}`,
      `Your ${name(contradicted)} of this session stands and this one was dropped. To change your mind, withdraw it with a hold first.`,
    ].join('\n');
  return { value: verdict, text };
}

function describeReplaced(signal: TradeSignal, replaced: readonly TradeSignal[]): readonly string[] {
  if (replaced.length === 0) return [];
  return [`This ${signal.action === 'hold' ? 'withdraws' : 'replaces'} your earlier ${replaced.map(name).join(' and ')}.`];
}

function describeOutcome(
  signal: TradeSignal,
  { verdict, context }: { readonly verdict: RiskVerdict | null; readonly context: ToolContext },
): readonly string[] {
  if (verdict === null) return [`${name(signal)}: noted.`];
  const line = `${name(signal)}: ${context.describeVerdict(verdict)}`;
  return verdict.tag === 'refused'
    ? [line, 'Propose again within these bounds, or hold.']
    : [line, 'Orders follow after the session.'];
}

function name(signal: TradeSignal): string {
  return `${signal.action} ${signal.symbol}`;
}
