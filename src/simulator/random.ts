/**
 * Reproducible random numbers: the same seed and stream give the same numbers on every machine, since only exact integer and
 * correctly rounded arithmetic is used (no logarithm or sine). The generator is xoshiro128**, its state is filled by splitmix32.
 *
 * @see Blackman and Vigna, Scrambled Linear Pseudorandom Number Generators, 2021
 */
export class SeededRandom {
  #a: number;
  #b: number;
  #c: number;
  #d: number;

  /** Streams of one seed are independent of each other: drawing from one does not move another. */
  constructor(seed: number, stream: string) {
    const fill = splitmix32(mixedSeed(seed, stream));
    this.#a = fill();
    this.#b = fill();
    this.#c = fill();
    this.#d = fill();
  }

  /** Evenly spread over 0 (included) to 1 (excluded), with 53 bits. */
  uniform(): number {
    return ((this.#next() >>> 5) * 67_108_864 + (this.#next() >>> 6)) / 9_007_199_254_740_992;
  }

  between(min: number, max: number): number {
    return min + (max - min) * this.uniform();
  }

  /** A whole number from `min` to `max`, both included. */
  integer(min: number, max: number): number {
    return Math.floor(this.between(min, max + 1));
  }

  /** Bell-shaped with mean 0 and variance 1: the sum of twelve evenly spread numbers, so never beyond 6. */
  normal(): number {
    let sum = -6;
    for (let count = 0; count < 12; count += 1) sum += this.#next() / 4_294_967_296;
    return sum;
  }

  /** Student's t with five degrees of freedom, scaled to variance 1: calm most of the time, far out more often than a bell allows. */
  fatTailed(): number {
    let squares = 0;
    for (let degree = 0; degree < FREEDOM_DEGREES; degree += 1) squares += this.normal() ** 2;
    return this.normal() * Math.sqrt((FREEDOM_DEGREES - 2) / squares);
  }

  #next(): number {
    const result = Math.imul(rotateLeft(Math.imul(this.#b, 5), 7), 9) >>> 0;
    const shifted = this.#b << 9;
    this.#c ^= this.#a;
    this.#d ^= this.#b;
    this.#b ^= this.#c;
    this.#a ^= this.#d;
    this.#c ^= shifted;
    this.#d = rotateLeft(this.#d, 11);
    return result;
  }
}

const FREEDOM_DEGREES = 5;

function rotateLeft(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}

/** FNV-1a over the stream's name, started from the seed's two halves. */
function mixedSeed(seed: number, stream: string): number {
  let hash = 0x811c9dc5 ^ (seed >>> 0) ^ Math.imul(Math.floor(seed / 4_294_967_296) >>> 0, 0x9e3779b9);
  for (const character of stream) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193);
  return hash >>> 0;
}

function splitmix32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return (mixed ^ (mixed >>> 15)) >>> 0;
  };
}
