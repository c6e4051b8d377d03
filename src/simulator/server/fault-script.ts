import { Decimal, fraction, price, quantity } from '../../domain/decimal.ts';
import { DAY_MS } from '../../domain/time.ts';
import type { ExpiryReason } from '../venue/venue-order.ts';
import type { SymbolStatus, VenueFilters } from '../venue/venue-symbol.ts';
import { FaultEntry, FaultScriptError, type ScriptContext } from './fault-entry.ts';
import { readOrder } from './read-order.ts';
import {
  LOSS_STYLES,
  type LossStyle,
  type RequestFault,
  type ScriptedFault,
  type StreamFault,
  type StreamTarget,
} from './wire-faults.ts';
import { WireParameters } from './wire-parameters.ts';

const STATUSES: readonly SymbolStatus[] = ['TRADING', 'END_OF_DAY', 'HALT', 'BREAK', 'CANCEL_ONLY'];
const REASONS: readonly ExpiryReason[] = [
  'REJECTED',
  'EXCHANGE_CANCELED',
  'INSUFFICIENT_LIQUIDITY',
  'UNFILLED_IOC_QUANTITY_EXPIRED',
  'EXECUTION_RULE_PRICE_RANGE_EXCEEDED',
];
const FAULT_STYLE: Readonly<Partial<Record<RequestFault['fault'], LossStyle>>> = {
  reset: 'reset',
  hang: 'hang',
  'server-error': 'error',
  'html-body': 'html',
};
const TARGETS: readonly StreamTarget[] = ['market', 'user', 'all'];

/**
 * Reads a script, one entry or a list of them. An entry is `{ fault, at | afterMs, … }`; without a time it happens now. Durations are
 * milliseconds of the venue's clock, amounts are texts. What is in brackets has a default.
 *
 * Answers: `lose-request` and `lose-reply` {[as]} of the next order or cancel; `reset`, `hang`, `html-body`, `server-error` {[as]} of any
 * request {[phase: before | after], [path], [times], [delayMs]}. `as` is hang, reset, timeout (−1007), busy (−1008), error (−1000), html.
 * Orders: `late-admission` {[delayMs]}, `partial-fill` {[fractionMax]}, `expire` {[reason]}, `read-lag` {[lagMs], [forMs]}.
 * Market: `price-jump` and `thin-book` {symbol, factor, [forMs]}, `gap-through-stop` {symbol, [beyondFraction], [forMs]},
 * `filter-change` {symbol, filters}, `reference-price` {symbol, [price], [rangeFraction]}, `halt` {symbol, [status], [forMs]},
 * `resume` {symbol}, `maintenance` (drops waiting stops).
 * Account: `manual-order` {order}, `manual-cancel` {symbol}, `deposit`, `withdrawal`, `external-lock` {[asset], quantity}.
 * Server: `ban` {[forMs]}, `clock-skew` {skewMs, [forMs]}, `candle-delay` {delayMs, [forMs]}, `disconnect` {[target]}, `shutdown` {[leadMs]}.
 * Streams: `stream-mute`, `stream-drop`, `stream-repeat`, `stream-replay`, `stream-reorder` {[forMs], [target: market | user | all], [share]}.
 *
 * @throws FaultScriptError for an entry with an unknown name, a member that is missing or wrong, or one that means nothing.
 */
export function parseFaultScript(script: unknown, context: ScriptContext): readonly ScriptedFault[] {
  const entries: readonly unknown[] = Array.isArray(script) ? script : [script];
  return entries.map((member) => {
    const entry = new FaultEntry(member, context);
    const fault = requestFault(entry) ?? callFault(entry) ?? streamFault(entry) ?? serverFault(entry) ?? engineFault(entry);
    if (fault === null) throw new FaultScriptError(`there is no fault "${entry.name}"`);
    entry.refuseUnread();
    return fault;
  });
}

function requestFault(entry: FaultEntry): ScriptedFault | null {
  const { name } = entry;
  if (!['reset', 'hang', 'server-error', 'html-body', 'lose-request', 'lose-reply'].includes(name)) return null;
  const fault = name as RequestFault['fault'];
  const isTradeOnly = fault === 'lose-request' || fault === 'lose-reply';
  const request: RequestFault = {
    fault,
    from: entry.at(),
    phase: isTradeOnly ? (fault === 'lose-reply' ? 'after' : 'before') : entry.word('phase', ['before', 'after'], 'before'),
    as:
      isTradeOnly || fault === 'server-error'
        ? entry.word('as', LOSS_STYLES, FAULT_STYLE[fault] ?? 'reset')
        : (FAULT_STYLE[fault] ?? 'reset'),
    path: entry.text('path'),
    isTradeOnly,
    times: entry.number('times', 1),
    delayMs: entry.number('delayMs', 10_000),
  };
  return { by: 'request', request };
}

function callFault(entry: FaultEntry): ScriptedFault | null {
  const { name } = entry;
  if (name === 'late-admission') {
    return { by: 'call', call: { fault: name, from: entry.at(), delayMs: entry.number('delayMs', 2_000) } };
  }
  if (name === 'partial-fill') {
    return { by: 'call', call: { fault: name, from: entry.at(), fractionMax: entry.number('fractionMax', 0.5) } };
  }
  if (name === 'expire') {
    const reason = entry.word('reason', REASONS, 'INSUFFICIENT_LIQUIDITY');
    return { by: 'call', call: { fault: name, from: entry.at(), reason } };
  }
  if (name !== 'read-lag') return null;
  const [lagMs, forMs] = [entry.number('lagMs', 5_000), entry.number('forMs', 30_000)];
  return { by: 'call', call: { fault: name, from: entry.at(), lagMs, forMs } };
}

function streamFault(entry: FaultEntry): ScriptedFault | null {
  if (!['stream-mute', 'stream-drop', 'stream-repeat', 'stream-replay', 'stream-reorder'].includes(entry.name)) return null;
  const stream: StreamFault = {
    fault: entry.name as StreamFault['fault'],
    at: entry.at(),
    forMs: entry.number('forMs', 60_000),
    target: entry.word('target', TARGETS, 'all'),
    share: entry.number('share', 1),
  };
  return { by: 'stream', stream };
}

function serverFault(entry: FaultEntry): ScriptedFault | null {
  const at = entry.at();
  switch (entry.name) {
    case 'ban':
      return { by: 'server', happening: { fault: 'ban', at, forMs: entry.number('forMs', 120_000) } };
    case 'clock-skew':
      return {
        by: 'server',
        happening: { fault: 'clock-skew', at, skewMs: entry.number('skewMs'), forMs: entry.number('forMs', DAY_MS) },
      };
    case 'candle-delay':
      return {
        by: 'server',
        happening: { fault: 'candle-delay', at, delayMs: entry.number('delayMs'), forMs: entry.number('forMs', DAY_MS) },
      };
    case 'disconnect':
      return { by: 'server', happening: { fault: 'disconnect', at, target: entry.word('target', TARGETS, 'all') } };
    case 'shutdown':
      return { by: 'server', happening: { fault: 'shutdown', at, leadMs: entry.number('leadMs', 60_000) } };
    case 'reference-price':
      return { by: 'server', happening: { fault: 'reference-price', at, ...referenceOf(entry) } };
    default:
      return null;
  }
}

function referenceOf(entry: FaultEntry) {
  const { symbol } = entry.symbol();
  const text = entry.text('price');
  const distance = entry.text('rangeFraction');
  const up = fraction(new Decimal(1).plus(distance ?? 0));
  const down = fraction(new Decimal(1).minus(distance ?? 0));
  const range = { bidLimitMultUp: up, bidLimitMultDown: down, askLimitMultUp: up, askLimitMultDown: down };
  return { symbol, price: text === undefined ? null : price(text), priceRange: distance === undefined ? undefined : range };
}

function engineFault(entry: FaultEntry): ScriptedFault | null {
  const at = entry.at();
  const engine = (happening: Extract<ScriptedFault, { by: 'engine' }>['happening']): ScriptedFault => ({
    by: 'engine',
    happening,
  });
  switch (entry.name) {
    case 'price-jump':
    case 'thin-book':
      return engine({
        fault: entry.name,
        at,
        symbol: entry.symbol().symbol,
        factor: entry.number('factor'),
        forMs: entry.number('forMs', 3_600_000),
      });
    case 'gap-through-stop': {
      const [beyondFraction, forMs] = [entry.number('beyondFraction', 0.02), entry.number('forMs', 3_600_000)];
      return engine({ fault: 'gap-through-stop', at, symbol: entry.symbol().symbol, beyondFraction, forMs });
    }
    case 'filter-change': {
      const known = entry.symbol();
      return engine({ fault: 'filter-change', at, symbol: known.symbol, filters: filtersFrom(entry, known.filters) });
    }
    case 'halt': {
      const [status, forMs] = [entry.word('status', STATUSES, 'HALT'), entry.number('forMs', 3_600_000)];
      return engine({ fault: 'halt', at, symbol: entry.symbol().symbol, status, forMs });
    }
    case 'resume':
    case 'manual-cancel':
      return engine({ fault: entry.name, at, symbol: entry.symbol().symbol });
    case 'maintenance':
      return engine({ fault: 'maintenance', at });
    case 'manual-order': {
      const members = Object.entries(entry.object('order')).map(([name, value]) => [name, String(value)] as const);
      return engine({ fault: 'manual-order', at, request: readOrder(new WireParameters(new Map(members))) });
    }
    case 'deposit':
    case 'withdrawal':
    case 'external-lock':
      return engine({
        fault: entry.name,
        at,
        asset: entry.text('asset') ?? 'USDT',
        quantity: quantity(entry.decimal('quantity')),
      });
    default:
      return null;
  }
}

/** Filters under the engine's names, a part of each enough; texts are amounts, numbers are counts. */
function filtersFrom(entry: FaultEntry, known: VenueFilters): Partial<VenueFilters> {
  const changes = Object.entries(entry.object('filters')).map(([name, value]) => {
    const before = known[name as keyof VenueFilters];
    if (!(name in known)) throw new FaultScriptError(`filter-change: there is no filter "${name}"`);
    if (value === null || typeof value !== 'object') return [name, amountOrCount(value)];
    const fields = Object.entries(value).map(([field, each]) => [field, amountOrCount(each)]);
    return [name, { ...(typeof before === 'object' ? before : {}), ...Object.fromEntries(fields) }];
  });
  return Object.fromEntries(changes) as Partial<VenueFilters>;
}

function amountOrCount(value: unknown): unknown {
  return typeof value === 'string' && /^\d+(\.\d+)?$/.test(value) ? new Decimal(value) : value;
}
