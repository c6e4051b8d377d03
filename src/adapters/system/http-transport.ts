import type { HttpTransport } from '../../ports/http-transport.ts';

/** The machine's network. A redirect is refused: no API that Steward calls redirects, and a key must not follow one. */
export const systemHttpTransport: HttpTransport = (input, init) => fetch(input, { ...init, redirect: 'error' });
