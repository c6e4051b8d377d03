import { Decimal, type DecimalText } from '../../domain/decimal.ts';
import type { MarketSymbol } from '../../domain/market-symbol.ts';
import { illegal, missing, neither, refuse } from './wire-refusal.ts';

const DECIMAL = /^([0-9]{1,20})(\.[0-9]{1,20})?$/;
const INTEGER = /^[0-9]{1,20}$/;
const SYMBOL = /^[\p{Lu}\p{Lo}\p{N}\-_.]{1,50}$/u;
const SYMBOLS = /^\[("[\p{Lu}\p{Lo}\p{N}\-_.]{1,50}"(,"[\p{Lu}\p{Lo}\p{N}\-_.]{1,50}"){0,}){0,1}\]$/u;
const CLIENT_ID = /^[a-zA-Z0-9-_]{1,36}$/;

/**
 * The parameters of one request, read as the exchange reads them. What nobody read is refused before anything is carried out:
 * an endpoint reads everything it knows, then asks `refuseUnread`.
 */
export class WireParameters {
  readonly #values: ReadonlyMap<string, string>;
  readonly #read = new Set<string>();

  constructor(values: ReadonlyMap<string, string>) {
    for (const [name, value] of values) if (value === '') throw refuse(-1105, `Parameter '${name}' was empty.`);
    this.#values = values;
  }

  /** Without counting it as read. */
  peek(name: string): string | undefined {
    return this.#values.get(name);
  }

  text(name: string): string | undefined {
    this.#read.add(name);
    return this.#values.get(name);
  }

  needed(name: string): string {
    const text = this.text(name);
    if (text === undefined) throw missing(name);
    return text;
  }

  decimal(name: string): Decimal | undefined {
    const text: DecimalText | undefined = this.text(name);
    if (text === undefined) return undefined;
    if (!DECIMAL.test(text)) throw illegal(name, DECIMAL);
    return new Decimal(text);
  }

  integer(name: string, { max = Number.MAX_SAFE_INTEGER }: { readonly max?: number } = {}): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    if (!INTEGER.test(text)) throw illegal(name, INTEGER);
    if (Number(text) > max) throw missing(name);
    return Number(text);
  }

  /** An instant in milliseconds; one in microseconds is taken, too. */
  instant(name: string): number | undefined {
    const value = this.integer(name);
    return value === undefined || value < 1e14 ? value : Math.floor(value / 1_000);
  }

  limit({ usual, max }: { readonly usual: number; readonly max: number }): number {
    const limit = this.integer('limit', { max }) ?? usual;
    if (limit < 1) throw missing('limit');
    return limit;
  }

  flag(name: string): boolean | undefined {
    const text = this.text(name)?.toLowerCase();
    if (text !== undefined && text !== 'true' && text !== 'false') throw illegal(name, /^(true|false)$/);
    return text === undefined ? undefined : text === 'true';
  }

  /** One of several words; the refusal of another is the exchange's own where it has one. */
  choice<T extends string>(name: string, options: readonly T[], wrong?: { code: number; message: string }): T | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const found = options.find((option) => option === text);
    if (found !== undefined) return found;
    throw wrong === undefined ? illegal(name, new RegExp(`^(${options.join('|')})$`)) : refuse(wrong.code, wrong.message);
  }

  clientId(name: string): string | undefined {
    const text = this.text(name);
    if (text !== undefined && !CLIENT_ID.test(text)) throw illegal(name, CLIENT_ID);
    return text;
  }

  /** The name of a market that may or may not exist. */
  symbol(): MarketSymbol | undefined {
    const text = this.text('symbol');
    if (text !== undefined && !SYMBOL.test(text)) throw illegal('symbol', SYMBOL);
    return text as MarketSymbol | undefined;
  }

  neededSymbol(): MarketSymbol {
    const symbol = this.symbol();
    if (symbol === undefined) throw missing('symbol');
    return symbol;
  }

  /** `symbols`: a JSON list of names, each once. */
  symbols(): readonly MarketSymbol[] | undefined {
    const text = this.text('symbols');
    if (text === undefined) return undefined;
    if (!SYMBOLS.test(text)) throw illegal('symbols', SYMBOLS);
    const symbols = JSON.parse(text) as readonly MarketSymbol[];
    if (new Set(symbols).size < symbols.length) throw refuse(-1151, 'Symbol is present multiple times in the list.');
    return symbols;
  }

  /** An order by its number, by an id of the client, or by both. */
  orderKey(idName = 'origClientOrderId', numberName = 'orderId'): { orderId?: number; origClientOrderId?: string } {
    const orderId = this.integer(numberName);
    const origClientOrderId = this.text(idName);
    if (orderId === undefined && origClientOrderId === undefined) throw neither(idName, numberName);
    return {
      ...(orderId === undefined ? {} : { orderId }),
      ...(origClientOrderId === undefined ? {} : { origClientOrderId }),
    };
  }

  refuseUnread(): void {
    const unread = [...this.#values.keys()].filter((name) => !this.#read.has(name));
    if (unread.length === 0) return;
    const read = this.#values.size - unread.length;
    throw refuse(-1104, `Not all sent parameters were read; read '${read}' parameter(s) but was sent '${this.#values.size}'.`);
  }
}
