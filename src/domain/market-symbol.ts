/** A spot market quoted in USDT, as the exchange writes it: `BTCUSDT`. */
export type MarketSymbol = `${string}USDT`;
/** A coin or currency, as the exchange writes it: `BTC`, `USDT`. */
export type Asset = string;

export const QUOTE_ASSET: Asset = 'USDT';

/** The five markets that Steward looks at when the configuration names no others. */
export const DEFAULT_SYMBOLS: readonly MarketSymbol[] = ['BTCUSDT', 'ETHUSDT', 'BNBUSDT', 'ADAUSDT', 'SOLUSDT'];

/** Accepts `BTCUSDT`, `btcusdt`, `BTC` and `BTC/USDT`; null for what is no such name. */
export function parseMarketSymbol(text: string): MarketSymbol | null {
  const name = text.trim().toUpperCase().replace('/', '');
  if (!/^[A-Z0-9]{2,20}$/.test(name)) return null;
  if (!name.endsWith(QUOTE_ASSET)) return `${name}USDT`;
  return name === QUOTE_ASSET ? null : (name as MarketSymbol);
}

/** `BTCUSDT` → `BTC`. */
export function baseAssetOf(symbol: MarketSymbol): Asset {
  return symbol.slice(0, -QUOTE_ASSET.length);
}
