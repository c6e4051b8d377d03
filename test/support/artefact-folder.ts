import { mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * A new empty folder for what a test writes. It lies below the one root of the run, which is searched for canary secrets when the
 * run ends, then deleted. (`os.tmpdir()` itself is that root within the run, so that a folder made otherwise is searched as well.)
 *
 * @param name Says in the path which test wrote there.
 */
export function artefactFolder(name = 'artefacts'): string {
  mkdirSync(tmpdir(), { recursive: true });
  return mkdtempSync(join(tmpdir(), `${name.replaceAll(/[^A-Za-z0-9]+/g, '-').slice(0, 24)}-`));
}
