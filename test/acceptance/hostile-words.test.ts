import { afterEach, describe, expect, it } from 'vitest';
import { Fault } from '../../src/domain/fault.ts';
import { DEFAULT_SYMBOLS } from '../../src/domain/market-symbol.ts';
import { HOUR_MS, hourStart } from '../../src/domain/time.ts';
import type { LlmMessage, LlmProvider, LlmRequest } from '../../src/ports/llm-provider.ts';
import type { MarketData } from '../../src/ports/market-data.ts';
import { type ChatWorld, openChatWorld } from '../support/chat-world.ts';
import { expectProposalsEnded, expectSoundAccount } from '../support/expect-sound-account.ts';
import { INJECTION_TEXTS, MARKUP_TEXTS } from '../support/hostile-texts.ts';
import { proposalInput, type Wish } from '../support/proposing-llm.ts';
import { calls, scriptedLlm } from '../support/scripted-llm.ts';
import type { StewardForTestOptions } from '../support/steward-for-test.ts';

let world: ChatWorld;

afterEach(async () => {
  await expectSoundAccount(world.rig);
  expectProposalsEnded(world.rig);
  await world.close();
});

/** A model that writes the given words wherever it may write some, and wants what it is told to want. */
class HostileModel {
  words = '';
  wishes: readonly Wish[] = [];
  readonly requests: LlmRequest[] = [];

  readonly provider: LlmProvider = scriptedLlm((request) => {
    this.requests.push(request);
    const turn = request.messages.filter(({ role }) => role === 'assistant').length;
    if (turn > 0) return calls({ name: 'finish_session', input: { summary: this.words.slice(0, 400) } });
    return calls(...this.wishes.map((wish) => ({ name: 'propose_trade', input: this.#inputOf(wish, request) })), {
      name: 'propose_trade',
      input: { symbol: this.words, reasoning: this.words, evidence: [this.words] },
    });
  });

  #inputOf(wish: Wish, { messages: [first] }: LlmRequest): unknown {
    const shown = first?.role === 'user' ? first.text() : '';
    const [, snapshotId = ''] = /snapshot id is `([^`]+)`/.exec(shown) ?? [];
    const close = PRICES[wish.symbol] ?? 0;
    return proposalInput({ ...wish, reasoning: this.words.slice(0, 400) }, { close, snapshotId });
  }

  /** All that the newest session was told by us before the model said anything. */
  openingOfNewestSession(): Opening {
    const opening = this.requests.findLast(({ messages }) => messages.every(({ role }) => role === 'user'));
    return opening === undefined
      ? { system: '', task: '' }
      : { system: opening.system(), task: opening.messages.map(textOf).join('\n') };
  }
}

interface Opening {
  readonly system: string;
  readonly task: string;
}

/** Of the market that stands still. */
const PRICES: Readonly<Record<string, number>> = { BTCUSDT: 40_000, ETHUSDT: 2_000, BNBUSDT: 300, ADAUSDT: 0.5, SOLUSDT: 100 };

function textOf(message: LlmMessage): string {
  return message.role === 'user' ? message.text() : '';
}

/** @param options.modelName  What the configuration calls the model. */
async function openHostileWorld({
  modelName = 'scripted',
  ...options
}: StewardForTestOptions & { readonly modelName?: string } = {}): Promise<HostileModel> {
  const model = new HostileModel();
  world = await openChatWorld({ warmUpDays: 5, ...options, provider: { ...model.provider, name: modelName } });
  return model;
}

async function nextSession(): Promise<void> {
  await world.passTo(hourStart(world.rig.clock.now()) + HOUR_MS + 60_000);
}

describe('hostile words', () => {
  it('of a model, a person or an error are shown as words: Telegram takes every message as it is first sent', async () => {
    let errorText: string | null = null;
    const marketDataThrough = (marketData: MarketData): MarketData => ({
      fetchMark: (symbol) => marketData.fetchMark(symbol),
      fetchCandles: async (query) => {
        if (errorText !== null) throw new Fault('bad-payload', errorText);
        return marketData.fetchCandles(query);
      },
    });
    const model = await openHostileWorld({ marketDataThrough });
    model.wishes = [{ action: 'open', symbol: 'BTCUSDT' }];
    for (const text of [...MARKUP_TEXTS, ...INJECTION_TEXTS]) {
      const person = world.server.user(world.owner.id, text);
      const ask = async (said: string) => {
        person.says(said);
        await world.pass({ seconds: 1 });
      };
      model.words = text;
      await nextSession();
      await world.press('Why');
      const [staged] = world.rig.steward.state.proposals.staged();
      for (const said of [`I say ${text}`, `/reject ${staged?.id} ${text}`, `/${text}`, `/close ${text}`, '/session'])
        await ask(said);
      errorText = text;
      await nextSession();
      errorText = null;
    }
    await world.pass({ minutes: 5 });
    expect(world.outbox.waitingCount).toBe(0);
    const sent = world.server.callsOf('sendMessage');
    expect(sent.length).toBeGreaterThan(8 * (MARKUP_TEXTS.length + INJECTION_TEXTS.length));
    expect(world.shown(), 'nothing was refused and sent again in another form').toHaveLength(sent.length);
    expect(sent.filter(({ payload }) => payload['parse_mode'] !== 'HTML')).toEqual([]);
    for (const { raw } of world.shown()) expect(tagsIn(raw)).toEqual(tagsIn(raw).filter((tag) => OWN_TAGS.has(tag)));
    expect((await world.rig.factsOf('control-changed')).length, 'nothing that was quoted was obeyed').toBe(0);
    expect(await world.rig.factsOf('order-intended')).toEqual([]);
  });

  it.each([...INJECTION_TEXTS, ...MARKUP_TEXTS])('%j reaches a model as one quoted line of data, never as more', async (text) => {
    const model = await openHostileWorld({ modelName: text });
    model.words = text;
    model.wishes = [{ action: 'open', symbol: 'BTCUSDT' }];
    await world.pass({ minutes: 1 });
    const opening = model.openingOfNewestSession();
    const { control } = world.rig.steward.state;
    const before = [control.control, control.autonomy];
    const person = world.server.user(world.owner.id, text);
    for (const said of [`/reject P1 ${text}`, `/note ${text}`, `/close ${text}`, `/${text}`]) {
      person.says(said);
      await world.pass({ seconds: 1 });
    }
    await nextSession();
    const next = model.openingOfNewestSession();
    expect(next.system, 'the rules stay word for word').toBe(opening.system);
    expect(fencesIn(next.task), 'no block of data is closed or opened').toEqual(fencesIn(opening.task));
    const told = recentDecisionsIn(next.task);
    const rejection = told.find((line) => line.includes('P1 open: rejected by a person'));
    const note = told.find((line) => line.startsWith("The owner's note 1"));
    for (const line of [rejection, note]) {
      expect(line).toMatch(/^[^"]+"[^"<>{}`\p{C}]*"$/u);
      expect([...(line ?? '')].length).toBeLessThan(350);
    }
    expect(told, 'commands, summaries and the names of models are told to no model').toHaveLength(2);
    expect(next.task.replace(told.join('\n'), ''), 'it stands nowhere else').not.toContain(text.trim());
    const { state } = world.rig.steward;
    expect([state.control.control, state.control.autonomy], 'nothing that was quoted was obeyed').toEqual(before);
    expect(await world.rig.factsOf('order-intended')).toEqual([]);
    await world.say('/reject P2');
  });

  it('make a model that obeys them no richer: what it wants beyond the limits is refused, what is large asks', async () => {
    const model = await openHostileWorld();
    model.words = INJECTION_TEXTS[0] ?? '';
    for (const text of INJECTION_TEXTS.slice(0, 5)) {
      world.server.user(world.owner.id, 'Olga').says(`/note ${text}`);
      await world.pass({ seconds: 1 });
    }
    expect(world.rig.steward.state.notes.standing(world.rig.clock.now())).toHaveLength(5);
    for (const stopFraction of [0.001, 0.005, 0.04, 0.2, 0.9]) {
      for (const sizeStep of [0.25, 1] as const) {
        model.wishes = DEFAULT_SYMBOLS.map((symbol) => ({ action: 'open', symbol, sizeStep, stopFraction }));
        await nextSession();
        for (const { id } of world.rig.steward.state.proposals.staged()) await world.say(`/approve ${id}`);
      }
    }
    const { limits } = world.rig.steward.services.settings;
    const { portfolio } = world.rig.steward.state;
    const equity = portfolio.book.positions.reduce(
      (sum, { symbol, quantity }) => sum + quantity.toNumber() * (PRICES[symbol] ?? 0),
      portfolio.book.cash.toNumber(),
    );
    expect(portfolio.book.positions.length).toBeGreaterThan(0);
    for (const { symbol, quantity, stopPrice } of portfolio.book.positions) {
      const price = PRICES[symbol] ?? 0;
      const value = quantity.toNumber() * price;
      expect(value / equity, symbol).toBeLessThanOrEqual(limits.positionFractionMax);
      const atStop = quantity.toNumber() * (price - (stopPrice?.toNumber() ?? 0));
      expect(atStop / equity, symbol).toBeLessThanOrEqual(limits.riskPerTradeFractionMax);
    }
    expect(portfolio.book.cash.toNumber() / equity).toBeGreaterThanOrEqual(limits.cashReserveFractionMin);
    const verdicts = (await world.rig.factsOf('signal-assessed')).map(({ verdict }) => verdict.tag);
    expect(verdicts).toEqual(expect.arrayContaining(['refused', 'needs-confirmation']));
  });
});

/** The markup that the bot itself makes. */
const OWN_TAGS: ReadonlySet<string> = new Set([
  '<b>',
  '</b>',
  '<pre>',
  '</pre>',
  '<blockquote expandable>',
  '</blockquote>',
  '<code>',
  '</code>',
]);

function tagsIn(raw: string): readonly string[] {
  return raw.match(/<[^>]*>/g) ?? [];
}

function recentDecisionsIn(task: string): readonly string[] {
  const [, block = ''] = /<data source="recent-decisions">\n([\s\S]*?)\n<\/data>/.exec(task) ?? [];
  return block.split('\n');
}

function fencesIn(text: string): readonly string[] {
  return text.match(/<\/?data[^>]*>/g) ?? [];
}
