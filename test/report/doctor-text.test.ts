import { describe, expect, it } from 'vitest';
import { type DoctorCheck, doctorText } from '../../src/report/doctor-text.ts';

const OK: DoctorCheck = { name: 'node', state: 'ok', text: 'Node.js v24', fix: null };
const WARNING: DoctorCheck = { name: 'disk space', state: 'warning', text: '500 MB are free', fix: 'free some space' };
const PROBLEM: DoctorCheck = { name: 'clock', state: 'problem', text: 'off', fix: 'set it' };
const SKIPPED: DoctorCheck = { name: 'journal', state: 'skipped', text: 'none yet', fix: null };

describe('the text of an examination', () => {
  it('has a line for each check, the fix below it, and what it comes to', () => {
    expect(doctorText([OK, WARNING, PROBLEM, SKIPPED])).toBe(
      [
        '✔ node        Node.js v24',
        '! disk space  500 MB are free',
        '              → free some space',
        '✖ clock       off',
        '              → set it',
        '– journal     none yet',
        '',
        '1 problem and 1 warning; the lines with → say what to do.',
      ].join('\n'),
    );
  });

  it('says so when nothing is wrong', () => {
    expect(doctorText([OK, SKIPPED])).toMatch(/No problem was found\.$/);
  });
});
