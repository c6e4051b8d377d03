import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type CountTokens, PromptCache, tokensOfText } from './anthropic-prompt-cache.ts';
import type { MessagesRequest } from './anthropic-request.ts';
import { checkRequest, signatureFor } from './anthropic-request-rules.ts';

const VERSION = '2026-10-21';
const MODELS = ['claude-opus-5-5', 'claude-sonnet-5-5', 'claude-haiku-5-5'];

const LIST_LENGTH_MAX = 1_000;

/** A block of an answer as a script writes it; signatures and ids of calls are given by the server. */
export type ScriptedBlock =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'thinking'; readonly thinking: string }
  | { readonly type: 'tool_use'; readonly name: string; readonly input: unknown };

export type ScriptedAnswer =
  | {
      readonly kind: 'message';
      readonly content: readonly ScriptedBlock[];
      /** `tool_use` when the content calls a tool, else `end_turn`. */
      readonly stopReason?: string;
      readonly outputTokens?: number;
      /** Laid over the finished body, to send what the API does not. */
      readonly changes?: Readonly<Record<string, unknown>>;
    }
  | {
      readonly kind: 'error';
      readonly status: number;
      readonly type: string;
      readonly message?: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** Bytes that are no answer of the API. */
  | { readonly kind: 'raw'; readonly status: number; readonly contentType: string; readonly body: string }
  /** A whole answer announced, half of it sent, the connection closed. */
  | { readonly kind: 'cut-off' }
  | { readonly kind: 'reset' }
  /** Nothing is ever sent. */
  | { readonly kind: 'hang' }
  /** Headers and then a byte now and again, never the last. */
  | { readonly kind: 'drip' };

export interface ReceivedRequest {
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly json: unknown;
  /** Why the API refused it; null when it was accepted. */
  readonly rejection: string | null;
  /** The connection was closed before the answer was whole. */
  abandoned: boolean;
}

export interface AnthropicServer {
  readonly url: string;
  /** Every request, in order, refused ones included. */
  readonly requests: readonly ReceivedRequest[];
  /** Usage of each message that was sent. */
  readonly usages: readonly Readonly<Record<string, number>>[];
  /** Answers for the requests to come, in order; a function answers all of them. */
  script(answers: readonly ScriptedAnswer[] | ((request: MessagesRequest, turn: number) => ScriptedAnswer)): void;
  /** What becomes of requests for the list of models from now on; null: they are answered. */
  listWith(fault: ScriptedAnswer | null): void;
  /** Says in the list that a model ends. */
  end(model: string, ending: { readonly lifecycle: string; readonly retiresAt: string | null }): void;
  /** Resolves when `count` requests have arrived since the start. */
  received(count: number): Promise<void>;
  /** Moves the clock of the prompt cache. */
  advance(ms: number): void;
  close(): Promise<void>;
}

export interface AnthropicServerOptions {
  readonly apiKey: string;
  readonly models?: readonly string[];
  /** Of the model; four characters make one when it is left out. */
  readonly countTokens?: CountTokens;
  /** How long the model thinks; only then does its cache hold what it was told. At once when left out. */
  readonly answersAfterMs?: number;
}

/** A message, and what is to be called when it is sent. */
interface WholeMessage {
  readonly body: object;
  keep(): void;
}

/** Anthropic's Messages API on this machine: strict where the API is strict, with answers and faults that a test writes down. */
export async function startAnthropicServer(options: AnthropicServerOptions): Promise<AnthropicServer> {
  const desk = new AnswerDesk({ models: MODELS, ...options });
  const http = createServer((request, response) => void desk.receive(request, response));
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  const { port } = http.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests: desk.requests,
    usages: desk.usages,
    script: (answers) => desk.script(answers),
    listWith: (fault) => desk.listWith(fault),
    end: (model, ending) => desk.end(model, ending),
    received: (count) => desk.received(count),
    advance: (ms) => desk.advance(ms),
    close: async () => {
      http.closeAllConnections();
      http.close();
      await once(http, 'close');
    },
  };
}

class AnswerDesk {
  readonly requests: ReceivedRequest[] = [];
  readonly usages: Record<string, number>[] = [];
  readonly #apiKey: string;
  readonly #models: readonly string[];
  readonly #cache: PromptCache;
  readonly #answersAfterMs: number;
  #next: (request: MessagesRequest) => ScriptedAnswer | undefined = () => undefined;
  #listFault: ScriptedAnswer | null = null;
  readonly #endings = new Map<string, { readonly lifecycle: string; readonly retiresAt: string | null }>();
  #waiting: { readonly count: number; readonly resolve: () => void }[] = [];
  #now = 0;

  constructor(options: AnthropicServerOptions & { readonly models: readonly string[] }) {
    this.#apiKey = options.apiKey;
    this.#models = options.models;
    this.#cache = new PromptCache(options.countTokens);
    this.#answersAfterMs = options.answersAfterMs ?? 0;
  }

  script(answers: readonly ScriptedAnswer[] | ((request: MessagesRequest, turn: number) => ScriptedAnswer)): void {
    let turn = 0;
    this.#next = (request) => {
      turn += 1;
      return typeof answers === 'function' ? answers(request, turn - 1) : answers[turn - 1];
    };
  }

  listWith(fault: ScriptedAnswer | null): void {
    this.#listFault = fault;
  }

  end(model: string, ending: { readonly lifecycle: string; readonly retiresAt: string | null }): void {
    this.#endings.set(model, ending);
  }

  received(count: number): Promise<void> {
    if (this.requests.length >= count) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push({ count, resolve }));
  }

  advance(ms: number): void {
    this.#now += ms;
  }

  async receive(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    if (incoming.method === 'GET' && incoming.url?.split('?')[0] === '/v1/models') return this.#listModels(incoming, response);
    const text = await readAll(incoming);
    const json = parseJson(text);
    const refusal = this.#refusalOf(incoming, json);
    const received: ReceivedRequest = {
      headers: incoming.headers,
      text,
      json,
      rejection: refusal?.message ?? null,
      abandoned: false,
    };
    response.on('close', () => {
      received.abandoned = !response.writableFinished;
    });
    this.requests.push(received);
    for (const { resolve } of this.#waiting.filter(({ count }) => count <= this.requests.length)) resolve();
    if (refusal !== null) return sendError(response, refusal);
    const checked = checkRequest(json);
    if (checked.tag === 'rejected') throw new Error('a request was accepted and then rejected');
    const answer = this.#next(checked.request);
    if (answer === undefined)
      return sendError(response, { status: 400, type: 'invalid_request_error', message: 'the script is at its end' });
    this.#send(response, answer, checked.request);
  }

  #listModels({ headers, url = '' }: IncomingMessage, response: ServerResponse): void {
    const limit = Number(new URL(url, 'http://127.0.0.1').searchParams.get('limit') ?? 20);
    const refusal = this.#strangerRefusal(headers) ?? (limit > LIST_LENGTH_MAX ? invalid('limit: too large') : null);
    const fault = this.#listFault;
    if (refusal !== null) sendError(response, refusal);
    else if (fault?.kind === 'error') sendError(response, { message: fault.type, ...fault });
    else if (fault?.kind === 'raw') response.writeHead(fault.status, { 'content-type': fault.contentType }).end(fault.body);
    else if (fault?.kind === 'reset') response.destroy();
    else if (fault === null) {
      const data = this.#models.slice(0, limit).map((id) => listedModel(id, this.#endings.get(id)));
      const hasMore = this.#models.length > limit;
      sendJson(response, 200, { data, has_more: hasMore, first_id: data[0]?.id ?? null, last_id: data.at(-1)?.id ?? null });
    }
  }

  /** Why whoever asks is not answered; null for who may ask. */
  #strangerRefusal(headers: IncomingHttpHeaders): ApiError | null {
    if (headers.authorization !== `Bearer ${this.#apiKey}`) {
      return { status: 401, type: 'authentication_error', message: 'invalid bearer token' };
    }
    return headers['anthropic-version'] === VERSION ? null : invalid(`anthropic-version: ${VERSION} is required`);
  }

  #refusalOf({ method, url, headers }: IncomingMessage, json: unknown): ApiError | null {
    if (method !== 'POST' || url !== '/v1/messages') return { status: 404, type: 'not_found_error', message: 'Not found' };
    const stranger = this.#strangerRefusal(headers);
    if (stranger !== null) return stranger;
    if (headers['content-type'] !== 'application/json' || json === undefined)
      return invalid('The request body is not valid JSON');
    const checked = checkRequest(json);
    if (checked.tag === 'rejected') return invalid(checked.message);
    const { model } = checked.request;
    return this.#models.includes(model) ? null : { status: 404, type: 'not_found_error', message: `model: ${model}` };
  }

  #send(response: ServerResponse, answer: ScriptedAnswer, request: MessagesRequest): void {
    switch (answer.kind) {
      case 'message':
        this.#sendMessage(response, this.#message(answer, request));
        return;
      case 'error':
        sendError(response, { message: answer.type, ...answer });
        return;
      case 'raw':
        response.writeHead(answer.status, { 'content-type': answer.contentType });
        response.end(answer.body);
        return;
      case 'cut-off': {
        const whole = JSON.stringify(
          this.#message({ kind: 'message', content: [{ type: 'text', text: 'Half of this.' }] }, request).body,
        );
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': whole.length });
        response.write(whole.slice(0, whole.length / 2), () => response.destroy());
        return;
      }
      case 'reset':
        response.destroy();
        return;
      case 'hang':
        return;
      case 'drip':
        drip(response);
    }
  }

  #sendMessage(response: ServerResponse, { body, keep }: WholeMessage): void {
    const send = () => {
      keep();
      sendJson(response, 200, body);
    };
    if (this.#answersAfterMs === 0) send();
    else setTimeout(send, this.#answersAfterMs);
  }

  #message(answer: Extract<ScriptedAnswer, { readonly kind: 'message' }>, request: MessagesRequest): WholeMessage {
    const content = this.#sign(answer.content, request);
    const { usage: input, keep } = this.#cache.use(request, this.#now);
    const usage = { ...input, output_tokens: answer.outputTokens ?? tokensOfText(JSON.stringify(content)) };
    this.usages.push(usage);
    const calls = answer.content.some(({ type }) => type === 'tool_use');
    const body = {
      id: `msg_${this.requests.length}`,
      type: 'message',
      role: 'assistant',
      model: request.model,
      content,
      stop_reason: answer.stopReason ?? (calls ? 'tool_use' : 'end_turn'),
      stop_sequence: null,
      stop_details: null,
      usage: {
        ...usage,
        cache_creation: { ephemeral_5m_input_tokens: input.cache_creation_input_tokens, ephemeral_1h_input_tokens: 0 },
      },
      ...answer.changes,
    };
    return { body, keep };
  }

  #sign(content: readonly ScriptedBlock[], request: MessagesRequest): readonly object[] {
    const signed: object[] = [];
    for (const [index, block] of content.entries()) {
      if (block.type === 'thinking') {
        const place = { request, messages: request.messages, before: [...signed] };
        signed.push({ ...block, signature: signatureFor(place, block.thinking) });
      } else if (block.type === 'tool_use') {
        signed.push({
          type: 'tool_use',
          id: `toolu_${this.requests.length}_${index}`,
          name: block.name,
          input: block.input,
          caller: { type: 'direct' },
        });
      } else signed.push({ ...block, citations: null });
    }
    return signed;
  }
}

function listedModel(id: string, ending: { readonly lifecycle: string; readonly retiresAt: string | null } | undefined) {
  return {
    type: 'model',
    id,
    display_name: id,
    created_at: '2026-10-01T00:00:00Z',
    deprecated_at: ending === undefined ? null : '2026-10-15T00:00:00Z',
    lifecycle: ending?.lifecycle ?? 'active',
    retires_at: ending?.retiresAt ?? null,
    max_input_tokens: 1_000_000,
    max_tokens: 64_000,
    line: null,
    capabilities: null,
  };
}

interface ApiError {
  readonly status: number;
  readonly type: string;
  readonly message: string;
  readonly headers?: Readonly<Record<string, string>>;
}

function invalid(message: string): ApiError {
  return { status: 400, type: 'invalid_request_error', message };
}

function sendError(response: ServerResponse, { status, type, message, headers = {} }: ApiError): void {
  sendJson(response, status, { type: 'error', error: { type, message }, request_id: 'req_1' }, headers);
}

function sendJson(response: ServerResponse, status: number, body: object, headers: Readonly<Record<string, string>> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', 'request-id': 'req_1', ...headers });
  response.end(JSON.stringify(body));
}

function drip(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'application/json' });
  const timer = setInterval(() => response.write(' '), 5);
  response.on('close', () => clearInterval(timer));
}

async function readAll(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8');
}

/** Undefined for what is no JSON. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Whoever sent it is told so.
    return undefined;
  }
}
