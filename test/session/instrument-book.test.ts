import { describe, expect, it } from 'vitest';
import { silentLog } from '../../src/adapters/system/silent-log.ts';
import { price } from '../../src/domain/decimal.ts';
import { Fault } from '../../src/domain/fault.ts';
import type { Instrument } from '../../src/domain/instrument.ts';
import { InstrumentBook } from '../../src/session/instrument-book.ts';
import { anInstrument } from '../risk/situation.ts';

type Answer = readonly Instrument[] | Error;

/** A book on an exchange that gives these answers, the last one for ever. */
async function bookOn(...answers: readonly Answer[]) {
  const warnings: (readonly [string, unknown])[] = [];
  const reads = { count: 0 };
  const exchange = {
    fetchInstruments: async () => {
      const answer = answers[Math.min(reads.count, answers.length - 1)] ?? [];
      reads.count += 1;
      if (answer instanceof Error) throw answer;
      return answer;
    },
  };
  const log = { ...silentLog, warn: (message: string, facts?: unknown) => void warnings.push([message, facts]) };
  return { book: await InstrumentBook.open({ exchange, log }), warnings, reads };
}

const BTC = anInstrument({ symbol: 'BTCUSDT', tickSize: price('0.01') });
const ETH = anInstrument({ symbol: 'ETHUSDT' });

describe('the book of instruments', () => {
  it('has what was read when it was opened', async () => {
    const { book } = await bookOn([BTC, ETH]);
    expect([...book.current.keys()]).toEqual(['BTCUSDT', 'ETHUSDT']);
  });

  it('cannot be opened where the exchange cannot be read', async () => {
    await expect(bookOn(new Fault('network', 'no way'))).rejects.toThrow('no way');
  });

  it('has what was read last, and says what changed', async () => {
    const { book, warnings } = await bookOn([BTC, ETH], [{ ...BTC, tickSize: price('0.1'), status: 'halted' }, ETH]);
    await book.refresh();
    expect(book.current.get('BTCUSDT')?.tickSize.toFixed()).toBe('0.1');
    const changes = [`status: "trading" became "halted"`, `tickSize: "0.01" became "0.1"`];
    expect(warnings).toEqual([
      ['what a market accepts has changed', { symbol: 'BTCUSDT', changes: expect.arrayContaining(changes) }],
    ]);
  });

  it('leaves what somebody took as it was', async () => {
    const { book } = await bookOn([BTC], [{ ...BTC, tickSize: price('0.1') }]);
    const taken = book.current;
    await book.refresh();
    expect(taken.get('BTCUSDT')?.tickSize.toFixed()).toBe('0.01');
  });

  it('says nothing where nothing changed', async () => {
    const { book, warnings } = await bookOn([BTC], [{ ...BTC }]);
    await book.refresh();
    expect(warnings).toEqual([]);
  });

  it('keeps what was known, and says so, where the exchange cannot be read', async () => {
    const { book, warnings } = await bookOn([BTC], new Fault('network', 'no way'));
    await book.refresh();
    expect(book.current.get('BTCUSDT')).toBe(BTC);
    expect(warnings).toHaveLength(1);
  });

  it('says nothing where the process was told to stop', async () => {
    const { book, warnings } = await bookOn([BTC], new Fault('cancelled', 'stopping'));
    await book.refresh();
    expect(warnings).toEqual([]);
  });

  it('gives a bug to whoever asked', async () => {
    const { book } = await bookOn([BTC], new TypeError('of our own'));
    await expect(book.refresh()).rejects.toThrow('of our own');
  });

  it('halts a market that the exchange tells no more, and keeps its steps', async () => {
    const { book } = await bookOn([BTC, ETH], [BTC], [BTC, ETH]);
    await book.refresh();
    expect(book.current.get('ETHUSDT')).toEqual({ ...ETH, status: 'halted' });
    await book.refresh();
    expect(book.current.get('ETHUSDT')?.status).toBe('trading');
  });

  it('reads once for all who ask at the same time, and again for who asks later', async () => {
    const { book, reads } = await bookOn([BTC]);
    await Promise.all([book.refresh(), book.refresh()]);
    expect(reads.count).toBe(2);
    await book.refresh();
    expect(reads.count).toBe(3);
  });
});
