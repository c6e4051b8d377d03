import type { ServedVenue } from './served-venue.ts';
import type { StreamFault } from './wire-faults.ts';

/** How many messages can be told again. */
const KEPT = 20;

/** What faults make of one connection's messages: lost, told twice, told again, told in another order, or all held back. */
export class StreamFaultFilter {
  readonly #venue: ServedVenue;
  readonly #kind: 'market' | 'user';
  #told: readonly string[] = [];
  #held: string | null = null;

  constructor(venue: ServedVenue, kind: 'market' | 'user') {
    this.#venue = venue;
    this.#kind = kind;
  }

  pass(texts: readonly string[]): readonly string[] {
    const faults = this.#venue.faults.streamFaults(this.#kind, this.#venue.account.now);
    const passed = faults.length === 0 ? this.#released(texts) : faults.reduce((rest, fault) => this.#meet(fault, rest), texts);
    this.#told = [...this.#told, ...passed].slice(-KEPT);
    return passed;
  }

  /** What a fault that is over had held back comes last. */
  #released(texts: readonly string[]): readonly string[] {
    if (this.#held === null) return texts;
    const released = [...texts, this.#held];
    this.#held = null;
    return released;
  }

  #meet({ fault, share }: StreamFault, texts: readonly string[]): readonly string[] {
    if (texts.length === 0) return texts;
    const { faults } = this.#venue;
    const met = (text: string): boolean => {
      const isMet = text !== '' && faults.hits(share);
      if (isMet) faults.count(fault);
      return isMet;
    };
    switch (fault) {
      case 'stream-mute':
        faults.count(fault);
        return [];
      case 'stream-drop':
        return texts.filter((text) => !met(text));
      case 'stream-repeat':
        return texts.flatMap((text) => (met(text) ? [text, text] : [text]));
      case 'stream-replay':
        return met(texts[0] ?? '') ? [...this.#told, ...texts] : texts;
      case 'stream-reorder':
        return texts.flatMap((text) => this.#swap(text, met));
    }
  }

  /** Holds a message back until the next one has passed it. */
  #swap(text: string, met: (text: string) => boolean): readonly string[] {
    if (this.#held === null) {
      if (!met(text)) return [text];
      this.#held = text;
      return [];
    }
    const swapped = [text, this.#held];
    this.#held = null;
    return swapped;
  }
}
