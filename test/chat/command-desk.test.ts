import { afterEach, describe, expect, it } from 'vitest';
import { Fault } from '../../src/domain/fault.ts';
import { InvariantError } from '../../src/domain/invariant.ts';
import type { Actor } from '../../src/domain/proposal.ts';
import { HOUR_MS, MINUTE_MS, SECOND_MS } from '../../src/domain/time.ts';
import type { Journal } from '../../src/ports/journal.ts';
import type { MarketData } from '../../src/ports/market-data.ts';
import { createMemoryJournal } from '../support/memory-journal.ts';
import { headlineOf, textOf } from '../support/recording-chat.ts';
import { buttonOf, type Desk, deskRig } from './desk-rig.ts';

const STRANGER: Actor = { kind: 'person', id: 'stranger', name: 'Sam' };

let open: Desk | null = null;

async function desk(...options: Parameters<typeof deskRig>): Promise<Desk> {
  open = await deskRig(...options);
  return open;
}

afterEach(async () => {
  await open?.rig.stop();
  open = null;
});

/** Prices that throw what a test says, once it says so. */
function pricesThatFail(): { readonly through: (marketData: MarketData) => MarketData; error: Error | null } {
  const failing = {
    error: null as Error | null,
    through: (marketData: MarketData): MarketData => ({
      fetchCandles: (query) => marketData.fetchCandles(query),
      fetchMark: (symbol) => (failing.error === null ? marketData.fetchMark(symbol) : Promise.reject(failing.error)),
    }),
  };
  return failing;
}

describe('what is not understood', () => {
  it.each([
    ['/statsu', '/status'],
    ['/portfolo', '/portfolio'],
    ['/puase', '/pause'],
    ['/aprove', '/approve'],
    ['/limit', '/limits'],
  ])('%s is answered with %s', async (line, suggestion) => {
    const { say } = await desk();
    expect(textOf(await say(line))).toContain(`Did you mean ${suggestion}?`);
  });

  it('is answered with the help where nothing is near, however long it is', async () => {
    const { say } = await desk();
    for (const line of ['/xyzzy', `/${'x'.repeat(5_000)}`]) {
      const text = textOf(await say(line));
      expect(text).toContain('/help');
      expect(text).not.toContain('Did you mean');
    }
  });

  it('is never done by guess: a misspelt command only suggests', async () => {
    const { say, rig } = await desk();
    await say('/puase');
    expect(rig.steward.state.control.control).toBe('active');
  });

  it('is free text, which is told how commands look', async () => {
    const { desk: commandDesk, rig } = await desk();
    const by = STRANGER;
    const answer = await commandDesk.handle({ name: '', arguments: ['sell everything'], by, sentAt: rig.clock.now() });
    expect(textOf(answer)).toContain('commands begin with /');
  });
});

describe('who may do what', () => {
  it.each([
    ['viewer', ['/status', '/why', '/help'], ['/pause', '/approve P1', '/close BTC', '/mode ensemble', '/autonomy auto']],
    ['operator', ['/status', '/pause', '/close BTC', '/pending'], ['/mode ensemble', '/autonomy auto']],
    ['owner', ['/status', '/pause', '/mode ensemble', '/autonomy auto'], []],
  ] as const)('is decided by the role of a %s', async (role, allowed, refused) => {
    const { say } = await desk({ roleOf: () => role });
    for (const line of allowed) expect(textOf(await say(line))).not.toContain('not for you');
    for (const line of refused) expect(textOf(await say(line))).toContain('not for you');
  });
});

describe('the age of a command', () => {
  it.each(['/resume', '/run', '/approve P1', '/mode ensemble', '/autonomy auto'])(
    'refuses %s when it was sent more than a minute ago',
    async (line) => {
      const { say, stageEntry, rig } = await desk();
      await stageEntry();
      if (line === '/resume') await say('/pause');
      const before = (await rig.entries()).length;
      const text = textOf(await say(line, { agedMs: 61 * SECOND_MS }));
      expect(text).toContain('came too late');
      expect((await rig.entries()).length).toBe(before);
      expect(textOf(await say(line, { agedMs: 60 * SECOND_MS }))).not.toContain('came too late');
    },
  );

  it.each([
    ['/pause', 'reducing'],
    ['/panic', 'halted'],
  ])('never matters for %s', async (line, control) => {
    const { say, rig } = await desk();
    await say(line, { agedMs: 100 * HOUR_MS });
    expect(rig.steward.state.control.control).toBe(control);
  });

  it.each(['/status', '/reject P1', '/close BTC', '/mode', '/autonomy', '/autonomy advisor'])(
    'does not matter for %s, which gives the bot no more room',
    async (line) => {
      const { say, stageEntry } = await desk();
      await stageEntry();
      expect(textOf(await say(line, { agedMs: HOUR_MS }))).not.toContain('came too late');
    },
  );

  it('is not negative for a sender whose clock is ahead', async () => {
    const { say, rig } = await desk();
    await say('/pause');
    expect((await say('/resume', { agedMs: -10 * MINUTE_MS })).buttons).not.toEqual([]);
    expect(rig.steward.state.control.control).toBe('reducing');
  });
});

describe('a question', () => {
  it('is answered once: the same button does nothing the second time', async () => {
    const { say, press, rig } = await desk();
    await say('/pause');
    const yes = buttonOf(await say('/resume'));
    await press(yes);
    await say('/pause');
    expect(headlineOf(await press(yes))).toContain('closed');
    expect(rig.steward.state.control.control).toBe('reducing');
  });

  it('takes one of two answers that come together', async () => {
    const { say, press, rig } = await desk();
    await say('/pause');
    const yes = buttonOf(await say('/resume'));
    await Promise.all([press(yes), press(yes)]);
    expect((await rig.factsOf('control-changed')).map(({ to }) => to)).toEqual(['reducing', 'active']);
  });

  it('can be declined, and then not be confirmed', async () => {
    const { say, press, rig } = await desk();
    await say('/pause');
    const question = await say('/resume');
    expect(textOf(await press(buttonOf(question, 'No')))).toContain('nothing was changed');
    expect(headlineOf(await press(buttonOf(question, 'Yes')))).toContain('closed');
    expect(rig.steward.state.control.control).toBe('reducing');
  });

  it('is open for a minute', async () => {
    const { say, press, rig, desk: commandDesk } = await desk();
    await say('/pause');
    const first = buttonOf(await say('/resume'));
    await rig.advance({ seconds: 59 });
    const second = buttonOf(await say('/resume'));
    expect(commandDesk.openQuestionCount).toBe(2);
    await rig.advance({ seconds: 1 });
    expect(commandDesk.openQuestionCount).toBe(1);
    expect(headlineOf(await press(first))).toContain('closed');
    expect(headlineOf(await press(second))).toContain('active');
  });

  it('belongs to the person who was asked, and stays open when another presses', async () => {
    const { say, press, rig } = await desk();
    await say('/pause');
    const yes = buttonOf(await say('/resume'));
    expect(headlineOf(await press(yes, { by: STRANGER }))).toContain('Only who was asked');
    expect(rig.steward.state.control.control).toBe('reducing');
    expect(headlineOf(await press(yes))).toContain('active');
  });

  it('of an earlier process is void, even when the new one has asked something else', async () => {
    const journal = createMemoryJournal();
    const first = await deskRig({ journal });
    await first.say('/pause');
    const old = buttonOf(await first.say('/resume'));
    await first.rig.stop();
    const { say, press, rig } = await desk({ journal, epoch: 2 });
    await say('/autonomy auto');
    expect(headlineOf(await press(old))).toContain('closed');
    expect(rig.steward.state.control).toMatchObject({ control: 'reducing', autonomy: 'confirm' });
  });

  it.each(['/confirm', '/confirm C1-99', '/decline x'])('that was never asked cannot be answered: %s', async (line) => {
    const { say } = await desk();
    expect(headlineOf(await say(line))).toContain('closed');
  });

  it('has tokens that fit the data of a button', async () => {
    const { say } = await desk({ epoch: 999_999 });
    await say('/pause');
    const { command } = buttonOf(await say('/resume'));
    expect(Buffer.byteLength([command.name, ...command.arguments].join(' '))).toBeLessThanOrEqual(64);
  });
});

describe('a command that stops trading', () => {
  it.each([
    ['/pause', 'reducing'],
    ['/panic', 'halted'],
  ])('%s counts at once and is answered when it is durable', async (line, control) => {
    const { journal, release } = slowJournal();
    const { say, rig } = await desk({ journal });
    release.hold();
    let isAnswered = false;
    const answered = say(line).then(() => {
      isAnswered = true;
    });
    expect(rig.steward.state.control.control).toBe(control);
    for (let step = 0; step < 100; step += 1) await null;
    expect(isAnswered).toBe(false);
    release.go();
    await answered;
  });

  it.each(['/pause', '/panic'])('%s needs neither prices nor exchange', async (line) => {
    const prices = pricesThatFail();
    let brokenExchange: Fault | null = null;
    const { say, rig } = await desk({ marketDataThrough: prices.through, faults: { beforeRead: () => brokenExchange } });
    brokenExchange = new Fault('network', 'no route');
    prices.error = brokenExchange;
    expect(textOf(await say(line))).not.toContain('failed');
    expect(rig.steward.state.control.control).not.toBe('active');
    brokenExchange = null;
  });
});

describe('trouble', () => {
  it('from outside becomes the answer, with its code', async () => {
    const prices = pricesThatFail();
    const { say, rig } = await desk({ marketDataThrough: prices.through });
    prices.error = new Fault('network', 'no route to host');
    const text = textOf(await say('/status'));
    expect(text).toContain('/status failed');
    expect(text).toContain('network');
    expect(rig.bugs).toEqual([]);
    prices.error = null;
    expect(textOf(await say('/status'))).not.toContain('failed');
  });

  it('of our own is told as well, and given to who stops the process', async () => {
    const prices = pricesThatFail();
    const { say, rig } = await desk({ marketDataThrough: prices.through });
    prices.error = new InvariantError('a promise of ours is broken');
    const text = textOf(await say('/portfolio'));
    expect(text).toContain('internal');
    expect(text).not.toContain('promise of ours');
    expect(rig.bugs.map(({ message }) => message)).toEqual(['a promise of ours is broken']);
  });
});

/** A journal whose writes become durable when the test lets them. */
function slowJournal(): { readonly journal: Journal; readonly release: { hold(): void; go(): void } } {
  const memory = createMemoryJournal();
  let held: Promise<void> = Promise.resolve();
  let go: () => void = () => undefined;
  const journal: Journal = {
    append: (entries) => ({ ...memory.append(entries), durable: held }),
    read: (from) => memory.read(from),
    get lastSequence() {
      return memory.lastSequence;
    },
    repairedBytes: 0,
    close: () => Promise.resolve(),
  };
  const hold = () => {
    held = new Promise((resolve) => {
      go = resolve;
    });
  };
  return { journal, release: { hold, go: () => go() } };
}
