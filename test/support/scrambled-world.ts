import type { Scheduler } from 'fast-check';
import { JOURNAL_VERSION, type JournalEntry } from '../../src/domain/journal-entry.ts';
import { ordersOfList } from '../../src/domain/order-list.ts';
import type { Exchange } from '../../src/ports/exchange.ts';
import type { Journal, JournalAppend, NewEntry } from '../../src/ports/journal.ts';
import type { MarketData } from '../../src/ports/market-data.ts';

/**
 * What stands between a process and its disk, its exchange and its prices: once `scramble` is called, everything that it waits for comes in an
 * order of fast-check's choice; once `kill` is called, nothing of it reaches the outside any more and nothing comes back.
 */
export class ScrambledProcess {
  readonly #scheduler: Scheduler;
  readonly #entries: JournalEntry[];
  #durableCount: number;
  #isScrambled = false;
  #isDead = false;
  readonly journal: Journal;
  /** Resolves when it is killed. */
  readonly death: Promise<void>;
  #die: () => void = () => undefined;
  /** Called when an order is about to leave. */
  onPlace: (request: Parameters<Exchange['place']>[0]) => void = () => undefined;

  /** @param entries  What an earlier process left behind. */
  constructor(scheduler: Scheduler, entries: readonly JournalEntry[] = []) {
    this.#scheduler = scheduler;
    this.#entries = [...entries];
    this.#durableCount = entries.length;
    this.journal = this.#openJournal();
    this.death = new Promise((resolve) => {
      this.#die = resolve;
    });
  }

  scramble(): void {
    this.#isScrambled = true;
  }

  /** @returns what is left of its journal: all that was written, or only what it had been told is durable. */
  kill(survives: 'all' | 'durable'): readonly JournalEntry[] {
    this.#isDead = true;
    this.#die();
    return survives === 'all' ? [...this.#entries] : this.#entries.slice(0, this.#durableCount);
  }

  readonly exchangeThrough = (exchange: Exchange): Exchange => ({
    place: (request) =>
      this.#travel(
        'order',
        () => exchange.place(request),
        () => this.onPlace(request),
      ),
    placeList: (list) =>
      this.#travel(
        'order',
        () => exchange.placeList(list),
        () => {
          for (const order of ordersOfList(list)) this.onPlace({ kind: 'order', order });
        },
      ),
    replace: (request) =>
      this.#travel(
        'order',
        () => exchange.replace(request),
        () => this.onPlace(request.place),
      ),
    cancel: (order) => this.#travel('cancellation', () => exchange.cancel(order)),
    fetchOrder: (order) => this.#travel('order read', () => exchange.fetchOrder(order)),
    fetchOpenOrders: () => this.#travel('open orders read', () => exchange.fetchOpenOrders()),
    fetchFills: (query) => this.#travel('fills read', () => exchange.fetchFills(query)),
    fetchBalances: () => this.#travel('balances read', () => exchange.fetchBalances()),
    fetchInstruments: () => exchange.fetchInstruments(),
    fetchFees: () => exchange.fetchFees(),
    events: (signal) => this.#eventsOf(exchange, signal),
  });

  readonly marketDataThrough = (marketData: MarketData): MarketData => ({
    fetchCandles: (query) => marketData.fetchCandles(query),
    fetchMark: (symbol) => this.#travel('price', () => marketData.fetchMark(symbol)),
  });

  /** There and back, each when the scheduler says so. */
  async #travel<Result>(what: string, call: () => Promise<Result>, leaves: () => void = () => undefined): Promise<Result> {
    if (!this.#isDead) leaves();
    await this.#pause(`${what} travels`);
    const result = this.#isDead ? never<Result>() : call();
    await this.#pause(`${what} is answered`);
    return this.#isDead ? never<Result>() : result;
  }

  async #pause(label: string): Promise<void> {
    if (this.#isScrambled && !this.#isDead) await this.#scheduler.schedule(Promise.resolve(), label);
    if (this.#isDead) await never<void>();
  }

  async *#eventsOf(exchange: Exchange, signal: AbortSignal): ReturnType<Exchange['events']> {
    for await (const event of exchange.events(signal)) {
      await this.#pause('event');
      yield event;
    }
  }

  #openJournal(): Journal {
    const entries = this.#entries;
    return {
      append: (added) => this.#append(added),
      read: (fromSequence = 1) => readFrom(entries, fromSequence),
      get lastSequence() {
        return entries.length;
      },
      repairedBytes: 0,
      close: () => Promise.resolve(),
    };
  }

  #append(added: readonly NewEntry[]): JournalAppend {
    const entries = added.map((entry, index) => ({
      version: JOURNAL_VERSION,
      sequence: this.#entries.length + 1 + index,
      ...entry,
    }));
    if (this.#isDead) return { entries, durable: never() };
    this.#entries.push(...entries);
    const count = this.#entries.length;
    const durable = this.#pause('durable').then(() => {
      this.#durableCount = Math.max(this.#durableCount, count);
    });
    return { entries, durable };
  }
}

async function* readFrom(entries: readonly JournalEntry[], fromSequence: number): AsyncGenerator<JournalEntry> {
  yield* entries.slice(Math.max(fromSequence, 1) - 1);
}

/** What a dead process waits for. */
function never<Result>(): Promise<Result> {
  return new Promise(() => undefined);
}
