import { SIZE_STEPS, type SizeStep } from '../../domain/trade-signal.ts';

/**
 * A share above 0 and at most 1 as a signal carries it: the smallest size step that holds it, and what remains of that step.
 * Steps are powers of two, so the two multiplied are the share to the last bit.
 */
export function sizeByShare(share: number): { readonly sizeStep: SizeStep; readonly sizeFactor?: number } {
  const sizeStep = SIZE_STEPS.find((step) => step >= share) ?? 1;
  const sizeFactor = Math.min(share / sizeStep, 1);
  return sizeFactor === 1 ? { sizeStep } : { sizeStep, sizeFactor };
}
