import { unreachable } from '../../domain/invariant.ts';
import type { DoctorCheck } from '../../report/doctor-text.ts';
import { secretFingerprint } from './secret-fingerprint.ts';
import type { InspectedVendor } from './vendor-inspection.ts';

/** Whether each vendor's key is there and accepted. One key is enough; without any the plain strategy deliberates. */
export function checkVendors(inspected: readonly InspectedVendor[]): readonly DoctorCheck[] {
  const standIn = inspected.every(({ apiKey }) => apiKey === null) ? 'a plain strategy (rules) stands in' : 'others deliberate';
  return inspected.map((vendor) => checkVendor(vendor, standIn));
}

function checkVendor({ vendor, apiKey, inspection }: InspectedVendor, standIn: string): DoctorCheck {
  const { name, keyVariable, hostVariable, keysFrom, models } = vendor;
  if (apiKey === null || inspection === null) {
    const fix = `set ${keyVariable} to a key of ${keysFrom} to let ${models} deliberate`;
    return { name, state: 'skipped', text: `${keyVariable} is not set: ${standIn}`, fix };
  }
  const key = `${keyVariable} (fingerprint ${secretFingerprint(apiKey)})`;
  switch (inspection.tag) {
    case 'ready':
      return { name, state: 'ok', text: `${key} is accepted; ${inspection.models.length} models are listed`, fix: null };
    case 'key-rejected': {
      const fix = `make a new key at ${keysFrom}, check its credit, and set ${keyVariable} to it`;
      return { name, state: 'problem', text: `${key} is not accepted: ${inspection.why}`, fix };
    }
    case 'no-list': {
      const fix = `nothing if ${hostVariable} is a host of your own; else unset it`;
      return { name, state: 'warning', text: `${key} could not be tried: ${inspection.why}`, fix };
    }
    case 'unreachable': {
      const fix = `check the network and any proxy or firewall, and ${hostVariable} where it is set; then try again`;
      return { name, state: 'problem', text: `the host cannot be used: ${inspection.why}`, fix };
    }
    default:
      return unreachable(inspection);
  }
}
