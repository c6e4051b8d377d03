/**
 * One HTTP exchange over the network, in the shape of the platform's `fetch`, so that vendors' clients can be handed it.
 *
 * Contract:
 * - It sends once per call: no retry, no redirect is followed (a redirect is an error, since a secret would travel on).
 * - It rejects with an error when no complete answer came (network, abort); every answer of a server, whatever its status, resolves.
 * - `init.signal` ends it at once. Deadlines and retries are the caller's, on the Clock.
 */
export type HttpTransport = (input: string | URL | Request, init?: RequestInit) => Promise<Response>;
