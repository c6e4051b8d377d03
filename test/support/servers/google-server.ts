import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type CountTokens, GooglePromptCache, tokensOfText } from './google-prompt-cache.ts';
import type { GenerateRequest } from './google-request.ts';
import { checkRequest } from './google-request-rules.ts';
import type { ScriptedAnswer } from './google-scripted-answer.ts';

const MODELS = ['gemini-3.8-flash', 'gemini-3.5-flash', 'gemini-4-argon', 'gemini-2.5-pro'];
const GENERATE = /^\/v1beta\/models\/([^/:]+):generateContent$/;
const LIST = '/v1beta/models';
const PAGE_LENGTH_MAX = 1_000;

export interface ReceivedRequest {
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly json: unknown;
  /** Why the API refused it; null when it was accepted. */
  readonly rejection: string | null;
  /** The connection was closed before the answer was whole. */
  abandoned: boolean;
}

export interface GoogleServer {
  /** Without `/v1beta`. */
  readonly url: string;
  /** Every request to a model, in order, refused ones included. */
  readonly requests: readonly ReceivedRequest[];
  /** Usage of each content that was sent. */
  readonly usages: readonly Readonly<Record<string, number>>[];
  /** Answers for the requests to come, in order; a function answers all of them. */
  script(answers: readonly ScriptedAnswer[] | ((request: GenerateRequest, turn: number) => ScriptedAnswer)): void;
  /** What becomes of requests for the list of models from now on. */
  listWith(fault: ScriptedAnswer): void;
  /** Makes every signature so far worthless, as a change of the models behind a name does. */
  forgetSignatures(): void;
  /** Resolves when `count` requests have arrived since the start. */
  received(count: number): Promise<void>;
  close(): Promise<void>;
}

/** The Gemini API on this machine: strict where the API is strict, with answers and faults that a test writes down. */
export async function startGoogleServer(options: {
  readonly apiKey: string;
  readonly models?: readonly string[];
  /** Of the model; four characters make one when it is left out. */
  readonly countTokens?: CountTokens;
}): Promise<GoogleServer> {
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
    forgetSignatures: () => desk.forgetSignatures(),
    received: (count) => desk.received(count),
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
  readonly #cache: GooglePromptCache;
  /** The part that each signature stands in, by model and signature. */
  readonly #signed = new Map<string, string>();
  #next: (request: GenerateRequest) => ScriptedAnswer | undefined = () => undefined;
  #listFault: ScriptedAnswer | null = null;
  #waiting: { readonly count: number; readonly resolve: () => void }[] = [];

  constructor(options: { readonly apiKey: string; readonly models: readonly string[]; readonly countTokens?: CountTokens }) {
    this.#apiKey = options.apiKey;
    this.#models = options.models;
    this.#cache = new GooglePromptCache(options.countTokens);
  }

  script(answers: readonly ScriptedAnswer[] | ((request: GenerateRequest, turn: number) => ScriptedAnswer)): void {
    let turn = 0;
    this.#next = (request) => {
      turn += 1;
      return typeof answers === 'function' ? answers(request, turn - 1) : answers[turn - 1];
    };
  }

  listWith(fault: ScriptedAnswer): void {
    this.#listFault = fault;
  }

  forgetSignatures(): void {
    this.#signed.clear();
  }

  received(count: number): Promise<void> {
    if (this.requests.length >= count) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push({ count, resolve }));
  }

  async receive(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method, url = '', headers } = incoming;
    if (method === 'GET' && url.split('?')[0] === LIST) return this.#list(incoming, response);
    const model = method === 'POST' ? (GENERATE.exec(url)?.[1] ?? null) : null;
    const text = await readAll(incoming);
    const json = parseJson(text);
    const issued = { partOf: (signature: string, of: string) => this.#signed.get(`${of} ${signature}`) };
    const checked = checkRequest(json, { model: model ?? '', issued });
    const refusal = this.#strangerRefusal(headers) ?? this.#modelRefusal(model) ?? refusalOf(checked);
    const received = { headers, text, json, rejection: refusal?.message ?? null, abandoned: false };
    response.on('close', () => {
      received.abandoned = !response.writableFinished;
    });
    this.requests.push(received);
    for (const { resolve } of this.#waiting.filter(({ count }) => count <= this.requests.length)) resolve();
    if (refusal !== null || model === null || checked.tag === 'rejected') return sendError(response, refusal ?? NOT_FOUND);
    const answer = this.#next(checked.request) ?? { kind: 'error', ...invalid('the script is at its end') };
    if (answer.kind === 'content') sendJson(response, 200, this.#content(answer, { model, request: checked.request }));
    else sendFault(response, answer);
  }

  #list({ headers, url = '' }: IncomingMessage, response: ServerResponse): void {
    const pageLength = Number(new URL(url, 'http://127.0.0.1').searchParams.get('pageSize') ?? 50);
    const refusal = this.#strangerRefusal(headers) ?? (pageLength > PAGE_LENGTH_MAX ? invalid('page_size is too large') : null);
    if (refusal !== null) {
      sendError(response, refusal);
      return;
    }
    if (this.#listFault !== null) {
      sendFault(response, this.#listFault);
      return;
    }
    const models = [
      ...this.#models.map((id) => listedModel(id, ['generateContent', 'countTokens'])),
      listedModel('gemini-embedding-2', ['embedContent']),
    ];
    sendJson(response, 200, { models: models.slice(0, pageLength) });
  }

  /** Why whoever asks is not answered; null for who may ask. */
  #strangerRefusal(headers: IncomingHttpHeaders): ApiError | null {
    const key = headers['x-goog-api-key'];
    if (key === this.#apiKey) return null;
    if (key === undefined)
      return { status: 403, name: 'PERMISSION_DENIED', message: "Method doesn't allow unregistered callers." };
    const reason = { '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason: 'API_KEY_INVALID', domain: 'googleapis.com' };
    return { ...invalid('API key not valid. Please pass a valid API key.'), details: [reason] };
  }

  #modelRefusal(model: string | null): ApiError | null {
    if (model === null) return NOT_FOUND;
    if (this.#models.includes(model)) return null;
    return {
      ...NOT_FOUND,
      message: `models/${model} is not found for API version v1beta, or is not supported for generateContent.`,
    };
  }

  #content(
    answer: Extract<ScriptedAnswer, { readonly kind: 'content' }>,
    { model, request }: { readonly model: string; readonly request: GenerateRequest },
  ): object {
    const parts = this.#sign(answer, model);
    const { promptTokenCount, cachedContentTokenCount } = this.#cache.use(model, request);
    const candidatesTokenCount = answer.outputTokens ?? tokensOfText(JSON.stringify(parts));
    const thoughtsTokenCount = answer.thoughtTokens ?? 0;
    const usage = {
      promptTokenCount,
      candidatesTokenCount,
      totalTokenCount: promptTokenCount + candidatesTokenCount + thoughtsTokenCount,
      // What is zero is left out.
      ...(cachedContentTokenCount === 0 ? {} : { cachedContentTokenCount }),
      ...(thoughtsTokenCount === 0 ? {} : { thoughtsTokenCount }),
    };
    this.usages.push(usage);
    return {
      candidates: [
        {
          content: parts.length === 0 ? { role: 'model' } : { parts, role: 'model' },
          finishReason: answer.finishReason ?? 'STOP',
          index: 0,
        },
      ],
      usageMetadata: usage,
      modelVersion: model,
      responseId: `response-${this.requests.length}`,
      ...answer.changes,
    };
  }

  /** Gives each call its id, and a signature to the first of them, or to the last part of an answer without calls. */
  #sign({ parts, ids }: Extract<ScriptedAnswer, { readonly kind: 'content' }>, model: string): readonly object[] {
    const turn = this.requests.length;
    const made = parts.map((part, index) => {
      if (!('functionCall' in part)) return part;
      return { functionCall: { ...(ids === 'none' ? {} : { id: `call_${turn}_${index}` }), ...part.functionCall } };
    });
    const firstCall = made.findIndex((part) => 'functionCall' in part);
    const place = firstCall === -1 ? made.length - 1 : firstCall;
    return made.map((part, index) => {
      if (index !== place) return part;
      const signature = createHash('sha256')
        .update(`${model}${turn}${JSON.stringify(part)}`)
        .digest('base64');
      const signed = { ...part, thoughtSignature: signature };
      this.#signed.set(`${model} ${signature}`, JSON.stringify(signed));
      return signed;
    });
  }
}

interface ApiError {
  readonly status: number;
  readonly name: string;
  readonly message: string;
  readonly details?: readonly object[];
}

const NOT_FOUND: ApiError = { status: 404, name: 'NOT_FOUND', message: 'Requested entity was not found.' };

function invalid(message: string): ApiError {
  return { status: 400, name: 'INVALID_ARGUMENT', message };
}

function refusalOf(checked: ReturnType<typeof checkRequest>): ApiError | null {
  if (checked.tag === 'accepted') return null;
  const violation = { field: '', description: checked.message };
  const details = [{ '@type': 'type.googleapis.com/google.rpc.BadRequest', fieldViolations: [violation] }];
  return { ...invalid(checked.message), details };
}

function listedModel(id: string, supportedGenerationMethods: readonly string[]): object {
  return {
    name: `models/${id}`,
    version: '001',
    displayName: id,
    inputTokenLimit: 1_048_576,
    outputTokenLimit: 65_536,
    supportedGenerationMethods,
  };
}

function sendFault(response: ServerResponse, answer: ScriptedAnswer): void {
  switch (answer.kind) {
    case 'content':
      throw new Error('an answer is no fault');
    case 'blocked':
      sendJson(response, 200, {
        promptFeedback: { blockReason: answer.reason },
        usageMetadata: { promptTokenCount: 9, totalTokenCount: 9 },
      });
      return;
    case 'error':
      sendError(response, { message: answer.name, ...answer });
      return;
    case 'raw':
      response.writeHead(answer.status, { 'content-type': answer.contentType, ...answer.headers }).end(answer.body);
      return;
    case 'cut-off': {
      const whole = JSON.stringify({ candidates: [{ content: { parts: [{ text: 'Half of this.' }] } }] });
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

function sendError(response: ServerResponse, { status, name, message, details }: ApiError): void {
  sendJson(response, status, { error: { code: status, message, status: name, ...(details === undefined ? {} : { details }) } });
}

function sendJson(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json; charset=UTF-8' });
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
