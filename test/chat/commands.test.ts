import { afterEach, describe, expect, it } from 'vitest';
import { COMMANDS } from '../../src/chat/commands.ts';
import { RISK_LIMITS } from '../../src/risk/limits.ts';
import { headlineOf, OPERATOR, textOf } from '../support/recording-chat.ts';
import { buttonOf, type Desk, deskRig } from './desk-rig.ts';

let open: Desk | null = null;

async function desk(...options: Parameters<typeof deskRig>): Promise<Desk> {
  open = await deskRig(...options);
  return open;
}

afterEach(async () => {
  await open?.rig.stop();
  expect(open?.rig.bugs ?? []).toEqual([]);
  open = null;
});

describe('the list of commands', () => {
  it('names every command and alias once', () => {
    const names = COMMANDS.flatMap(({ name, aliases }) => [name, ...aliases]);
    expect(new Set(names).size).toBe(names.length);
    expect(names.every((name) => /^[a-z]{1,32}$/.test(name))).toBe(true);
  });

  it('gives every command an example of itself and a summary that fits a menu', () => {
    for (const { name, example, summary } of COMMANDS) {
      expect(example.split(' ')[0]).toBe(`/${name}`);
      expect(summary.en.length).toBeLessThanOrEqual(60);
    }
  });

  it('lets nothing that stops trading ask first or be refused for its age', () => {
    const stopping = COMMANDS.filter(({ runsAtOnce }) => runsAtOnce);
    expect(stopping.map(({ name }) => name)).toEqual(['pause', 'panic']);
    expect(stopping.every(({ confirmation, riskIncreasing }) => confirmation === 'none' && !riskIncreasing)).toBe(true);
  });

  it('understands its own examples', async () => {
    const { say } = await desk();
    for (const { example } of COMMANDS) expect(textOf(await say(example))).not.toContain('not understood');
  });
});

describe('looking', () => {
  it('/help lists every command, and one with its example when it is named', async () => {
    const { say } = await desk();
    const all = textOf(await say('/help'));
    for (const { name } of COMMANDS) expect(all).toContain(`/${name}`);
    const one = textOf(await say('/help close'));
    expect(one).toContain('/close BTC');
    expect(one).not.toContain('/pause');
  });

  it('/help shows only what the person may use', async () => {
    const { say } = await desk({ roleOf: () => 'viewer' });
    const text = textOf(await say('/help'));
    expect(text).toContain('/status');
    expect(text).not.toContain('/pause');
    expect(text).not.toContain('/mode');
  });

  it('/status tells state, equity, stops and what waits', async () => {
    const { say, openPosition, stageEntry } = await desk();
    await openPosition();
    await stageEntry('ETHUSDT');
    const text = textOf(await say('/status'));
    expect(text).toContain('confirm');
    expect(text).toMatch(/1\/1/);
    expect(text).toContain('P2');
  });

  it('/status counts a position that has no stop on the exchange as uncovered', async () => {
    const tooMany = { code: -1015, message: 'Too many new orders.' };
    const { say, openPosition } = await desk({
      capabilities: [],
      faults: { beforePlace: ({ order }) => (order.type === 'market' || order.type === 'limit' ? null : { reject: tooMany }) },
    });
    await openPosition();
    expect(textOf(await say('/status'))).toMatch(/0\/1/);
  });

  it('/portfolio and /positions show the position at fresh marks', async () => {
    const { say, openPosition, rig } = await desk();
    await openPosition();
    rig.market.shift('BTCUSDT', { from: rig.clock.now(), factor: 1.1 });
    await rig.advance({ hours: 1 });
    expect(textOf(await say('/portfolio'))).toContain('BTC');
    expect(textOf(await say('/positions'))).toMatch(/BTC[\s\S]*4[34],?\d{3}/);
  });

  it('/trades shows the fills, and as many as are asked for', async () => {
    const { say, openPosition } = await desk();
    expect(textOf(await say('/trades'))).not.toContain('BTC');
    await openPosition();
    await openPosition('ETHUSDT');
    const text = textOf(await say('/trades'));
    expect(text).toContain('BTC');
    expect(text).toContain('ETH');
    expect(textOf(await say('/trades 1'))).not.toContain('BTC');
  });

  it.each(['0', '51', '-1', '1.5', 'many'])('/trades %s says what was expected', async (given) => {
    const { say } = await desk();
    expect(textOf(await say(`/trades ${given}`))).toContain('1 to 50');
  });

  it('/risk shows every limit, and what is used of those that can be measured', async () => {
    const { rig, say, openPosition } = await desk();
    await openPosition();
    const message = await say('/risk');
    const rows = message.blocks.flatMap((block) => (block.kind === 'table' ? block.rows : []));
    expect(rows).toHaveLength(RISK_LIMITS.length);
    expect(textOf(message)).toContain(`1/${rig.steward.services.settings.limits.openPositionsMax}`);
  });

  it('/costs shows what models cost, the budget that is left, and the fees of trades', async () => {
    const { rig, say, openPosition } = await desk();
    const before = textOf(await say('/costs'));
    expect(before).toContain('No model was called today.');
    expect(before).toContain(`${rig.configuration.budget.dayUsdMax}.00 USD left`);
    await openPosition();
    await rig.steward.state.record([
      {
        kind: 'model-called',
        provider: 'anthropic',
        model: 'claude-sonnet-5-5',
        usage: { inputTokens: 1_000, outputTokens: 200, cacheReadTokens: 30_000, cacheWriteTokens: 0 },
        usageEstimated: false,
        costUsd: '0.5',
        stop: 'end',
        durationMs: 1,
      },
    ]);
    const after = textOf(await say('/costs'));
    expect(after).toContain('claude-sonnet-5-5 · 1 call · 0.50 USD');
    expect(after).toContain(`${rig.configuration.budget.dayUsdMax - 0.5}0 USD left`);
    expect(after).toMatch(/Trading fees today: [1-9]/);
  });

  it('/why and /session tell of the last session, of one, and of the session of a proposal', async () => {
    const { say, stageEntry, rig } = await desk();
    expect(headlineOf(await say('/why'))).toContain('No such session');
    await stageEntry();
    const first = rig.steward.state.sessions.last?.sessionId ?? '';
    await rig.runNextSession();
    const last = rig.steward.state.sessions.last?.sessionId ?? '';
    expect(headlineOf(await say('/why'))).toContain(last);
    for (const command of ['/why', '/session']) {
      expect(textOf(await say(`${command} ${first}`))).toContain('The test wants to open BTC.');
      expect(textOf(await say(`${command} ${first.toLowerCase()}`))).toContain('The test wants to open BTC.');
      expect(textOf(await say(`${command} P1`))).toContain('The test wants to open BTC.');
      expect(textOf(await say(`${command} P9`))).toContain('No such session');
      expect(textOf(await say(`${command} yesterday`))).toContain('the id of a session or of a proposal, not "yesterday"');
    }
  });

  it('/ping tells version and uptime', async () => {
    const { say, rig } = await desk();
    await rig.advance({ minutes: 5 });
    const text = textOf(await say('/ping'));
    expect(text).toContain('1.2.3');
    expect(text).toContain('5 min');
  });

  it('/start welcomes', async () => {
    const { say } = await desk();
    expect(textOf(await say('/start'))).toContain('/help');
  });
});

describe('answering', () => {
  it('/pending shows what waits, each with its buttons, until it is answered', async () => {
    const { say, stageEntry } = await desk();
    expect((await say('/pending')).buttons).toEqual([]);
    await stageEntry();
    const commands = (await say('/pending')).buttons.flat().map(({ command }) => [command.name, ...command.arguments].join(' '));
    expect(commands).toEqual(expect.arrayContaining(['approve P1', 'approve P1 half', 'reject P1']));
    await say('/reject P1');
    expect((await say('/pending')).buttons).toEqual([]);
  });

  it.each(['P1', 'p1', '#P1', '1', 'P01'])('/approve %s buys what was proposed and protects it', async (given) => {
    const { say, stageEntry, rig } = await desk();
    await stageEntry();
    expect(headlineOf(await say(`/approve ${given}`))).toContain('P1 approved');
    await rig.passing(rig.steward.idle());
    expect(rig.steward.state.portfolio.position('BTCUSDT')).not.toBeNull();
    expect(rig.steward.state.proposals.get('P1')?.state.tag).toBe('executed');
  });

  it('/approve P1 half buys half', async () => {
    const { say, stageEntry, rig } = await desk();
    await stageEntry();
    await say('/approve P1 half');
    await rig.passing(rig.steward.idle());
    const proposal = rig.steward.state.proposals.get('P1');
    const proposed = proposal?.terms.purpose === 'entry' ? proposal.terms.quantity.toNumber() : 0;
    expect(proposal?.state).toMatchObject({ tag: 'executed' });
    expect(rig.steward.state.portfolio.position('BTCUSDT')?.quantity.toNumber()).toBeCloseTo(proposed / 2, 3);
  });

  it('counts once: the second answer changes nothing', async () => {
    const { say, stageEntry, rig } = await desk();
    await stageEntry();
    const answers = await Promise.all([say('/approve P1'), say('/approve P1'), say('/reject P1')]);
    await rig.passing(rig.steward.idle());
    expect(answers.map(headlineOf).filter((text) => text.includes('P1 approved'))).toHaveLength(1);
    expect(answers.map(headlineOf).filter((text) => text.includes('already'))).toHaveLength(2);
    expect(await rig.factsOf('order-intended')).toHaveLength(2);
  });

  it('comes too late when the proposal has expired', async () => {
    const { say, stageEntry, rig } = await desk();
    await stageEntry();
    await rig.advance({ minutes: 45 });
    expect(headlineOf(await say('/approve P1'))).toContain('Too late');
    expect(await rig.factsOf('order-intended')).toEqual([]);
  });

  it('/reject keeps the reason', async () => {
    const { say, stageEntry, rig } = await desk();
    await stageEntry();
    await say('/reject P1 too large for me');
    expect(rig.steward.state.proposals.get('P1')?.state).toMatchObject({
      tag: 'rejected',
      by: OPERATOR,
      why: 'too large for me',
    });
  });

  it.each([
    ['/approve', 'the id of a proposal'],
    ['/approve BTC', 'not "BTC"'],
    ['/approve P1 quarter', '"half" or nothing, not "quarter"'],
    ['/approve P1 half now', '"now" is too much'],
    ['/reject', 'the id of a proposal'],
  ])('%s says what was expected', async (line, words) => {
    const { say, stageEntry, rig } = await desk();
    await stageEntry();
    const text = textOf(await say(line));
    expect(text).toContain(words);
    expect(text).toContain('For example: /');
    expect(rig.steward.state.proposals.get('P1')?.state.tag).toBe('staged');
  });

  it('tells of a proposal that does not exist', async () => {
    const { say } = await desk();
    expect(textOf(await say('/approve P9'))).toContain('no proposal P9');
  });
});

describe('steering', () => {
  it('/pause stops buying at once, says what still runs, and offers to resume', async () => {
    const { say, rig } = await desk();
    const message = await say('/pause');
    expect(rig.steward.state.control.control).toBe('reducing');
    expect(textOf(message)).toContain('Stops stay');
    expect(textOf(message)).toContain('/close works');
    expect(buttonOf(message).command).toEqual({ name: 'resume', arguments: [] });
  });

  it.each(['/stop', '/pause 2h please', '/pause now'])('%s is a pause too', async (line) => {
    const { say, rig } = await desk();
    await say(line);
    expect(rig.steward.state.control.control).toBe('reducing');
  });

  it('/pause twice changes nothing and says so', async () => {
    const { say, rig } = await desk();
    await say('/pause');
    expect(textOf(await say('/pause'))).toContain('as it was');
    expect(await rig.factsOf('control-changed')).toHaveLength(1);
  });

  it('/pause does not loosen a halt', async () => {
    const { say, rig } = await desk();
    await say('/panic');
    expect(headlineOf(await say('/pause'))).toContain('halted');
    expect(rig.steward.state.control.control).toBe('halted');
  });

  it('/panic halts, turns waiting entries down, keeps the stops, and leaves /close working', async () => {
    const { say, openPosition, stageEntry, rig } = await desk();
    await openPosition();
    await stageEntry('ETHUSDT');
    expect(textOf(await say('/panic'))).toContain('/close works');
    const { state } = rig.steward;
    expect(state.control.control).toBe('halted');
    expect(state.proposals.get('P2')?.state).toMatchObject({ tag: 'rejected', why: 'panic' });
    expect(state.orders.protectionOf('BTCUSDT').liveStops).toHaveLength(1);
    await rig.passing(say('/close BTC'));
    expect(state.portfolio.position('BTCUSDT')).toBeNull();
  });

  it('/panic leaves a waiting exit to be answered', async () => {
    const { say, openPosition, rig } = await desk();
    await openPosition();
    rig.llm.wish({ action: 'move-stop', symbol: 'BTCUSDT', stopFraction: 0.08 });
    await rig.runNextSession();
    const waiting = rig.steward.state.proposals.staged();
    await say('/panic');
    expect(rig.steward.state.proposals.staged()).toEqual(waiting);
  });

  it.each(['BTC', 'btcusdt', 'BTC/USDT'])('/close %s sells the position without asking', async (given) => {
    const { say, openPosition, rig } = await desk();
    await openPosition();
    expect(headlineOf(await rig.passing(say(`/close ${given}`)))).toContain('BTC sold');
    expect(rig.steward.state.portfolio.position('BTCUSDT')).toBeNull();
    expect(rig.steward.state.orders.protectionOf('BTCUSDT').liveStops).toEqual([]);
  });

  it('/close BTC half sells half and protects the rest', async () => {
    const { say, openPosition, rig } = await desk();
    await openPosition();
    const before = rig.steward.state.portfolio.position('BTCUSDT')?.quantity.toNumber() ?? 0;
    await rig.passing(say('/close BTC half'));
    const after = rig.steward.state.portfolio.position('BTCUSDT')?.quantity.toNumber() ?? 0;
    expect(after / before).toBeCloseTo(0.5, 1);
    expect(textOf(await say('/status'))).toMatch(/1\/1/);
  });

  it.each([
    ['/close', 'a symbol'],
    ['/close !!', 'not "!!"'],
    ['/close BTC 30%', '"half" or nothing, not "30%"'],
    ['/close BTC half please', '"please" is too much'],
  ])('%s says what was expected and sells nothing', async (line, words) => {
    const { say, openPosition, rig } = await desk();
    await openPosition();
    expect(textOf(await say(line))).toContain(words);
    expect(rig.steward.state.portfolio.position('BTCUSDT')).not.toBeNull();
  });

  it('/close of what is not held says so', async () => {
    const { say } = await desk();
    expect(textOf(await say('/close ETH'))).toContain('no position in ETHUSDT');
  });

  it('/run starts one session and says when one is running already', async () => {
    const { say, rig } = await desk();
    const held = rig.llm.hold();
    expect(headlineOf(await say('/run'))).toContain('has started');
    expect(headlineOf(await say('/run'))).toContain('running already');
    held.release();
    await rig.passing(rig.steward.idle());
    expect(await rig.factsOf('session-closed')).toHaveLength(1);
    expect((await rig.factsOf('command-received'))[0]).toMatchObject({ command: 'run', by: OPERATOR });
  });

  it('/mode lists the five modes', async () => {
    const { say } = await desk();
    const message = await say('/mode');
    expect(textOf(message)).toMatch(
      /● single: [\s\S]*○ duplicate_pairs: [\s\S]*○ specialized: [\s\S]*○ ensemble: [\s\S]*○ sequential: /,
    );
    expect(message.buttons.flat().map(({ label }) => label)).toEqual([
      'duplicate_pairs',
      'specialized',
      'ensemble',
      'sequential',
    ]);
  });

  it('/mode refuses a mode without the key of one of its agents, and changes nothing', async () => {
    const { say, rig } = await desk({ settings: { 'llm.sequential.agents.critic.provider': 'openai' } });
    expect(textOf(await say('/mode sequential'))).toContain(
      'llm.sequential.agents.critic.provider = openai: its key is not there',
    );
    const list = await say('/mode');
    expect(textOf(list)).toContain('Not available: llm.sequential.agents.critic.provider = openai');
    expect(list.buttons.flat().map(({ label }) => label)).not.toContain('sequential');
    expect(await rig.factsOf('mode-changed')).toEqual([]);
    expect(textOf(await say('/mode genius'))).toContain('not "genius"');
    expect(rig.steward.state.control.mode).toBe('single');
  });

  it('/mode switches after a confirmation', async () => {
    const { say, press, rig } = await desk();
    const question = await say('/mode Ensemble');
    expect(rig.steward.state.control.mode).toBe('single');
    await press(buttonOf(question));
    expect(rig.steward.state.control.mode).toBe('ensemble');
  });

  it('/autonomy shows the level and the others', async () => {
    const { say } = await desk();
    const message = await say('/autonomy');
    expect(textOf(message)).toMatch(/○ advisor: [\s\S]*● confirm: [\s\S]*○ auto: /);
    expect(message.buttons.flat().map(({ command }) => command.arguments[0])).toEqual(['advisor', 'auto']);
  });

  it('/autonomy goes down freely and up after a confirmation', async () => {
    const { say, press, rig } = await desk();
    await say('/autonomy advisor');
    expect(rig.steward.state.control.autonomy).toBe('advisor');
    const question = await say('/autonomy auto');
    expect(rig.steward.state.control.autonomy).toBe('advisor');
    await press(buttonOf(question));
    expect(rig.steward.state.control.autonomy).toBe('auto');
    expect(textOf(await say('/autonomy high'))).toContain('advisor, confirm or auto, not "high"');
  });

  it('/resume asks first, whatever stopped trading, and not when trading is active', async () => {
    const { say, press, rig } = await desk();
    expect((await say('/resume')).buttons).toEqual([]);
    for (const stop of ['/pause', '/panic']) {
      await say(stop);
      const question = await say('/resume');
      expect(rig.steward.state.control.control).not.toBe('active');
      expect(headlineOf(await press(buttonOf(question)))).toContain('active');
      expect(rig.steward.state.control.control).toBe('active');
    }
  });
});
