import { describe, expect, it } from 'vitest';
import { checkSignature } from '../../../src/simulator/server/credentials.ts';
import { signedBytes } from '../../../src/simulator/server/request-payload.ts';
import { signedText } from '../../../src/simulator/server/socket-request.ts';

/** The dummy key and the signatures of the exchange's own documentation. */
const CREDENTIALS = {
  apiKey: 'vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A',
  secret: 'NhqPtmdSJYdKjVHjA7PZj4Mge3R5YNiP1e3UZjInClVN65XAbvqqM6A7H5fATj0j',
};
const REST = 'timeInForce=GTC&quantity=1&price=0.1&recvWindow=5000&timestamp=1499827319559';
const FULLWIDTH = '１２３４５６';

describe('the signature of a request over REST', () => {
  it.each<readonly [string, { query: string; body: string }, string]>([
    [
      'in the query',
      { query: `symbol=LTCBTC&side=BUY&type=LIMIT&${REST}`, body: '' },
      'c8db56825ae71d6d79447849e617115f4a920fa2acdcab2b053c4b2838bd6b71',
    ],
    [
      'in query and body',
      {
        query: 'symbol=LTCBTC&side=BUY&type=LIMIT&timeInForce=GTC',
        body: 'quantity=1&price=0.1&recvWindow=5000&timestamp=1499827319559',
      },
      '0fd168b8ddb4876a0358a8d14d0c9f3da0e9b20c5d52b2a00fcf7d1c602f9a77',
    ],
    [
      'with letters beyond ASCII, encoded',
      { query: `symbol=${encodeURIComponent(FULLWIDTH)}&side=BUY&type=LIMIT&${REST}`, body: '' },
      'e1353ec6b14d888f1164ae9af8228a3dbd508bc82eb867db8ab6046442f33ef3',
    ],
    [
      'with a list, encoded',
      { query: 'symbols=%5B%22BTCUSDT%22%2C%22BNBUSDT%22%5D&timestamp=1499827319559', body: '' },
      'e0fea48a62534fed2dd657c5c354022e455744ac6d971d46eb52bcea46b7d470',
    ],
  ])('%s is the documented one, wherever it stands', (_where, payload, signature) => {
    const last = payload.body === '' ? 'query' : 'body';
    const sent = { ...payload, [last]: `${payload[last]}&signature=${signature}` };
    expect(() => checkSignature(signature, signedBytes(sent), CREDENTIALS)).not.toThrow();
    const other = { ...sent, query: sent.query.replace('1499827319559', '1499827319558').replace('LTC', 'BTC') };
    expect(() => checkSignature(signature, signedBytes(other), CREDENTIALS)).toThrow(/Signature for this request is not valid/);
  });
});

describe('the signature of a request over the WebSocket API', () => {
  const order = { side: 'SELL', symbol: 'BTCUSDT', timeInForce: 'GTC', timestamp: 1645423376532, type: 'LIMIT' };

  it.each<readonly [Readonly<Record<string, unknown>>, string]>([
    [
      { ...order, recvWindow: 100, quantity: '0.01000000', price: '52000.00' },
      'aa1b5712c094bc4e57c05a1a5c1fd8d88dcd628338ea863fec7b88e59fe2db24',
    ],
    [
      { ...order, side: 'BUY', symbol: FULLWIDTH, recvWindow: 5000, quantity: '1.00000000', price: '0.10000000' },
      'b33892ae8e687c939f4468c6268ddd4c40ac1af18ad19a064864c47bae0752cd',
    ],
    [{ timestamp: 1747385641636 }, '681110a6057ad58657af22f5640fab9dd17418834cdfccdc81be8b0f7b2cde3e'],
    [{ timestamp: 1747385641636, recvWindow: 5000 }, '49601ffc5b0122c3c7ee3ea85ef7d6cd76256f5191a57c976418faa32e917653'],
  ])('over %o is the documented one', (params, signature) => {
    const text = signedText({ ...params, signature, apiKey: CREDENTIALS.apiKey });
    expect(() => checkSignature(signature, text, CREDENTIALS)).not.toThrow();
  });
});
