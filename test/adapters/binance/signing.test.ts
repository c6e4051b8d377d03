import { createPrivateKey } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { encodedQuery, signedQuery, signerFor, socketSignature } from '../../../src/adapters/binance/signing.ts';

// The public example keys of the exchange's documentation.
const API_KEY = 'vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A';
const SECRET = 'NhqPtmdSJYdKjVHjA7PZj4Mge3R5YNiP1e3UZjInClVN65XAbvqqM6A7H5fATj0j';
const hmac = signerFor(SECRET);

const LIMIT = 'side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=0.1&recvWindow=5000&timestamp=1499827319559';
const FULLWIDTH_DIGITS = '\uFF11\uFF12\uFF13\uFF14\uFF15\uFF16';

describe('an HMAC signature', () => {
  it.each([
    ['an order', `symbol=LTCBTC&${LIMIT}`, 'c8db56825ae71d6d79447849e617115f4a920fa2acdcab2b053c4b2838bd6b71'],
    [
      'query and body without anything between',
      'symbol=LTCBTC&side=BUY&type=LIMIT&timeInForce=GTCquantity=1&price=0.1&recvWindow=5000&timestamp=1499827319559',
      '0fd168b8ddb4876a0358a8d14d0c9f3da0e9b20c5d52b2a00fcf7d1c602f9a77',
    ],
    [
      'a symbol that is percent-encoded',
      `symbol=%EF%BC%91%EF%BC%92%EF%BC%93%EF%BC%94%EF%BC%95%EF%BC%96&${LIMIT}`,
      'e1353ec6b14d888f1164ae9af8228a3dbd508bc82eb867db8ab6046442f33ef3',
    ],
    [
      'nothing but a time',
      'recvWindow=5000&timestamp=1499827319559',
      '82f4e72e95e63d666b6da651e82a701722ad8a785a169318d91f36f279c55821',
    ],
    [
      'a list of symbols',
      'symbols=%5B%22BTCUSDT%22%2C%22BNBUSDT%22%5D&timestamp=1499827319559',
      'e0fea48a62534fed2dd657c5c354022e455744ac6d971d46eb52bcea46b7d470',
    ],
  ])('is the documented one for %s', (_what, payload, signature) => {
    expect(hmac.sign(payload)).toBe(signature);
  });

  it('stands at the end of the bytes that are sent', () => {
    const parameters = [
      ['symbol', FULLWIDTH_DIGITS],
      ['side', 'BUY'],
      ['type', 'LIMIT'],
      ['timeInForce', 'GTC'],
      ['quantity', '1'],
      ['price', '0.1'],
      ['recvWindow', '5000'],
      ['timestamp', '1499827319559'],
    ] as const;
    expect(signedQuery(parameters, hmac)).toBe(
      `symbol=%EF%BC%91%EF%BC%92%EF%BC%93%EF%BC%94%EF%BC%95%EF%BC%96&${LIMIT}&signature=e1353ec6b14d888f1164ae9af8228a3dbd508bc82eb867db8ab6046442f33ef3`,
    );
  });

  it('is made over brackets and quotes as they are sent', () => {
    const query = encodedQuery([['symbols', '["BTCUSDT","BNBUSDT"]']]);
    expect(query).toBe('symbols=%5B%22BTCUSDT%22%2C%22BNBUSDT%22%5D');
    expect(new URL(`http://localhost/?${query}`).search).toBe(`?${query}`);
  });
});

describe('a signature for the WebSocket API', () => {
  const order = { side: 'SELL', timeInForce: 'GTC', type: 'LIMIT', apiKey: API_KEY, timestamp: 1645423376532 };
  it.each([
    [
      'an order',
      { ...order, symbol: 'BTCUSDT', price: '52000.00', quantity: '0.01000000', recvWindow: 100 },
      'aa1b5712c094bc4e57c05a1a5c1fd8d88dcd628338ea863fec7b88e59fe2db24',
    ],
    [
      'a symbol that is not encoded',
      {
        ...order,
        symbol: FULLWIDTH_DIGITS,
        side: 'BUY',
        price: '0.10000000',
        quantity: '1.00000000',
        recvWindow: 5000,
      },
      'b33892ae8e687c939f4468c6268ddd4c40ac1af18ad19a064864c47bae0752cd',
    ],
    [
      'a subscription',
      { timestamp: 1747385641636, apiKey: API_KEY },
      '681110a6057ad58657af22f5640fab9dd17418834cdfccdc81be8b0f7b2cde3e',
    ],
    [
      'a subscription with a window',
      { timestamp: 1747385641636, recvWindow: 5000, apiKey: API_KEY },
      '49601ffc5b0122c3c7ee3ea85ef7d6cd76256f5191a57c976418faa32e917653',
    ],
  ])('is the documented one for %s', (_what, parameters, signature) => {
    expect(socketSignature(parameters, hmac)).toBe(signature);
    expect(socketSignature({ ...parameters, signature: 'old' }, hmac)).toBe(signature);
  });
});

describe('an Ed25519 signature', () => {
  const SEED = '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60';
  const PEM = createPrivateKey({
    key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), Buffer.from(SEED, 'hex')]),
    format: 'der',
    type: 'pkcs8',
  })
    .export({ format: 'pem', type: 'pkcs8' })
    .toString();
  const PAYLOAD =
    'symbol=BTCUSDT&side=SELL&type=LIMIT&timeInForce=GTC&quantity=1&price=0.2&timestamp=1668481559918&recvWindow=5000';
  const SIGNATURE = 'XtZirsmmi0noRzUfkqktvkVfxpkq/WtbLg2UOL3QGYdUBZVlqOBEMuEVw8zioY93N54NcKj9UuAXQEa9zgTDBg==';

  it.each([
    ['as it is', PEM],
    ['with its line breaks written out', PEM.replaceAll('\n', '\\n')],
  ])('is the known one for a key in PEM form %s', (_how, secret) => {
    expect(signerFor(secret)).toMatchObject({ kind: 'ed25519' });
    expect(signerFor(secret).sign(PAYLOAD)).toBe(SIGNATURE);
  });

  it('is percent-encoded in an address', () => {
    expect(signedQuery([['timestamp', '1']], signerFor(PEM))).toMatch(/^timestamp=1&signature=[A-Za-z0-9%]+%3D%3D$/);
  });
});

describe('a secret', () => {
  it.each([['no key at all', '-----BEGIN PRIVATE KEY-----\nnothing\n-----END PRIVATE KEY-----']])(
    'in PEM form that is %s is refused without being told',
    (_what, secret) => {
      expect(() => signerFor(secret)).toThrow(/BINANCE_API_SECRET/);
      expect(() => signerFor(secret)).not.toThrow(/nothing/);
    },
  );

  it('is not in the signer', () => {
    expect(JSON.stringify(hmac)).not.toContain(SECRET);
    expect(Object.values(hmac).map(String).join()).not.toContain(SECRET);
  });
});
