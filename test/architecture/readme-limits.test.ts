import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { renderLimitTable } from '../../src/risk/limit-table.ts';
import { projectRoot } from '../support/project-root.ts';

describe('the limits in the README', () => {
  it('are the table that the one list of limits makes', () => {
    expect(readFileSync(join(projectRoot, 'README.md'), 'utf8')).toContain(renderLimitTable());
  });
});
