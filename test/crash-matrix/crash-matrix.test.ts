import { describe, expect, it } from 'vitest';
import { SECOND_MS } from '../../src/domain/time.ts';
import { artefactFolder } from '../support/artefact-folder.ts';
import { CELLS } from './cells.ts';
import { cellsOfDay } from './cells-of-day.ts';
import { restartAndResend } from './resending-restart.ts';
import { runCell } from './run-cell.ts';

/** Real processes on a machine that may be busy. */
const PATIENCE_MS = 180 * SECOND_MS;
const CELLS_A_DAY = 6;
const PLANTED = 'K04 entry sent, executed [stop-follows]';

describe.concurrent('a bot on a signed exchange that is killed and started again', () => {
  it.for(cellsOfDay(CELLS, { now: Date.now(), count: CELLS_A_DAY }).map((cell) => ({ ...cell })))(
    '$id: $ended',
    {
      timeout: PATIENCE_MS,
    },
    async (cell) => {
      const { broken, output } = await runCell(cell, { folder: artefactFolder('crash-matrix') });
      expect(broken, output).toEqual([]);
    },
  );

  it('is found out when it sends again what it does not know the outcome of', { timeout: PATIENCE_MS }, async () => {
    const cell = CELLS.find(({ id }) => id === PLANTED);
    if (cell === undefined) throw new Error(`there is no cell "${PLANTED}"`);
    const { broken } = await runCell(cell, { folder: artefactFolder('crash-matrix'), restart: restartAndResend });
    expect(broken).toContainEqual(expect.stringMatching(/was sent twice$/));
    expect(broken).toContainEqual(expect.stringMatching(/^one decision bought 2 times/));
  });
});
