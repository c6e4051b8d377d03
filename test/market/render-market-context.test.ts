import { describe, expect, it } from 'vitest';
import type { MarketSymbol } from '../../src/domain/market-symbol.ts';
import { renderMarketContext, renderMarketPart, renderTechnicalPart } from '../../src/market/render-market-context.ts';
import { fullMarket } from './full-market.ts';

const SYMBOLS: readonly MarketSymbol[] = ['BTCUSDT', 'SOLUSDT', 'ADAUSDT'];
const set = fullMarket();

describe('the market context for models', () => {
  it('tells at the level basic of each market its price, its place among the others and the indicators of three intervals', () => {
    expect(renderMarketContext(set, { symbols: SYMBOLS, level: 'basic' })).toMatchInlineSnapshot(`
      "3 markets as of 2024-06-01 13:00 UTC, closed candles only, oldest to newest, "-" unknown.
      Fear & Greed 72 (Greed) of 2024-06-01 00:00. Breadth 0 of 2 above their daily MA50.
      Prices, MACD line/signal/histogram, MA20/MA50 and ATR14 in USDT per coin; RSI14 0 to 100; vol: z-score of volume; bp: 0.01 %; 6m: distance to the extremes of 180 days.
      corr: correlation with BTC, 30 days/48 hours.
      BTC price 18825 24h-875bp 6m high-7194bp low+1106bp regime ranging bias downward corr1/1
      1d RSI36 MACD-194.17/625.64/-819.81 MA23912/21599 ATR1821 vol-0.4
      4h RSI25 MACD-981.73/-969.19/-12.532 MA20272/23107 ATR697.86 vol+0.06
      1h RSI30 MACD-379.16/-358.91/-20.254 MA19376/20145 ATR316 vol+1.05
      SOL price 220.01 24h-480bp 6m high-1335bp low+4816bp regime - bias - corr0.08/-0.06
      1d -: 100 of 250 candles are known
      4h RSI43 MACD1.044/2.948/-1.905 MA231.1/222 ATR7.878 vol+2.17
      1h RSI29 MACD-2.96/-1.998/-0.96167 MA228.1/231.4 ATR3.946 vol-0.02
      ADA: no closed candle is known; not tradable"
    `);
  });

  it('tells at the level enhanced the days in full, the shorter intervals in short, and the key candles', () => {
    expect(renderMarketContext(set, { symbols: SYMBOLS, level: 'enhanced' })).toMatchInlineSnapshot(`
      "3 markets as of 2024-06-01 13:00 UTC, closed candles only, oldest to newest, "-" unknown.
      Fear & Greed 72 (Greed) of 2024-06-01 00:00. Breadth 0 of 2 above their daily MA50.
      Prices, MACD line/signal/histogram, MA20/MA50 and ATR14 in USDT per coin; RSI14 0 to 100; vol: z-score of volume; bp: 0.01 %; 6m: distance to the extremes of 180 days.
      hist: MACD histogram, MA50 in bp: distance to it.
      Days: close; o h l v: open, high, low, volume in coins; R recent, XH XL highest and lowest, S swing, V volume, A range, P pattern, SH shape.
      corr: correlation with BTC, 30 days/48 hours.
      BTC price 18825 24h-875bp 6m high-7194bp low+1106bp regime ranging bias downward corr1/1
      1d RSI36 MACD-194.17/625.64/-819.81 MA23912/21599 ATR1821 vol-0.4
      4h RSI25 hist-12.532 MA50-1810bp
      1h RSI30 hist-20.254 MA50-655bp
      15 of 180 days:
      Dec25 63910 h67085 XH S
      Jan5 56672 SH
      Jan10 42945 SH
      Feb9 30481 h35309 l30236 A Strong Bear
      Feb19 29135 v16160 V Doji
      Mar10 19216 SH
      Mar20 22873 SH
      Mar27 18765 l18156 S
      Apr11 23548 h25005 S
      Apr29 18323 l16950 XL S
      May1 20579 v131100 V
      May20 26235 h27849 S
      May28 21203 o23807 P Strong Bear
      May30 20852 R
      May31 19138 R Strong Bear
      SOL price 220.01 24h-480bp 6m high-1335bp low+4816bp regime - bias - corr0.08/-0.06
      1d -: 100 of 250 candles are known
      4h RSI43 hist-1.905 MA50-44bp
      1h RSI29 hist-0.96167 MA50-492bp
      15 of 100 days:
      Feb22 150.13 l148.5 XL
      Mar6 171 SH
      Mar8 195.21 h200.69 l178.86 A
      Mar14 209 h217 S
      Mar15 208.8 v15160 V Doji
      Apr5 165.56 l157.55 S Hammer
      Apr11 215.37 SH Strong Bull
      Apr20 244.08 h253.9 XH S
      May1 209 v120200 V Strong Bull
      May4 190.63 SH Strong Bear
      May9 233.85 SH Strong Bull
      May22 190.51 l183.73 S Doji
      May26 224.16 o207.45 P Strong Bull
      May30 230.47 R Doji
      May31 232.66 R
      ADA: no closed candle is known; not tradable"
    `);
  });

  it('tells only of the symbols asked for', () => {
    const text = renderMarketContext(set, { symbols: ['SOLUSDT'], level: 'basic' });
    expect(text).toContain('SOL price');
    expect(text).not.toContain('BTC price');
  });

  it('says that Fear & Greed is missing, and why', () => {
    const missing = fullMarket({ fearGreed: { tag: 'missing', reason: 'its source could not be reached' } });
    expect(renderMarketContext(missing, { symbols: SYMBOLS, level: 'basic' })).toContain(
      'Fear & Greed missing: its source could not be reached.',
    );
  });
});

describe('the parts of the context', () => {
  it('are candles and indicators alone', () => {
    const text = renderTechnicalPart(set, { symbols: SYMBOLS, level: 'enhanced' });
    expect(text).toContain('1d RSI');
    expect(text).toContain('15 of 180 days:');
    expect(text).not.toMatch(/Fear|Breadth|corr|regime|bias/);
  });

  it('are the market as a whole alone', () => {
    expect(renderMarketPart(set, { symbols: SYMBOLS })).toMatchInlineSnapshot(`
      "3 markets as of 2024-06-01 13:00 UTC, closed candles only, oldest to newest, "-" unknown.
      Fear & Greed 72 (Greed) of 2024-06-01 00:00. Breadth 0 of 2 above their daily MA50.
      corr: correlation with BTC, 30 days/48 hours.
      BTC 24h-875bp regime ranging bias downward corr1/1
      SOL 24h-480bp regime - bias - corr0.08/-0.06
      ADA: no closed candle is known; not tradable"
    `);
  });
});
