import type { Decimal } from '../../domain/decimal.ts';
import type { Refusal } from '../filters.ts';
import { hasLimit, isContingent, type VenueOrderRequest, type VenueOrderType } from './venue-order.ts';
import { missingParameter, REFUSALS, tooPrecise, unneededParameter } from './venue-refusal.ts';
import type { VenueSymbol } from './venue-symbol.ts';

const CLIENT_ORDER_ID = /^[a-zA-Z0-9-_]{1,36}$/;
const STRATEGY_TYPE_MIN = 1_000_000;
const PRICE_PRECISION = 8;

/**
 * What is wrong with an order's parameters by themselves: something missing or not required, too precise, or not possible on the symbol.
 *
 * @param quantityIs  `known-later` for an order whose quantity its list brings: the pending orders of an OPO.
 */
export function refusalByForm(
  request: VenueOrderRequest,
  symbol: VenueSymbol,
  { quantityIs }: { readonly quantityIs: 'needed' | 'known-later' },
): Refusal | null {
  return (
    refusalByParameters(request, quantityIs) ??
    refusalByIds(request) ??
    refusalByValues(request, symbol) ??
    refusalByCapability(request, symbol) ??
    refusalByIceberg(request)
  );
}

function refusalByParameters(request: VenueOrderRequest, quantityIs: 'needed' | 'known-later'): Refusal | null {
  const { type } = request;
  const isMarket = type === 'MARKET';
  const needsTimeInForce = hasLimit(type) && type !== 'LIMIT_MAKER';
  if (needsTimeInForce && request.timeInForce === undefined) return missingParameter('timeInForce');
  if (!needsTimeInForce && request.timeInForce !== undefined) return unneededParameter('timeInForce');
  if (quantityIs === 'needed' && request.quantity === undefined && !(isMarket && request.quoteOrderQty !== undefined)) {
    return missingParameter('quantity');
  }
  if (request.quoteOrderQty !== undefined && (!isMarket || request.quantity !== undefined))
    return unneededParameter('quoteOrderQty');
  if (hasLimit(type) && request.price === undefined) return missingParameter('price');
  if (!hasLimit(type) && request.price !== undefined) return unneededParameter('price');
  if (!isContingent(type)) {
    if (request.stopPrice !== undefined) return unneededParameter('stopPrice');
    if (request.trailingDelta !== undefined) return unneededParameter('trailingDelta');
  } else if (request.stopPrice === undefined && request.trailingDelta === undefined) return missingParameter('stopPrice');
  return null;
}

function refusalByIds({ newClientOrderId, strategyType }: VenueOrderRequest): Refusal | null {
  if (newClientOrderId !== undefined && !CLIENT_ORDER_ID.test(newClientOrderId)) {
    return {
      code: -1100,
      message: `Illegal characters found in parameter 'newClientOrderId'; legal range is '${CLIENT_ORDER_ID.source}'.`,
    };
  }
  return strategyType !== undefined && strategyType < STRATEGY_TYPE_MIN ? REFUSALS.strategyType : null;
}

function refusalByValues(request: VenueOrderRequest, symbol: VenueSymbol): Refusal | null {
  const values: readonly (readonly [name: string, value: Decimal | undefined, precision: number, refusal: Refusal])[] = [
    ['quantity', request.quantity, symbol.baseAssetPrecision, REFUSALS.invalidQuantity],
    ['quoteOrderQty', request.quoteOrderQty, symbol.quoteAssetPrecision, REFUSALS.invalidQuantity],
    ['icebergQty', request.icebergQty, symbol.baseAssetPrecision, REFUSALS.invalidQuantity],
    ['price', request.price, PRICE_PRECISION, REFUSALS.invalidPrice],
    ['stopPrice', request.stopPrice, PRICE_PRECISION, { code: -1013, message: 'Invalid stopPrice.' }],
  ];
  for (const [name, value, precision, refusal] of values) {
    if (value === undefined || (name === 'icebergQty' && value.isZero())) continue;
    if (value.lte(0)) return refusal;
    if (value.decimalPlaces() > precision) return tooPrecise(name);
  }
  return null;
}

const TYPE_NAMES: Readonly<Record<VenueOrderType, string>> = {
  LIMIT: 'Limit',
  MARKET: 'Market',
  LIMIT_MAKER: 'Limit maker',
  STOP_LOSS: 'Stop loss',
  STOP_LOSS_LIMIT: 'Stop loss limit',
  TAKE_PROFIT: 'Take profit',
  TAKE_PROFIT_LIMIT: 'Take profit limit',
};

function refusalByCapability(request: VenueOrderRequest, symbol: VenueSymbol): Refusal | null {
  if (!symbol.orderTypes.includes(request.type)) {
    return { code: -1013, message: `${TYPE_NAMES[request.type]} orders are not supported for this symbol.` };
  }
  if (request.trailingDelta !== undefined && !symbol.allowTrailingStop) return REFUSALS.trailingUnsupported;
  if (request.quoteOrderQty !== undefined && !symbol.quoteOrderQtyMarketAllowed) return REFUSALS.quoteAmountUnsupported;
  const mode = request.selfTradePreventionMode;
  return mode !== undefined && !symbol.allowedSelfTradePreventionModes.includes(mode)
    ? REFUSALS.stpMode
    : icebergOf(request) !== null && !symbol.icebergAllowed
      ? REFUSALS.icebergUnsupported
      : null;
}

function refusalByIceberg(request: VenueOrderRequest): Refusal | null {
  const iceberg = icebergOf(request);
  if (iceberg === null) return null;
  if (!hasLimit(request.type)) return unneededParameter('icebergQty');
  if (request.timeInForce !== undefined && request.timeInForce !== 'GTC') return REFUSALS.icebergNeedsGtc;
  return request.quantity !== undefined && iceberg.gt(request.quantity) ? REFUSALS.icebergBeyondQuantity : null;
}

/** The visible part of an iceberg order; null for any other, an `icebergQty` of 0 included. */
export function icebergOf({ icebergQty }: VenueOrderRequest): Decimal | null {
  return icebergQty === undefined || icebergQty.isZero() ? null : icebergQty;
}
