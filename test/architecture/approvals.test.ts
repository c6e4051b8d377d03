import { describe, expect, it } from 'vitest';
import { findApprovalCasts, findPlacings } from './find-approvals.ts';
import { parseSource, parseSourceFiles } from './source-files.ts';

const EXCHANGE_SIDE = /^src\/(simulator|adapters)\//;

const files = parseSourceFiles(['src', 'tools']);

describe('approval', () => {
  it('is given in one file of the risk folder alone', () => {
    const givers = new Set(files.flatMap(findApprovalCasts).map((place) => place.split(':')[0]));
    expect([...givers]).toEqual([expect.stringMatching(/^src\/risk\/[^/]+\.ts$/)]);
  });

  it.each([
    ['an assertion', 'const x = y as ApprovedTrade;', 1],
    ['an assertion of one purpose', 'const x = y as ApprovedTrade<EntryTerms>;', 1],
    ['an assertion by way of unknown', 'const x = y as unknown as ApprovedOrder;', 1],
    ['an assertion of a list', 'const x = y as readonly ApprovedTrade[];', 1],
    ['an assertion of an object that holds one', 'const x = y as { trade: ApprovedTrade };', 1],
    ['a parameter', 'function plan(trade: ApprovedTrade): void {}', 0],
    ['a text', "const x = 'y as ApprovedTrade';", 0],
  ])('finds %s', (_what, text, found) => {
    expect(findApprovalCasts(parseSource('x.ts', text))).toHaveLength(found);
  });
});

describe('the exchange', () => {
  it('is given orders by the order executor alone', () => {
    const client = files.filter((file) => !EXCHANGE_SIDE.test(file.fileName));
    const callers = new Set(client.flatMap(findPlacings).map((place) => place.split(':')[0]));
    expect([...callers]).toEqual(['src/execution/order-sender.ts']);
  });

  it.each([
    ['a call', 'await exchange.place(request);', 1],
    ['an optional call', 'await this.#exchange?.place(request);', 1],
    ['a call by a computed name', "await exchange['place'](request);", 1],
    ['the method taken out', 'const { place } = exchange;', 1],
    ['the method taken out under another name', 'const { place: send } = exchange;', 1],
    ['the method passed on', 'retry(exchange.place);', 1],
    ['another method', 'await exchange.cancel(order); replace(place);', 0],
  ])('finds %s', (_what, text, found) => {
    expect(findPlacings(parseSource('x.ts', text))).toHaveLength(found);
  });
});
