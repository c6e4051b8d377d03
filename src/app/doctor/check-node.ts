import type { DoctorCheck } from '../../report/doctor-text.ts';

const LEAST = { major: 20, minor: 19 };

/** The oldest version is that of `engines` in package.json; a test compares the two. */
export function checkNode(version: string): DoctorCheck {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
  const isNewEnough = major > LEAST.major || (major === LEAST.major && minor >= LEAST.minor);
  return {
    name: 'node',
    state: isNewEnough ? 'ok' : 'problem',
    text: `Node.js ${version}`,
    fix: isNewEnough ? null : `install Node.js ${LEAST.major}.${LEAST.minor} or newer`,
  };
}
