import { Fault } from '../domain/fault.ts';
import type { Instrument } from '../domain/instrument.ts';
import type { MarketSymbol } from '../domain/market-symbol.ts';
import type { Exchange } from '../ports/exchange.ts';
import type { Log } from '../ports/log.ts';

type Instruments = ReadonlyMap<MarketSymbol, Instrument>;

/** What the markets accept, as the exchange told it last: it changes steps, bounds and halts while a bot runs. */
export class InstrumentBook {
  readonly #exchange: Pick<Exchange, 'fetchInstruments'>;
  readonly #log: Log;
  #current: Instruments;
  #reading: Promise<void> | null = null;

  private constructor(exchange: Pick<Exchange, 'fetchInstruments'>, log: Log, current: Instruments) {
    this.#exchange = exchange;
    this.#log = log;
    this.#current = current;
  }

  /** @throws Fault when the exchange cannot be read: without it nothing can be ordered. */
  static async open({
    exchange,
    log,
  }: {
    readonly exchange: Pick<Exchange, 'fetchInstruments'>;
    readonly log: Log;
  }): Promise<InstrumentBook> {
    return new InstrumentBook(exchange, log, bySymbol(await exchange.fetchInstruments()));
  }

  /** A new map with every change, so that whoever took it judges by one state of the markets. */
  get current(): Instruments {
    return this.#current;
  }

  get list(): readonly Instrument[] {
    return [...this.#current.values()];
  }

  /** Reads the exchange anew; what was known stays in force where it cannot be read. Those who ask at the same time share one read. */
  refresh(): Promise<void> {
    this.#reading ??= this.#read().finally(() => {
      this.#reading = null;
    });
    return this.#reading;
  }

  async #read(): Promise<void> {
    try {
      const read = bySymbol(await this.#exchange.fetchInstruments());
      const next = new Map([...withoutTrading(this.#current, read), ...read]);
      this.#tellChanges(next);
      this.#current = next;
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      if (error.code !== 'cancelled')
        this.#log.warn('what the markets accept could not be read; what was known stays in force', { error });
    }
  }

  #tellChanges(next: Instruments): void {
    for (const [symbol, instrument] of next) {
      const before = this.#current.get(symbol);
      if (before === undefined || before === instrument || JSON.stringify(before) === JSON.stringify(instrument)) continue;
      this.#log.warn('what a market accepts has changed', { symbol, changes: changesOf(before, instrument) });
    }
  }
}

function bySymbol(instruments: readonly Instrument[]): Instruments {
  return new Map(instruments.map((instrument) => [instrument.symbol, instrument]));
}

/** A market that the exchange tells no more is not traded; what is held of it still needs its steps. */
function withoutTrading(known: Instruments, read: Instruments): Instruments {
  const missing = [...known.values()].filter(({ symbol }) => !read.has(symbol));
  return bySymbol(missing.map((instrument) => ({ ...instrument, status: 'halted' })));
}

function changesOf(before: Instrument, after: Instrument): readonly string[] {
  const names = Object.keys(after) as readonly (keyof Instrument)[];
  return names
    .map((name) => ({ name, was: JSON.stringify(before[name]), is: JSON.stringify(after[name]) }))
    .filter(({ was, is }) => was !== is)
    .map(({ name, was, is }) => `${name}: ${was} became ${is}`);
}
