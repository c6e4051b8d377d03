import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { exchangeInfoSchema } from '../../../src/adapters/binance/read-instruments.ts';
import type { Instrument } from '../../../src/domain/instrument.ts';
import { DEFAULT_SYMBOLS } from '../../../src/domain/market-symbol.ts';
import { usualMarket, type WireMarket } from '../../support/servers/binance-exchange-info.ts';

const folder = process.env['STEWARD_CANDLES'];

function read(...symbols: readonly WireMarket[]): readonly Instrument[] {
  return exchangeInfoSchema.parse({ rateLimits: [], symbols }).instruments;
}

function market(changes: WireMarket = {}): WireMarket {
  return { ...usualMarket('BTCUSDT'), ...changes };
}

/** What the decimals say, as text: easier to read where a test fails. */
function texts(instrument: Instrument | undefined): Record<string, unknown> {
  return JSON.parse(JSON.stringify(instrument)) as Record<string, unknown>;
}

describe('a market of exchangeInfo', () => {
  it('is an instrument with every bound that its filters set', () => {
    const [instrument] = read(market());
    expect(texts(instrument)).toEqual({
      symbol: 'BTCUSDT',
      baseAsset: 'BTC',
      quoteAsset: 'USDT',
      status: 'trading',
      orderTypes: ['limit', 'market', 'stop-loss', 'stop-loss-limit', 'take-profit'],
      capabilities: ['oco', 'oto', 'opo', 'cancel-replace', 'amend', 'trailing-stop'],
      tickSize: '0.01',
      priceMin: '0.01',
      priceMax: '1000000',
      stepSize: '0.00001',
      quantityMin: '0.00001',
      quantityMax: '9000',
      marketQuantityMax: '100',
      notionalMin: '5',
      notionalMax: '9000000',
      buyPriceFractionMax: '5',
      buyPriceFractionMin: '0.2',
      sellPriceFractionMax: '5',
      sellPriceFractionMin: '0.2',
      openOrdersMax: 200,
      stopOrdersMax: 5,
      basePrecision: 8,
    });
  });

  it('without filters sets no bound', () => {
    const [instrument] = read(market({ filters: [] }));
    expect(texts(instrument)).toMatchObject({
      tickSize: '0',
      stepSize: '0',
      marketQuantityMax: '0',
      notionalMin: '0',
      buyPriceFractionMax: '0',
      openOrdersMax: 0,
      stopOrdersMax: 0,
    });
  });

  it('is read with the older names of its filters', () => {
    const filters = [
      { filterType: 'PERCENT_PRICE', multiplierUp: '5', multiplierDown: '0.2', avgPriceMins: 5 },
      { filterType: 'MIN_NOTIONAL', minNotional: '10.00000000', applyToMarket: true, avgPriceMins: 5 },
    ];
    expect(texts(read(market({ filters }))[0])).toMatchObject({
      notionalMin: '10',
      notionalMax: '0',
      buyPriceFractionMax: '5',
      sellPriceFractionMin: '0.2',
    });
  });

  it.each(['HALT', 'BREAK', 'END_OF_DAY', 'CANCEL_ONLY', 'A_STATUS_OF_TOMORROW'])('is halted with the status %s', (status) => {
    expect(read(market({ status }))[0]?.status).toBe('halted');
  });

  it('is halted where spot trading is not allowed', () => {
    expect(read(market({ isSpotTradingAllowed: false }))[0]?.status).toBe('halted');
  });

  it.each([
    ['ocoAllowed', 'oco'],
    ['otoAllowed', 'oto'],
    ['opoAllowed', 'opo'],
    ['cancelReplaceAllowed', 'cancel-replace'],
    ['amendAllowed', 'amend'],
    ['allowTrailingStop', 'trailing-stop'],
  ] as const)(
    'offers by %s what the exchange allows, and nothing where that is missing, or is no plain yes',
    (field, capability) => {
      expect(read(market({ [field]: true }))[0]?.capabilities).toContain(capability);
      for (const told of [false, undefined, null, 'true', 1])
        expect(read(market({ [field]: told }))[0]?.capabilities).not.toContain(capability);
    },
  );

  it('may have order types, filters and fields that nobody knows, and they are told', () => {
    const known = usualMarket('BTCUSDT');
    const { instruments, unknownWords } = exchangeInfoSchema.parse({
      symbols: [
        market({
          orderTypes: ['MARKET', 'TELEPATHIC'],
          filters: [...(known['filters'] as object[]), { filterType: 'T_PLUS_SELL', days: [1, 2] }],
          permissionSets: [['SPOT', 'TRD_GRP_261'], ['MOONWALKER']],
          status: 'DREAMING',
          moodAllowed: 'yes',
        }),
        market({ status: 'DREAMING' }),
        market({ symbol: 'ETHBTC', status: 'ASTRAY' }),
      ],
    });
    expect(instruments[0]?.orderTypes).toEqual(['market']);
    expect(instruments[0]?.status).toBe('halted');
    expect(instruments[0]?.stepSize.toFixed()).toBe('0.00001');
    expect(unknownWords.toSorted()).toEqual([
      'filter T_PLUS_SELL',
      'market status DREAMING',
      'order type TELEPATHIC',
      'permission MOONWALKER',
    ]);
  });

  it('in the usual form has no word that is not known', () => {
    expect(exchangeInfoSchema.parse({ symbols: [market()] }).unknownWords).toEqual([]);
  });

  it.each([
    ['another currency', { symbol: 'BTCEUR', quoteAsset: 'EUR' }],
    ['a name that is no market in USDT', { symbol: 'BTCUSDTX' }],
    ['a name beyond ASCII', { symbol: '币安人生USDT', baseAsset: '币安人生' }],
  ])('is left out with %s, whatever else it holds', (_, changes) => {
    expect(read({ ...market(changes), filters: 'none' }, market()).map(({ symbol }) => symbol)).toEqual(['BTCUSDT']);
  });

  it.each([
    ['a step in words', { filters: [{ filterType: 'LOT_SIZE', minQty: '1', maxQty: '2', stepSize: 'one' }] }],
    ['a filter without its field', { filters: [{ filterType: 'PRICE_FILTER', minPrice: '1', maxPrice: '2' }] }],
    ['no filters', { filters: undefined }],
    ['no status', { status: undefined }],
  ])('is nothing to trade on with %s', (_, changes) => {
    expect(() => read(market(changes))).toThrow();
  });
});

describe('the limit of exchangeInfo', () => {
  it.each([
    ['named', [{ rateLimitType: 'REQUEST_WEIGHT', interval: 'MINUTE', intervalNum: 1, limit: 1_200 }], 1_200],
    ['of another kind', [{ rateLimitType: 'ORDERS', interval: 'MINUTE', intervalNum: 1, limit: 50 }], null],
    ['missing', undefined, null],
    ['of another shape', 'many', null],
  ])('is read when it is %s', (_, rateLimits, expected) => {
    expect(exchangeInfoSchema.parse({ rateLimits, symbols: [] }).weightMax).toBe(expected);
  });
});

describe.skipIf(folder === undefined)('captures of exchangeInfo (STEWARD_CANDLES)', () => {
  const files = folder === undefined ? [] : readdirSync(folder).filter((name) => /^exchangeInfo.*\.json$/.test(name));

  it('are there', () => {
    expect(files.length).toBeGreaterThanOrEqual(3);
  });

  it.each(files)('%s gives the five markets with their bounds', (file) => {
    const info = exchangeInfoSchema.parse(JSON.parse(readFileSync(join(folder ?? '', file), 'utf8')));
    const ours = info.instruments.filter(({ symbol }) => DEFAULT_SYMBOLS.includes(symbol));
    expect(ours.map(({ symbol }) => symbol).toSorted()).toEqual([...DEFAULT_SYMBOLS].toSorted());
    for (const instrument of ours) {
      expect(instrument.status).toBe('trading');
      expect(instrument.orderTypes).toEqual(expect.arrayContaining(['limit', 'market', 'stop-loss-limit']));
      for (const bound of [
        'tickSize',
        'stepSize',
        'quantityMin',
        'marketQuantityMax',
        'notionalMin',
        'sellPriceFractionMin',
      ] as const)
        expect(instrument[bound].gt(0), `${instrument.symbol} ${bound}`).toBe(true);
      expect(instrument.stopOrdersMax).toBe(5);
    }
    expect(info.unknownWords).toEqual([]);
    expect(info.weightMax).toBeGreaterThanOrEqual(1_200);
  });
});
