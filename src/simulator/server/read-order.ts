import { price, quantity, quoteAmount } from '../../domain/decimal.ts';
import type { MarketSymbol } from '../../domain/market-symbol.ts';
import type { VenueListRequest } from '../venue/place-list.ts';
import type {
  SelfTradePrevention,
  VenueOrderRequest,
  VenueOrderType,
  VenueSide,
  VenueTimeInForce,
} from '../venue/venue-order.ts';
import type { WireParameters } from './wire-parameters.ts';
import { missing } from './wire-refusal.ts';

const TYPES: readonly VenueOrderType[] = [
  'LIMIT',
  'MARKET',
  'LIMIT_MAKER',
  'STOP_LOSS',
  'STOP_LOSS_LIMIT',
  'TAKE_PROFIT',
  'TAKE_PROFIT_LIMIT',
];
const TIMES_IN_FORCE: readonly VenueTimeInForce[] = ['GTC', 'IOC', 'FOK'];
const PREVENTIONS: readonly SelfTradePrevention[] = [
  'NONE',
  'EXPIRE_TAKER',
  'EXPIRE_MAKER',
  'EXPIRE_BOTH',
  'DECREMENT',
  'TRANSFER',
];

export type ResponseType = 'ACK' | 'RESULT' | 'FULL';

function neededChoice<T>(name: string, value: T | undefined): T {
  if (value === undefined) throw missing(name);
  return value;
}

function sideOf(parameters: WireParameters, name: string): VenueSide {
  return neededChoice(name, parameters.choice(name, ['BUY', 'SELL'], { code: -1117, message: 'Invalid side.' }));
}

function typeOf(parameters: WireParameters, name: string): VenueOrderType | undefined {
  return parameters.choice(name, TYPES, { code: -1116, message: 'Invalid orderType.' });
}

function preventionOf(parameters: WireParameters): SelfTradePrevention | undefined {
  return parameters.choice('selfTradePreventionMode', PREVENTIONS);
}

export function readResponseType(parameters: WireParameters): ResponseType | undefined {
  return parameters.choice('newOrderRespType', ['ACK', 'RESULT', 'FULL']);
}

/** The members whose names an order list prefixes: `above`, `pendingBelow`; without a prefix, those of a single order. */
function readTerms(parameters: WireParameters, prefix: string) {
  const name = (plain: string) => (prefix === '' ? plain : `${prefix}${plain.charAt(0).toUpperCase()}${plain.slice(1)}`);
  const decimal = (plain: string) => parameters.decimal(name(plain));
  const [at, stopAt, iceberg] = [decimal('price'), decimal('stopPrice'), decimal('icebergQty')];
  const wrongTime = { code: -1115, message: 'Invalid timeInForce.' };
  return {
    timeInForce: parameters.choice(name('timeInForce'), TIMES_IN_FORCE, wrongTime),
    price: at === undefined ? undefined : price(at),
    stopPrice: stopAt === undefined ? undefined : price(stopAt),
    trailingDelta: parameters.integer(name('trailingDelta')),
    icebergQty: iceberg === undefined ? undefined : quantity(iceberg),
    strategyId: parameters.integer(name('strategyId')),
    strategyType: parameters.integer(name('strategyType')),
  };
}

function readQuantity(parameters: WireParameters, name: string) {
  const amount = parameters.decimal(name);
  return amount === undefined ? undefined : quantity(amount);
}

/** The order of `POST /order`, of its test and of cancelReplace. */
export function readOrder(parameters: WireParameters): VenueOrderRequest {
  const symbol = parameters.neededSymbol();
  const quote = parameters.decimal('quoteOrderQty');
  return {
    symbol,
    side: sideOf(parameters, 'side'),
    type: neededChoice('type', typeOf(parameters, 'type')),
    ...readTerms(parameters, ''),
    quantity: readQuantity(parameters, 'quantity'),
    quoteOrderQty: quote === undefined ? undefined : quoteAmount(quote),
    newClientOrderId: parameters.clientId('newClientOrderId'),
    selfTradePreventionMode: preventionOf(parameters),
  };
}

export type ListEndpoint = 'oco' | 'oto' | 'otoco' | 'opo' | 'opoco';

interface LegTerms {
  readonly symbol: MarketSymbol;
  readonly side: VenueSide;
  readonly quantity: ReturnType<typeof readQuantity>;
  readonly selfTradePreventionMode: SelfTradePrevention | undefined;
}

function readLeg(parameters: WireParameters, prefix: string, shared: LegTerms): VenueOrderRequest | null {
  const type = typeOf(parameters, `${prefix}Type`);
  const newClientOrderId = parameters.clientId(`${prefix}ClientOrderId`);
  const terms = readTerms(parameters, prefix);
  return type === undefined ? null : { ...shared, type, newClientOrderId, ...terms };
}

function neededLeg(parameters: WireParameters, prefix: string, shared: LegTerms): VenueOrderRequest {
  return neededChoice(`${prefix}Type`, readLeg(parameters, prefix, shared) ?? undefined);
}

/** The orders of a list, written out. */
export function readList(parameters: WireParameters, endpoint: ListEndpoint): VenueListRequest {
  const symbol = parameters.neededSymbol();
  const listClientOrderId = parameters.clientId('listClientOrderId');
  const selfTradePreventionMode = preventionOf(parameters);
  if (endpoint === 'oco') {
    const side = sideOf(parameters, 'side');
    const amount = neededChoice('quantity', readQuantity(parameters, 'quantity'));
    const shared = { symbol, side, quantity: amount, selfTradePreventionMode };
    return {
      kind: 'OCO',
      listClientOrderId,
      pair: [neededLeg(parameters, 'above', shared), neededLeg(parameters, 'below', shared)],
    };
  }
  const working = neededLeg(parameters, 'working', {
    symbol,
    side: sideOf(parameters, 'workingSide'),
    quantity: neededChoice('workingQuantity', readQuantity(parameters, 'workingQuantity')),
    selfTradePreventionMode,
  });
  const takesReceipts = endpoint === 'opo' || endpoint === 'opoco';
  const pending = {
    symbol,
    side: sideOf(parameters, 'pendingSide'),
    quantity: takesReceipts ? undefined : neededChoice('pendingQuantity', readQuantity(parameters, 'pendingQuantity')),
    selfTradePreventionMode,
  };
  const single = takesReceipts ? 'OPO' : 'OTO';
  if (endpoint === 'oto' || endpoint === 'opo')
    return { kind: single, listClientOrderId, working, pending: neededLeg(parameters, 'pending', pending) };
  const above = neededLeg(parameters, 'pendingAbove', pending);
  const below = readLeg(parameters, 'pendingBelow', pending);
  if (below === null) return { kind: single, listClientOrderId, working, pending: above };
  return { kind: takesReceipts ? 'OPOCO' : 'OTOCO', listClientOrderId, working, pair: [above, below] };
}
