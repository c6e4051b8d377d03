/** The exchange's word for what is wrong with a request. */
export class BinanceRefusal extends Error {
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

const SYMBOL = /^[A-Z0-9-_.]{1,20}$/;
const SYMBOLS = /^\[("[A-Z0-9-_.]{1,20}"(,"[A-Z0-9-_.]{1,20}"){0,}){0,1}\]$/;
const INTEGER = /^[0-9]{1,20}$/;
const INTERVALS = ['1s', '1m', '3m', '5m', '15m', '30m', '1h', '2h', '4h', '6h', '8h', '12h', '1d', '3d', '1w', '1M'];

/** The parameters of one request, read as the exchange reads them: what is malformed, sent twice or never read is refused. */
export class BinanceParameters {
  readonly #parameters: URLSearchParams;
  readonly #read = new Set<string>();

  constructor(parameters: URLSearchParams) {
    this.#parameters = parameters;
    for (const name of new Set(parameters.keys())) {
      if (parameters.getAll(name).length > 1) throw new BinanceRefusal(-1101, `Duplicate values for parameter '${name}'.`);
      if (parameters.get(name) === '') throw new BinanceRefusal(-1105, `Parameter '${name}' was empty.`);
    }
  }

  symbol(): string {
    const symbol = this.#text('symbol', SYMBOL);
    if (symbol === null) throw missing('symbol');
    return symbol;
  }

  /** One symbol, a list, or neither. */
  symbols(): { readonly symbols: readonly string[] | null; readonly isList: boolean } {
    const symbol = this.#text('symbol', SYMBOL);
    const list = this.#text('symbols', SYMBOLS);
    if (symbol !== null && list !== null) {
      throw new BinanceRefusal(-1128, 'Combination of optional parameters invalid. Recommendation: use one of symbol, symbols.');
    }
    if (symbol !== null) return { symbols: [symbol], isList: false };
    if (list === null) return { symbols: null, isList: true };
    const symbols = JSON.parse(list) as readonly string[];
    if (new Set(symbols).size < symbols.length) throw new BinanceRefusal(-1151, 'Symbol is present multiple times in the list.');
    return { symbols, isList: true };
  }

  /** These markets keep hours only. */
  hourInterval(): void {
    const interval = this.#text('interval', /^.+$/);
    if (interval === null) throw missing('interval');
    if (!INTERVALS.includes(interval)) throw new BinanceRefusal(-1120, 'Invalid interval.');
    if (interval !== '1h') throw new Error(`this server keeps hourly candles only, ${interval} was asked for`);
  }

  integer(name: string, { max = Number.MAX_SAFE_INTEGER }: { readonly max?: number } = {}): number | null {
    const text = this.#text(name, INTEGER);
    if (text === null) return null;
    if (Number(text) > max) throw missing(name);
    return Number(text);
  }

  refuseUnread(): void {
    const sent = [...this.#parameters.keys()].length;
    if (sent <= this.#read.size) return;
    throw new BinanceRefusal(
      -1104,
      `Not all sent parameters were read; read '${this.#read.size}' parameter(s) but was sent '${sent}'.`,
    );
  }

  #text(name: string, legal: RegExp): string | null {
    const text = this.#parameters.get(name);
    if (text === null) return null;
    this.#read.add(name);
    if (legal.test(text)) return text;
    throw new BinanceRefusal(-1100, `Illegal characters found in parameter '${name}'; legal range is '${legal.source}'.`);
  }
}

function missing(name: string): BinanceRefusal {
  return new BinanceRefusal(-1102, `Mandatory parameter '${name}' was not sent, was empty/null, or malformed.`);
}
