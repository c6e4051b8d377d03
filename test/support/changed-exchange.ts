import type { Exchange } from '../../src/ports/exchange.ts';

/** An exchange that does some things otherwise, and all others as the given one does. */
export function changedExchange(exchange: Exchange, changes: Partial<Exchange>): Exchange {
  return new Proxy(exchange, {
    get(target, name) {
      const owner = name in changes ? changes : target;
      const value: unknown = Reflect.get(owner, name, owner);
      return typeof value === 'function' ? value.bind(owner) : value;
    },
  });
}
