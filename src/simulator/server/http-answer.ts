import type { ServerResponse } from 'node:http';
import type { LossStyle } from './wire-faults.ts';

/** What goes back over HTTP. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** JSON, unless it is a page. */
  readonly body: unknown;
  readonly page?: string;
}

export function pageAnswer(status: number, title: string): HttpAnswer {
  return {
    status,
    body: null,
    page: `<html>\n<head><title>${status} ${title}</title></head>\n<body><h1>${title}</h1></body>\n</html>\n`,
  };
}

export function sendAnswer(response: ServerResponse, { status, headers = {}, body, page }: HttpAnswer): void {
  const text = page ?? JSON.stringify(body);
  response.writeHead(status, {
    'Content-Type': page === undefined ? 'application/json;charset=UTF-8' : 'text/html',
    'Content-Length': Buffer.byteLength(text),
    ...headers,
  });
  response.end(text);
}

/** What the front of an exchange sends when what is behind it does not answer; null when nothing is sent. */
export function lossAnswer(as: LossStyle): HttpAnswer | null {
  switch (as) {
    case 'timeout':
      return {
        status: 504,
        body: {
          code: -1007,
          msg: 'Timeout waiting for response from backend server. Send status unknown; execution status unknown.',
        },
      };
    case 'busy':
      return {
        status: 503,
        body: { code: -1008, msg: 'Server is currently overloaded with other requests. Please try again in a few minutes.' },
      };
    case 'error':
      return { status: 500, body: { code: -1000, msg: 'An unknown error occurred while processing the request.' } };
    case 'html':
      return pageAnswer(502, 'Bad Gateway');
    case 'hang':
    case 'reset':
      return null;
  }
}
