import { Decimal } from '../../domain/decimal.ts';
import { type MarketSymbol, parseMarketSymbol } from '../../domain/market-symbol.ts';
import { type EpochMs, parseUtc } from '../../domain/time.ts';
import type { VenueSymbol } from '../venue/venue-symbol.ts';

/** A fault that is not what scripts may say; the message says which and why. */
export class FaultScriptError extends Error {
  override readonly name = 'FaultScriptError';
}

export interface ScriptContext {
  /** What `afterMs` counts from, and when an entry without a time happens. */
  readonly now: EpochMs;
  readonly symbols: readonly VenueSymbol[];
}

/** The members of one entry. Every entry has a fault's name, and says when by `at` (UTC, or milliseconds), by `afterMs`, or not: now. */
export class FaultEntry {
  readonly #members: Readonly<Record<string, unknown>>;
  readonly #context: ScriptContext;
  readonly #read = new Set<string>(['fault', 'at', 'afterMs']);

  constructor(entry: unknown, context: ScriptContext) {
    if (entry === null || typeof entry !== 'object' || Array.isArray(entry)) throw new FaultScriptError('a fault is an object');
    this.#members = entry as Readonly<Record<string, unknown>>;
    this.#context = context;
  }

  get name(): string {
    return String(this.#members['fault']);
  }

  at(): EpochMs {
    const { at } = this.#members;
    if (at !== undefined) {
      const instant = typeof at === 'number' ? at : parseUtc(String(at));
      return instant ?? this.#fail('at', 'a UTC time such as 2026-01-31T14:00, or milliseconds');
    }
    return this.#context.now + this.number('afterMs', 0);
  }

  number(name: string, usual?: number): number {
    const value = this.#take(name) ?? usual;
    return typeof value === 'number' && Number.isFinite(value) ? value : this.#fail(name, 'a number');
  }

  word<T extends string>(name: string, words: readonly T[], usual?: T): T {
    const value = this.#take(name) ?? usual;
    return words.find((word) => word === value) ?? this.#fail(name, `one of ${words.join(', ')}`);
  }

  text(name: string): string | undefined {
    const value = this.#take(name);
    return value === undefined || value === null ? undefined : String(value);
  }

  decimal(name: string): Decimal {
    const text = this.text(name) ?? '';
    return /^\d+(\.\d+)?$/.test(text) ? new Decimal(text) : this.#fail(name, 'a plain decimal such as "0.5"');
  }

  object(name: string): Readonly<Record<string, unknown>> {
    const value = this.#take(name);
    return value !== null && typeof value === 'object' ? (value as Record<string, unknown>) : this.#fail(name, 'an object');
  }

  symbol(): VenueSymbol {
    const name: MarketSymbol | null = parseMarketSymbol(this.text('symbol') ?? '');
    const known = this.#context.symbols.find(({ symbol }) => symbol === name);
    return known ?? this.#fail('symbol', `one of ${this.#context.symbols.map(({ symbol }) => symbol).join(', ')}`);
  }

  refuseUnread(): void {
    const unread = Object.keys(this.#members).find((name) => !this.#read.has(name));
    if (unread !== undefined) throw new FaultScriptError(`${this.name}: "${unread}" means nothing here`);
  }

  #take(name: string): unknown {
    this.#read.add(name);
    return this.#members[name];
  }

  #fail(name: string, wanted: string): never {
    throw new FaultScriptError(`${this.name}: "${name}" must be ${wanted}`);
  }
}
