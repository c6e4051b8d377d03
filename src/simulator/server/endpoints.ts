import { ACCOUNT_ENDPOINTS } from './account-endpoints.ts';
import type { Endpoint } from './endpoint.ts';
import { INFO_ENDPOINTS } from './info-endpoints.ts';
import { LIST_ENDPOINTS } from './list-endpoints.ts';
import { MARKET_ENDPOINTS } from './market-endpoints.ts';
import { TRADE_ENDPOINTS } from './trade-endpoints.ts';

const ENDPOINTS: readonly Endpoint[] = [
  ...INFO_ENDPOINTS,
  ...MARKET_ENDPOINTS,
  ...ACCOUNT_ENDPOINTS,
  ...TRADE_ENDPOINTS,
  ...LIST_ENDPOINTS,
];

/** By `GET /api/v3/ping`. */
export const REST_ENDPOINTS: ReadonlyMap<string, Endpoint> = new Map(
  ENDPOINTS.flatMap((endpoint) => (endpoint.rest === undefined ? [] : [[endpoint.rest, endpoint] as const])),
);

/** By the method's name of the WebSocket API. */
export const SOCKET_ENDPOINTS: ReadonlyMap<string, Endpoint> = new Map(
  ENDPOINTS.flatMap((endpoint) => (endpoint.socket === undefined ? [] : [[endpoint.socket, endpoint] as const])),
);
