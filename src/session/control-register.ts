import type { Autonomy, ControlState, Mode } from '../domain/control-state.ts';
import type { JournalEntry } from '../domain/journal-entry.ts';

/** What sessions may do, how much a person is asked, and which configuration deliberates: a fold of the journal over configured starts. */
export class ControlRegister {
  #control: ControlState = 'active';
  #autonomy: Autonomy;
  #mode: Mode;
  #controlReason: string | null = null;
  #fileAutonomy: Autonomy;
  #fileMode: Mode;

  constructor(start: { readonly autonomy: Autonomy; readonly mode: Mode }) {
    this.#autonomy = start.autonomy;
    this.#mode = start.mode;
    this.#fileAutonomy = start.autonomy;
    this.#fileMode = start.mode;
  }

  apply({ fact }: JournalEntry): void {
    if (fact.kind === 'control-changed') {
      this.#control = fact.to;
      this.#controlReason = fact.why;
    } else if (fact.kind === 'autonomy-changed') {
      this.#autonomy = fact.to;
      this.#fileAutonomy = fact.fileValue ?? this.#fileAutonomy;
    } else if (fact.kind === 'mode-changed') {
      this.#mode = fact.to;
      this.#fileMode = fact.fileValue ?? this.#fileMode;
    }
  }

  get control(): ControlState {
    return this.#control;
  }
  /** Why the control state is what it is; null when it was never changed. */
  get controlReason(): string | null {
    return this.#controlReason;
  }
  get autonomy(): Autonomy {
    return this.#autonomy;
  }
  get mode(): Mode {
    return this.#mode;
  }
  /** What the files said when each was last set: once they say something else, they hold again. */
  get fileValues(): { readonly autonomy: Autonomy; readonly mode: Mode } {
    return { autonomy: this.#fileAutonomy, mode: this.#fileMode };
  }
}
