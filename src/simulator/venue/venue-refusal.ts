import type { Refusal } from '../filters.ts';

/** The exchange's refusals, in its codes and words. */
export const REFUSALS = {
  invalidSymbol: { code: -1121, message: 'Invalid symbol.' },
  marketClosed: { code: -1013, message: 'Market is closed.' },
  wrongPhase: { code: -2010, message: 'This order type is not possible in this trading phase.' },
  invalidQuantity: { code: -1013, message: 'Invalid quantity.' },
  invalidPrice: { code: -1013, message: 'Invalid price.' },
  icebergNeedsGtc: { code: -1160, message: 'Iceberg orders require GTC.' },
  icebergBeyondQuantity: { code: -2010, message: 'IcebergQty exceeds QTY.' },
  unsupportedCombination: { code: -2010, message: 'Unsupported order combination.' },
  strategyType: { code: -1134, message: 'strategyType was less than 1000000.' },
  insufficientBalance: { code: -2010, message: 'Account has insufficient balance for requested action.' },
  duplicate: { code: -2010, message: 'Duplicate order sent.' },
  wouldTrigger: { code: -2010, message: 'Order would trigger immediately.' },
  wouldMatch: { code: -2010, message: 'Order would immediately match and take.' },
  priceRelation: { code: -2010, message: 'The relationship of the prices for the orders is not correct.' },
  thinForLot: { code: -2010, message: 'Order book liquidity is less than LOT_SIZE filter minimum quantity.' },
  thinForMarketLot: { code: -2010, message: 'Order book liquidity is less than MARKET_LOT_SIZE filter minimum quantity.' },
  unknownCancel: { code: -2011, message: 'Unknown order sent.' },
  cancelRestricted: { code: -2011, message: 'Order was not canceled due to cancel restrictions.' },
  noSuchOrder: { code: -2013, message: 'Order does not exist.' },
  noSuchList: { code: -2018, message: 'Order list does not exist.' },
  idMismatch: { code: -2039, message: 'Client order ID is not correct for this order ID.' },
  neitherId: { code: -1102, message: "Param 'origClientOrderId' or 'orderId' must be sent, but both were empty/null!" },
  amendUnknown: { code: -2038, message: 'Unknown order sent.' },
  amendIncrease: { code: -2038, message: 'Order amend (quantity increase) is not supported.' },
  amendNoChange: { code: -2038, message: 'The requested action would change no state; rejecting.' },
  amendUnsupported: { code: -2038, message: 'Order amend is not supported for this symbol.' },
  cancelReplaceUnsupported: { code: -2010, message: 'Order cancel-replace is not supported for this symbol.' },
  trailingUnsupported: { code: -2010, message: 'Trailing stop orders are not supported for this symbol.' },
  icebergUnsupported: { code: -2010, message: 'Iceberg orders are not supported for this symbol.' },
  quoteAmountUnsupported: { code: -2010, message: 'Quote order qty market orders are not support for this symbol.' },
  stpMode: { code: -1013, message: 'This symbol does not allow the specified self-trade prevention mode.' },
  opoWorkingMustBuy: { code: -1222, message: 'The working order of an OPO must be a BUY order.' },
  opoPendingMustSell: { code: -1223, message: 'The pending orders of an OPO must be SELL orders.' },
  ocoTypes: { code: -1158, message: 'Order type not supported in OCO.' },
  ocoBothLimits: { code: -1168, message: 'Both legs of an OCO cannot be limit orders.' },
  buyOcoLimitBelow: { code: -1165, message: 'A limit order in a BUY OCO must be below.' },
  sellOcoLimitAbove: { code: -1166, message: 'A limit order in a SELL OCO must be above.' },
  buyOcoTakeProfitBelow: { code: -1198, message: 'A take profit order in a BUY OCO must be below.' },
  sellOcoTakeProfitAbove: { code: -1199, message: 'A take profit order in a SELL OCO must be above.' },
} as const satisfies Readonly<Record<string, Refusal>>;

export function filterFailure(name: string): Refusal {
  return { code: -1013, message: `Filter failure: ${name}` };
}

export function missingParameter(name: string): Refusal {
  return { code: -1102, message: `Mandatory parameter '${name}' was not sent, was empty/null, or malformed.` };
}

export function unneededParameter(name: string): Refusal {
  return { code: -1106, message: `Parameter '${name}' sent when not required.` };
}

export function tooPrecise(name: string): Refusal {
  return { code: -1111, message: `Parameter '${name}' has too much precision.` };
}
