import { proposalInput, type Wish } from './proposing-llm.ts';
import type { MessagesRequest } from './servers/anthropic-request.ts';
import type { ScriptedAnswer } from './servers/anthropic-server.ts';

/** What Claude does in one session. */
export type SessionScript =
  /** Proposes this, reads the verdicts, and finishes. */
  | { readonly wishes: readonly Wish[]; readonly summary?: string }
  /** Never answers. */
  | 'hangs'
  | ScriptedAnswer;

/** Claude, doing in each session what a test said before; in sessions of which nothing was said, nothing. */
export class ScriptedClaude {
  readonly #sessions: SessionScript[] = [];
  readonly #priceOf: (symbol: string) => number;
  #current: SessionScript = { wishes: [] };

  constructor(priceOf: (symbol: string) => number) {
    this.#priceOf = priceOf;
  }

  plan(...sessions: readonly SessionScript[]): void {
    this.#sessions.push(...sessions);
  }

  answer(request: MessagesRequest): ScriptedAnswer {
    const isFirstTurn = !request.messages.some(({ role }) => role === 'assistant');
    if (isFirstTurn) this.#current = this.#sessions.shift() ?? { wishes: [] };
    const script = this.#current;
    if (script === 'hangs') return { kind: 'hang' };
    if ('kind' in script) return script;
    const { wishes, summary = 'Nothing more to do.' } = script;
    if (!isFirstTurn || wishes.length === 0) return calls([{ name: 'finish_session', input: { summary } }]);
    const snapshotId = snapshotIdIn(request);
    return calls(
      wishes.map((wish) => ({
        name: 'propose_trade',
        input: proposalInput(wish, { close: this.#priceOf(wish.symbol), snapshotId }),
      })),
    );
  }
}

function calls(made: readonly { readonly name: string; readonly input: unknown }[]): ScriptedAnswer {
  return { kind: 'message', content: made.map((call) => ({ type: 'tool_use', ...call })) };
}

function snapshotIdIn(request: MessagesRequest): string {
  const [, snapshotId] = /snapshot id is `([^`]+)`/.exec(JSON.stringify(request.messages)) ?? [];
  if (snapshotId === undefined) throw new Error('no snapshot id was shown');
  return snapshotId;
}
