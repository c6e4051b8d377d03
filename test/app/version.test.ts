import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { VERSION } from '../../src/app/version.ts';
import { projectRoot } from '../support/project-root.ts';

describe('the version', () => {
  it('is that of package.json', () => {
    const packageJson: { readonly version: string } = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8'));
    expect(VERSION).toBe(packageJson.version);
  });
});
