import { afterEach, describe, expect, it } from 'vitest';
import { deliberateInSequence } from '../../src/agent/configurations/sequential.ts';
import { deliberateSpecialized } from '../../src/agent/configurations/specialized.ts';
import type { Configuration } from '../../src/agent/deliberation.ts';
import { compilePrompts } from '../../src/agent/prompts.ts';
import type { Mode } from '../../src/domain/control-state.ts';
import { DEFAULT_SYMBOLS } from '../../src/domain/market-symbol.ts';
import type { LlmProvider, LlmRequest } from '../../src/ports/llm-provider.ts';
import { seatFor } from '../agent/assignment.ts';
import { SNAPSHOT } from '../agent/configurations/scripts.ts';
import { deliberationInput } from '../agent/deliberation-input.ts';
import { promptTexts } from '../agent/project-prompts.ts';
import { expectProposalsEnded, expectSoundAccount } from '../support/expect-sound-account.ts';
import { INJECTION_TEXTS, MARKUP_TEXTS } from '../support/hostile-texts.ts';
import { callsOfRole, type RoleScript, roleIn, type ShownConversation, type WantedEntry } from '../support/role-script.ts';
import { calls, scriptedLlm } from '../support/scripted-llm.ts';
import { type StewardForTest, stewardForTest } from '../support/steward-for-test.ts';

const REASONING_LENGTH_MAX = 400;
const RISK_LENGTH_MAX = 160;
const OWNER = { kind: 'person', id: '42', name: 'Olga' } as const;
const TOOL_NAME_LENGTH_MAX = 64;
/** Of the market that stands still. */
const PRICES: Readonly<Record<string, number>> = { BTCUSDT: 40_000, ETHUSDT: 2_000, BNBUSDT: 300, ADAUSDT: 0.5, SOLUSDT: 100 };

/** Every agent of a session, writing hostile words wherever it may write some: signed with its role, so that they are found again. */
class HostileAgents {
  text = '';
  entries: readonly WantedEntry[] = [];
  readonly requests: LlmRequest[] = [];

  readonly provider: LlmProvider = scriptedLlm((request) => {
    this.requests.push(request);
    const shown = shownIn(request);
    const role = roleIn(shown.words[0] ?? '');
    const good = callsOfRole(shown, this.#scriptOf(role));
    const bad = shown.turn > 0 ? [] : good.flatMap(({ name, input }) => this.#twisted(name, input as object, role));
    return calls(...bad, ...good);
  });

  #scriptOf(role: string): RoleScript {
    const reasoning = this.#signed(role, REASONING_LENGTH_MAX);
    return {
      entries: this.entries.map((entry) => ({ ...entry, reasoning })),
      stance: 2,
      risks: [this.#signed(role, RISK_LENGTH_MAX)],
      objection: { code: 'low-volume', severity: 2 },
      summary: this.#signed(role, REASONING_LENGTH_MAX),
    };
  }

  /** Calls with the words where they have no place. */
  #twisted(name: string, input: object, role: string) {
    const words = this.#signed(role, REASONING_LENGTH_MAX);
    return [
      { name: words.slice(-TOOL_NAME_LENGTH_MAX), input },
      { name, input: { ...input, instructions: words } },
      { name, input: withText(input, words) },
    ];
  }

  #signed(role: string, length: number): string {
    const mark = ` ${markOf(role)}`;
    return `${this.text.slice(0, length - mark.length)}${mark}`;
  }
}

function markOf(role: string): string {
  return `signed-by-${role.replaceAll(' ', '-')}`;
}

/** The input with its lists and choices in the words' place. */
function withText(input: object, words: string): object {
  return Object.fromEntries(
    Object.entries(input).map(([key, value]: [string, unknown]) => [
      key,
      Array.isArray(value) ? value.map((item: unknown) => twistedItem(item, words)) : value,
    ]),
  );
}

function twistedItem(item: unknown, words: string): unknown {
  if (typeof item !== 'object' || item === null) return words;
  return { ...item, decision: words, code: words, evidence: words, stance: words };
}

function shownIn({ messages }: LlmRequest): ShownConversation {
  const words = messages.flatMap((message) => (message.role === 'user' ? [message.text()] : []));
  return { words, turn: messages.filter(({ role }) => role === 'assistant').length };
}

/** What stands outside of the blocks of data: there, words tell the model what to do. */
function outsideOfData(text: string): string {
  return text.replaceAll(/<data source="[^"<>]*">\n[\s\S]*?\n<\/data>/g, '');
}

/** Whatever a model might take for the beginning or the end of a block. */
function fencesIn(text: string): readonly string[] {
  return text.match(/<\s*\/?\s*data[^>]*>/gi) ?? [];
}

/** As many fences as there should be, of the blocks that we make. */
function alternating(fences: readonly string[]): readonly unknown[] {
  const opens = expect.stringMatching(/^<data source="[a-z-]+">$/);
  return Array.from({ length: fences.length + (fences.length % 2) }, (_, index) => (index % 2 === 0 ? opens : '</data>'));
}

const MODES: readonly {
  readonly mode: string;
  readonly configuration: Configuration;
  readonly roles: Readonly<Record<string, string>>;
  readonly told: Readonly<Record<string, readonly string[]>>;
}[] = [
  {
    mode: 'specialized',
    configuration: deliberateSpecialized,
    roles: { technical: 'technical', context: 'context', memory: 'memory', trader: 'decider', riskOfficer: 'risk-officer' },
    told: { trader: ['technical analyst', 'context analyst', 'memory analyst'], 'risk officer': ['trader'] },
  },
  {
    mode: 'sequential',
    configuration: deliberateInSequence,
    roles: { proposer: 'trader', critic: 'critic' },
    told: { critic: ['trader'] },
  },
];
const PROMPTS = compilePrompts(promptTexts());
const ENTRY: WantedEntry = {
  symbol: 'BTCUSDT',
  sizeStep: 0.5,
  stopPrice: 40_000,
  targetPrice: 46_000,
  reasoning: '',
  evidence: ['BTC.price'],
};

/** Numbers in it would be compared with the snapshot, and the entry held: here the words have to reach the others. */
function withoutDigits(text: string): string {
  return text.replaceAll(/\d/g, 'n');
}

describe.each(MODES)('hostile words of agents in the mode $mode', ({ configuration, roles, told }) => {
  it.each([...INJECTION_TEXTS, ...MARKUP_TEXTS])('reach other agents as data alone: %j', async (text) => {
    const agents = new HostileAgents();
    agents.text = withoutDigits(text);
    agents.entries = [ENTRY];
    const seats = Object.entries(roles).map(([agent, role]) =>
      seatFor(agents.provider, { agent, rolePrompt: PROMPTS.roles.get(role) ?? '' }),
    );
    const { decisions, runs } = await configuration(deliberationInput({ snapshot: SNAPSHOT, prompts: PROMPTS, seats }));
    expect(runs.map(({ outcome }) => outcome)).toEqual(runs.map(() => 'finished'));
    for (const request of agents.requests) {
      expect(request.system()).toBe(PROMPTS.system.text);
      for (const words of shownIn(request).words) {
        expect(outsideOfData(words)).not.toContain('signed-by-');
        expect(fencesIn(words), 'each block that opens closes, and none stands in another').toEqual(alternating(fencesIn(words)));
      }
    }
    for (const [reader, writers] of Object.entries(told)) {
      const shown = agents.requests.map(shownIn).find(({ words: [task = ''] }) => roleIn(task) === reader);
      for (const writer of writers) expect(shown?.words[0]).toContain(markOf(writer));
    }
    expect(decisions.map(({ signal }) => signal)).toMatchObject([{ action: 'open', symbol: 'BTCUSDT', sizeStep: 0.5 }]);
  });
});

describe('hostile agents', () => {
  let rig: StewardForTest;

  afterEach(async () => {
    await rig.stop();
    await expectSoundAccount(rig);
    expectProposalsEnded(rig);
  });

  it.each<Mode>(['duplicate_pairs', 'specialized', 'ensemble', 'sequential'])(
    'that want all they can get in the mode %s stay inside the limits',
    async (mode) => {
      const agents = new HostileAgents();
      rig = await stewardForTest({ settings: { mode, autonomy: 'auto' }, provider: agents.provider, warmUpDays: 5 });
      const texts = INJECTION_TEXTS.values();
      for (const stopFraction of [0.001, 0.1, 0.005, 0.9]) {
        agents.text = texts.next().value ?? '';
        agents.entries = DEFAULT_SYMBOLS.map((symbol) => wantedAt(symbol, stopFraction));
        await rig.runNextSession();
        for (const { id } of rig.steward.state.proposals.staged())
          await rig.passing(rig.steward.approve(id, { by: OWNER, portion: 1 }));
        await rig.advance({ minutes: 31 });
      }
      // The fact check needs ranges, which a market that stands still has not.
      expect(rig.steward.state.portfolio.book.positions.length > 0).toBe(mode !== 'sequential');
      expectWithinLimits(rig);
      const { control } = rig.steward.state;
      expect([control.control, control.autonomy, control.mode]).toEqual(['active', 'auto', mode]);
      expect((await rig.factsOf('session-closed')).map(({ outcome }) => outcome.tag)).toEqual(Array(4).fill('completed'));
      expect((await rig.factsOf('agent-finished')).length).toBeGreaterThanOrEqual(4);
    },
  );
});

function wantedAt(symbol: string, stopFraction: number): WantedEntry {
  const stopPrice = Number(((PRICES[symbol] ?? 1) * (1 - stopFraction)).toPrecision(6));
  const evidence = [`${symbol.replace('USDT', '')}.price`];
  return { symbol, sizeStep: 1, stopPrice, targetPrice: null, reasoning: '', evidence };
}

function expectWithinLimits({ steward }: StewardForTest): void {
  const { limits } = steward.services.settings;
  const { book } = steward.state.portfolio;
  const worthOf = (symbol: string, quantity: { toNumber(): number }) => quantity.toNumber() * (PRICES[symbol] ?? 0);
  const equity = book.positions.reduce((sum, { symbol, quantity }) => sum + worthOf(symbol, quantity), book.cash.toNumber());
  for (const { symbol, quantity, stopPrice } of book.positions) {
    expect(worthOf(symbol, quantity) / equity, symbol).toBeLessThanOrEqual(limits.positionFractionMax);
    const atStop = quantity.toNumber() * ((PRICES[symbol] ?? 0) - (stopPrice?.toNumber() ?? 0));
    expect(atStop / equity, symbol).toBeLessThanOrEqual(limits.riskPerTradeFractionMax);
  }
  expect(book.cash.toNumber() / equity).toBeGreaterThanOrEqual(limits.cashReserveFractionMin);
}
