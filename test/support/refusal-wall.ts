import type { OrderRequest } from '../../src/domain/order.ts';
import type { CancelFault, PlacingRequest } from '../../src/simulator/faults.ts';

type Refusal = Extract<CancelFault, object>['reject'];

/** Stands before the exchange and refuses orders by a rule that a test sets and takes away. */
export class RefusalWall {
  rule: ((order: OrderRequest) => Refusal | null) | null = null;

  readonly beforePlace = ({ order }: PlacingRequest): { readonly reject: Refusal } | null => {
    const reject = this.rule?.(order) ?? null;
    return reject === null ? null : { reject };
  };
}
