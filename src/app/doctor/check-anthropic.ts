import type { AnthropicInspection } from '../../adapters/anthropic/inspect-anthropic.ts';
import { unreachable } from '../../domain/invariant.ts';
import type { DoctorCheck } from '../../report/doctor-text.ts';
import { secretFingerprint } from './secret-fingerprint.ts';

const NAME = 'anthropic';

/** Whether the key is there and accepted. @param inspection  Null when there is no key to try. */
export function checkAnthropic(apiKey: string | null, inspection: AnthropicInspection | null): DoctorCheck {
  if (apiKey === null || inspection === null) {
    const fix = 'set ANTHROPIC_API_KEY to a key of platform.claude.com to let Claude deliberate';
    return { name: NAME, state: 'skipped', text: 'ANTHROPIC_API_KEY is not set: a plain strategy (rules) stands in', fix };
  }
  const key = `ANTHROPIC_API_KEY (fingerprint ${secretFingerprint(apiKey)})`;
  switch (inspection.tag) {
    case 'ready':
      return { name: NAME, state: 'ok', text: `${key} is accepted; ${inspection.models.length} models are listed`, fix: null };
    case 'key-rejected': {
      const fix = 'make a new key at platform.claude.com, check its credit, and set ANTHROPIC_API_KEY to it';
      return { name: NAME, state: 'problem', text: `${key} is not accepted: ${inspection.why}`, fix };
    }
    case 'no-list': {
      const fix = 'nothing if ANTHROPIC_BASE_URL is a host of your own; else unset it';
      return { name: NAME, state: 'warning', text: `${key} could not be tried: ${inspection.why}`, fix };
    }
    case 'unreachable': {
      const fix = 'check the network and any proxy or firewall, and ANTHROPIC_BASE_URL where it is set; then try again';
      return { name: NAME, state: 'problem', text: `the host cannot be used: ${inspection.why}`, fix };
    }
    default:
      return unreachable(inspection);
  }
}
