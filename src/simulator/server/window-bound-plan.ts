import type { EpochMs } from '../../domain/time.ts';
import { type VenueCall, type VenueCallFault, VenueFaultPlan } from '../venue/venue-faults.ts';

/** A plan of faults that knows until when the request at hand may enter: what would be admitted later than that never is. */
export class WindowBoundPlan extends VenueFaultPlan {
  admitUntil: EpochMs = Number.POSITIVE_INFINITY;

  override takeCallFault(call: VenueCall, at: EpochMs): VenueCallFault | null {
    const fault = super.takeCallFault(call, at);
    const isTooLate = fault?.fault === 'late-admission' && at + fault.delayMs > this.admitUntil;
    return isTooLate ? { fault: 'lose-request', from: fault.from } : fault;
  }
}
