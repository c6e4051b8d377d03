import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { OpenAiPromptCache, type PromptUse, tokensIn } from './openai-prompt-cache.ts';
import { type ChatRequestBody, chatRequest, type ResponsesRequest, responsesRequest } from './openai-request.ts';
import { chatProblem, type Dialect, type IssuedItem, responsesProblem } from './openai-request-rules.ts';

const MODELS = ['gpt-6.1-terra', 'gpt-6.1-sol', 'gpt-6-luna', 'gpt-4.1', 'any'];

/** What a model says, in the words of both APIs; ids and encrypted reasoning are given by the server. */
export interface ScriptedMessage {
  readonly kind: 'message';
  readonly reasoning?: string;
  readonly text?: string;
  readonly refusal?: string;
  /** `input` as it stands when it is a text, else as JSON. */
  readonly calls?: readonly { readonly name: string; readonly input: unknown; readonly id?: string }[];
  /** Of the Responses API: `completed` unless told, or the reason why it is incomplete. */
  readonly incomplete?: string;
  /** What the answer is charged for, reasoning included; the tokens of its JSON unless told. */
  readonly outputTokens?: number;
  /** Of Chat Completions: `tool_calls` with calls, else `stop`. */
  readonly finishReason?: string;
  /** Laid over the message of Chat Completions. */
  readonly fields?: Readonly<Record<string, unknown>>;
  /** Laid over the finished body, to send what the API does not. */
  readonly changes?: Readonly<Record<string, unknown>>;
}

export type ScriptedAnswer =
  | ScriptedMessage
  | {
      readonly kind: 'error';
      readonly status: number;
      readonly code: string | null;
      readonly message?: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** Bytes that are no answer of the API. */
  | { readonly kind: 'raw'; readonly status: number; readonly contentType: string; readonly body: string }
  | { readonly kind: 'reset' }
  /** Nothing is ever sent. */
  | { readonly kind: 'hang' };

type Script = readonly ScriptedAnswer[] | ((turn: number, body: unknown) => ScriptedAnswer);

export interface ReceivedRequest {
  readonly path: string;
  readonly text: string;
  readonly json: unknown;
  /** Why the API refused it; null when it was accepted. */
  readonly rejection: string | null;
}

export interface OpenAiServer {
  /** With `/v1`. */
  readonly url: string;
  /** Every question to a model, in order, refused ones included. */
  readonly requests: readonly ReceivedRequest[];
  /** Answers for the requests to come, in order; a function answers all of them, and may look at their bodies. */
  script(answers: Script): void;
  /** What becomes of requests for the list of models from now on. */
  listWith(fault: ScriptedAnswer): void;
  /** Says in the list that a model ends. */
  end(model: string, shutdownDate: string | number): void;
  close(): Promise<void>;
}

interface OpenAiServerOptions {
  readonly apiKey: string;
  readonly models?: readonly string[];
  readonly dialect?: Dialect;
  /** Of Ollama: of a longer prompt only this many tokens are read, and nobody is told. */
  readonly contextTokens?: number;
}

/** OpenAI's APIs on this machine, or an endpoint that speaks like them: strict where they are, with answers and faults that a test writes down. */
export async function startOpenAiServer(options: OpenAiServerOptions): Promise<OpenAiServer> {
  const desk = new AnswerDesk(options);
  const http = createServer((request, response) => void desk.receive(request, response));
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  const { port } = http.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/v1`,
    requests: desk.requests,
    script: (answers) => desk.script(answers),
    listWith: (fault) => desk.listWith(fault),
    end: (model, shutdownDate) => desk.end(model, shutdownDate),
    close: async () => {
      http.closeAllConnections();
      http.close();
      await once(http, 'close');
    },
  };
}

class AnswerDesk {
  readonly requests: ReceivedRequest[] = [];
  readonly #options: OpenAiServerOptions;
  readonly #models: readonly string[];
  readonly #dialect: Dialect;
  readonly #cache = new OpenAiPromptCache();
  readonly #issued: IssuedItem[][] = [];
  readonly #endings = new Map<string, string | number>();
  #listFault: ScriptedAnswer | null = null;
  readonly #reasonings = new Map<string, string>();
  #next: (body: unknown) => ScriptedAnswer | undefined = () => undefined;

  constructor(options: OpenAiServerOptions) {
    this.#options = options;
    this.#models = options.models ?? MODELS;
    this.#dialect = options.dialect ?? 'openai';
  }

  script(answers: Script): void {
    let turn = 0;
    this.#next = (body) => {
      turn += 1;
      return typeof answers === 'function' ? answers(turn - 1, body) : answers[turn - 1];
    };
  }

  listWith(fault: ScriptedAnswer): void {
    this.#listFault = fault;
  }

  end(model: string, shutdownDate: string | number): void {
    this.#endings.set(model, shutdownDate);
  }

  async receive(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = incoming.url ?? '';
    const isKnown = incoming.headers.authorization === `Bearer ${this.#options.apiKey}`;
    if (incoming.method === 'GET' && path === '/v1/models')
      return isKnown ? this.#list(response) : sendError(response, stranger(incoming.headers.authorization));
    const text = await readAll(incoming);
    const json = parseJson(text);
    const refusal = isKnown ? this.#refusalOf(path, json) : stranger(incoming.headers.authorization);
    this.requests.push({ path, text, json, rejection: refusal?.message ?? null });
    if (refusal !== null) return sendError(response, refusal);
    const answer = this.#next(json);
    if (answer === undefined) return sendError(response, { status: 400, code: null, message: 'the script is at its end' });
    if (answer.kind !== 'message') return sendFault(response, answer);
    const isChat = path.endsWith('completions');
    sendJson(
      response,
      200,
      isChat ? this.#completion(answer, chatRequest.parse(json)) : this.#response(answer, json as ResponsesRequest),
    );
  }

  #list(response: ServerResponse): void {
    if (this.#listFault !== null && this.#listFault.kind !== 'message') {
      sendFault(response, this.#listFault);
      return;
    }
    const data = this.#models.map((id) => ({
      id,
      object: 'model',
      created: 1,
      owned_by: 'openai',
      shutdown_date: this.#endings.get(id) ?? null,
    }));
    sendJson(response, 200, { object: 'list', data });
  }

  #refusalOf(path: string, json: unknown): ApiError | null {
    const isResponses = path === '/v1/responses' && this.#dialect === 'openai';
    if (!isResponses && path !== '/v1/chat/completions')
      return { status: 404, code: null, message: `Invalid URL (POST ${path})` };
    const parsed = (isResponses ? responsesRequest : chatRequest).safeParse(json);
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      return { status: 400, code: 'invalid_request', message: `${issue?.path.map(String).join('.')}: ${issue?.message}` };
    }
    const { model } = parsed.data;
    if (!this.#models.includes(model)) {
      return { status: 404, code: 'model_not_found', message: `The model '${model}' does not exist` };
    }
    // As it was sent, not as it was parsed: items are compared byte by byte.
    const problem = isResponses
      ? responsesProblem(json as ResponsesRequest, this.#issued)
      : chatProblem(json as ChatRequestBody, this.#dialect);
    return problem === null ? null : { status: 400, code: 'invalid_request', message: problem };
  }

  #response(answer: ScriptedMessage, { model, instructions, tools, input }: ResponsesRequest): object {
    const turn = this.requests.length;
    const output: (IssuedItem & object)[] = [];
    if (answer.reasoning !== undefined) {
      const encrypted = createHash('sha256').update(`${turn}${answer.reasoning}`).digest('base64');
      this.#reasonings.set(encrypted, answer.reasoning);
      output.push({ type: 'reasoning', id: `rs_${turn}`, summary: [], encrypted_content: encrypted } as IssuedItem);
    }
    const content = [
      ...(answer.text === undefined ? [] : [{ type: 'output_text', text: answer.text, annotations: [] }]),
      ...(answer.refusal === undefined ? [] : [{ type: 'refusal', refusal: answer.refusal }]),
    ];
    const status = answer.incomplete === undefined ? 'completed' : 'incomplete';
    if (content.length > 0) output.push({ type: 'message', id: `msg_${turn}`, status, role: 'assistant', content } as IssuedItem);
    for (const [index, call] of (answer.calls ?? []).entries()) {
      const id = call.id ?? `call_${turn}_${index}`;
      const item = {
        type: 'function_call',
        id: `fc_${turn}_${index}`,
        call_id: id,
        name: call.name,
        arguments: written(call.input),
        status,
      };
      output.push(item);
    }
    if (output.length > 0) this.#issued.push(output);
    // What was reasoned before counts as what it was, not as what it is encrypted to.
    const readable = (_key: string, value: unknown) =>
      typeof value === 'string' ? (this.#reasonings.get(value) ?? value) : value;
    const use = this.#cache.use(model, JSON.stringify([tools, instructions, input], readable));
    const outputTokens = answer.outputTokens ?? tokensIn(JSON.stringify(output));
    return {
      id: `resp_${turn}`,
      object: 'response',
      model,
      status,
      error: null,
      incomplete_details: answer.incomplete === undefined ? null : { reason: answer.incomplete },
      output,
      usage: {
        input_tokens: use.prompt,
        input_tokens_details: { cached_tokens: use.cached, cache_write_tokens: use.written },
        output_tokens: outputTokens,
        output_tokens_details: { reasoning_tokens: 0 },
        total_tokens: use.prompt + outputTokens,
      },
      ...answer.changes,
    };
  }

  #completion(answer: ScriptedMessage, { model, tools, messages }: ChatRequestBody): object {
    const turn = this.requests.length;
    const calls = (answer.calls ?? []).map(({ id, name, input }, index) => ({
      id: id ?? `call_${turn}_${index}`,
      type: 'function',
      function: { name, arguments: written(input) },
    }));
    const message = {
      role: 'assistant',
      content: answer.text ?? null,
      ...(answer.refusal === undefined ? {} : { refusal: answer.refusal }),
      ...(calls.length === 0 ? {} : { tool_calls: calls }),
      ...answer.fields,
    };
    const use = this.#shortened(this.#cache.use(model, JSON.stringify([tools, messages])));
    const completionTokens = tokensIn(JSON.stringify(message));
    return {
      id: `chatcmpl-${turn}`,
      object: 'chat.completion',
      model,
      choices: [{ index: 0, finish_reason: answer.finishReason ?? (calls.length > 0 ? 'tool_calls' : 'stop'), message }],
      usage: {
        prompt_tokens: use.prompt,
        prompt_tokens_details: { cached_tokens: use.cached, cache_write_tokens: use.written },
        completion_tokens: completionTokens,
        total_tokens: use.prompt + completionTokens,
      },
      ...answer.changes,
    };
  }

  #shortened(use: PromptUse): PromptUse {
    const { contextTokens } = this.#options;
    if (contextTokens === undefined || use.prompt <= contextTokens) return use;
    return { prompt: contextTokens, cached: 0, written: 0 };
  }
}

interface ApiError {
  readonly status: number;
  readonly code: string | null;
  readonly message: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The vendor repeats the key that it does not know. */
function stranger(authorization: string | undefined): ApiError {
  return {
    status: 401,
    code: 'invalid_api_key',
    message: `Incorrect API key provided: ${authorization?.replace('Bearer ', '')}.`,
  };
}

function sendFault(response: ServerResponse, answer: Exclude<ScriptedAnswer, ScriptedMessage>): void {
  switch (answer.kind) {
    case 'error':
      sendError(response, { message: answer.code ?? 'an error', ...answer });
      return;
    case 'raw':
      response.writeHead(answer.status, { 'content-type': answer.contentType }).end(answer.body);
      return;
    case 'reset':
      response.destroy();
      return;
    case 'hang':
  }
}

function sendError(response: ServerResponse, { status, code, message, headers = {} }: ApiError): void {
  sendJson(response, status, { error: { message, type: code ?? 'invalid_request_error', param: null, code } }, headers);
}

function sendJson(response: ServerResponse, status: number, body: object, headers: Readonly<Record<string, string>> = {}): void {
  response.writeHead(status, { 'content-type': 'application/json', 'x-request-id': 'req_1', ...headers });
  response.end(JSON.stringify(body));
}

function written(input: unknown): string {
  return typeof input === 'string' ? input : JSON.stringify(input);
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
