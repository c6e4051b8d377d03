import type { ScriptedCall } from './scripted-llm.ts';

/** What a model was told so far, whatever the vendor's form of it. */
export interface ShownConversation {
  /** Everything that was said to it in words, oldest first. */
  readonly words: readonly string[];
  /** Answers that it gave before. */
  readonly turn: number;
}

/** An entry that a scripted trader wants. */
export interface WantedEntry {
  readonly symbol: string;
  readonly sizeStep: 0.25 | 0.5 | 1;
  readonly stopPrice: number;
  readonly targetPrice: number | null;
  readonly reasoning: string;
  readonly evidence: readonly string[];
}

/** What the scripted models of one session are like. */
export interface RoleScript {
  /** What a trader wants. */
  readonly entries: readonly WantedEntry[];
  /** The symbols whose positions a trader wants to be closed. */
  readonly exits?: readonly string[];
  /** How an analyst stands to every symbol. */
  readonly stance: number;
  /** What an analyst writes against its own stance. */
  readonly risks?: readonly string[];
  /** What the critic holds against each entry; nothing when left out. */
  readonly objection?: { readonly code: string; readonly severity: 1 | 2 | 3 };
  readonly summary: string;
}

/** The calls with which a model of the given script goes on in its role, which it reads off the end of its first message. */
export function callsOfRole(shown: ShownConversation, script: RoleScript): readonly ScriptedCall[] {
  const [task = ''] = shown.words;
  switch (roleIn(task)) {
    case 'technical analyst':
    case 'context analyst':
    case 'memory analyst':
      return [{ name: 'give_report', input: reportsOn(symbolsIn(task), script) }];
    case 'risk officer':
      return [{ name: 'review_proposals', input: reviewsOf(proposedIn(task), script) }];
    case 'critic':
      return [{ name: 'raise_objections', input: objectionsTo(proposedIn(task), script) }];
    default:
      return tradersCalls(shown, script);
  }
}

/** The role that the words at the end of a first message give, without its article. */
export function roleIn(task: string): string {
  const [, role] = /^# Your part: the ([a-z ]+)/m.exec(task) ?? [];
  if (role === undefined) throw new Error('no role was told');
  return role;
}

function tradersCalls({ words, turn }: ShownConversation, script: RoleScript): readonly ScriptedCall[] {
  const finish = { name: 'finish_session', input: { summary: script.summary } };
  const asked = words.length > 1 ? (words.at(-1) ?? '') : '';
  if (asked.startsWith('A critic')) {
    const revisions = symbolsOfBlock(asked, 'objections').map((symbol) => ({ symbol, decision: 'keep', sizeStep: null }));
    return [{ name: 'revise_proposal', input: { revisions, summary: script.summary } }];
  }
  const { entries, exits = [] } = script;
  if (turn > 0 || entries.length + exits.length === 0) return [finish];
  const grounds = { confidenceFraction: 0.62, snapshotId: snapshotIdIn(words[0] ?? '') };
  return [
    ...entries.map(({ symbol, reasoning, evidence, ...trade }) => ({
      name: 'propose_trade',
      input: { symbol, trade: { action: 'open', ...trade }, reasoning, evidence, ...grounds },
    })),
    ...exits.map((symbol) => ({
      name: 'propose_trade',
      input: {
        symbol,
        trade: { action: 'close', sizeStep: 1 },
        reasoning: 'The reason for the position is gone.',
        evidence: [`${symbol.replace('USDT', '')}.price`],
        ...grounds,
      },
    })),
  ];
}

function reportsOn(symbols: readonly string[], { stance, risks = [], summary }: RoleScript): unknown {
  const reports = symbols.map((symbol) => ({ symbol, stance, horizonHours: 24, keyLevels: [], evidence: [], risks }));
  return { reports, summary };
}

function reviewsOf(symbols: readonly string[], { summary }: RoleScript): unknown {
  const reviews = symbols.map((symbol) => ({ symbol, decision: 'approve', sizeStep: null, code: 'within-limits' }));
  return { reviews, summary };
}

function objectionsTo(symbols: readonly string[], { objection, summary }: RoleScript): unknown {
  const raised = objection === undefined ? [] : symbols;
  const objections = raised.map((symbol) => ({ symbol, ...objection, evidence: `${symbol.replace('USDT', '')}.price` }));
  return { objections, summary };
}

function symbolsIn(task: string): readonly string[] {
  const [, list = ''] = /looks at these symbols now: ([A-Z0-9, ]+)\./.exec(task) ?? [];
  return list.split(', ');
}

function snapshotIdIn(task: string): string {
  const [, id] = /snapshot id is `([^`]+)`/.exec(task) ?? [];
  if (id === undefined) throw new Error('no snapshot id was told');
  return id;
}

function proposedIn(task: string): readonly string[] {
  return symbolsOfBlock(task, 'proposals');
}

/** The symbols that the lines of a data block name, each once. */
function symbolsOfBlock(text: string, source: string): readonly string[] {
  const [, block = ''] = new RegExp(`<data source="${source}">\\n([\\s\\S]*?)\\n</data>`).exec(text) ?? [];
  return [...new Set([...block.matchAll(/"symbol":"([A-Z0-9]+)"/g)].map(([, symbol = '']) => symbol))];
}
