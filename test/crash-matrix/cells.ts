import { type Act, type Call, type Ended, type Path, type Place, ROWS, type Row } from './cell-rows.ts';
import { OUTCOMES, type Outcome } from './order-gate.ts';

export interface Cell {
  readonly id: string;
  readonly row: string;
  readonly path: Path;
  readonly act: Act;
  readonly place: Place;
  /** Null where nothing is sent. */
  readonly call: Call | null;
  readonly outcome: Outcome;
  readonly reply: 'delivered' | 'lost';
  readonly ended: Ended;
}

/** A combination that cannot come to be. */
export interface ImpossibleCell {
  readonly id: string;
  readonly why: string;
}

const idOf = ({ row, what, path }: Row, outcome: Outcome) => `${row} ${what}, ${outcome} [${path}]`;

/** Every combination that can be, in the order of the rows. */
export const CELLS: readonly Cell[] = ROWS.flatMap((row) =>
  OUTCOMES.flatMap((outcome) => {
    const ended = row.ends[outcome];
    if (isReason(ended)) return [];
    const { path, act, place, call, reply } = row;
    return [{ id: idOf(row, outcome), row: row.row, path, act, place, call, outcome, reply, ended }];
  }),
);

/** Every other one, with its reason. */
export const IMPOSSIBLE_CELLS: readonly ImpossibleCell[] = ROWS.flatMap((row) =>
  OUTCOMES.flatMap((outcome) => {
    const ended = row.ends[outcome];
    return isReason(ended) ? [{ id: idOf(row, outcome), why: ended.slice(1, -1) }] : [];
  }),
);

function isReason(ended: Ended | `(${string})`): ended is `(${string})` {
  return ended.startsWith('(');
}
