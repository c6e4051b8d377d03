import { describe, expect, it } from 'vitest';
import type { ControlState } from '../../src/domain/control-state.ts';
import type { OrderIntent, OrderPurpose, OrderReason } from '../../src/domain/order.ts';
import { controlGate } from '../../src/session/control-gate.ts';
import { plannedOrder } from '../execution/execution-fixtures.ts';

function gate(control: ControlState, purpose: OrderPurpose, reason: OrderReason): boolean {
  const intent: OrderIntent = { ...plannedOrder().intent, purpose, reason };
  return controlGate({ control: { control } as Parameters<typeof controlGate>[0]['control'] })(intent) === null;
}

describe('the control gate', () => {
  it.each<[ControlState, OrderPurpose, OrderReason, boolean]>([
    ['active', 'entry', 'signal', true],
    ['active', 'exit', 'signal', true],
    ['reducing', 'entry', 'signal', false],
    ['reducing', 'exit', 'signal', true],
    ['halted', 'entry', 'signal', false],
    ['halted', 'exit', 'signal', false],
    ['halted', 'exit', 'close-command', true],
    ['halted', 'exit', 'emergency-exit', true],
    ['halted', 'stop', 'protection', true],
    ['reducing', 'stop', 'protection', true],
  ])('in %s lets an %s for %s pass: %s', (control, purpose, reason, passes) => {
    expect(gate(control, purpose, reason)).toBe(passes);
  });
});
