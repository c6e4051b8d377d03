import { describe, expect, it } from 'vitest';
import { RISK_LIMITS } from '../../src/risk/limits.ts';
import { approvalName, valuesToApprove } from '../../src/session/kept-limits.ts';
import { type EditedFiles, editedFiles } from '../support/edited-files.ts';
import { OPERATOR } from '../support/recording-chat.ts';
import { type StewardForTest, type StewardForTestOptions, stewardForTest } from '../support/steward-for-test.ts';

const START = 'mode: single\nautonomy: confirm\nlimits:\n  openPositionsMax: 5\nsession:\n  deadlineSeconds: 180\n';

describe('a mode that is changed while a session deliberates', () => {
  it('counts from the next session on: the one under way ends by the mode it began with', async () => {
    const rig = await stewardForTest({ warmUpDays: 2, settings: { mode: 'ensemble', autonomy: 'confirm' } });
    const held = rig.llm.hold();
    rig.llm.wish({ action: 'open', symbol: 'BTCUSDT' });
    expect(rig.steward.runSessionNow()).toBe('started');
    while ((await rig.factsOf('snapshot-taken')).length === 0) await new Promise((resolve) => setImmediate(resolve));
    await rig.steward.changeMode({ to: 'duplicate_pairs', by: OPERATOR });
    held.release();
    await rig.passing(rig.steward.idle());
    const first = await rig.factsOf('votes-aggregated');
    expect(first.length).toBeGreaterThan(0);
    expect(new Set(first.map(({ mode }) => mode))).toEqual(new Set(['ensemble']));
    expect(await rig.factsOf('agent-finished')).toHaveLength(3);

    await rig.runNextSession();
    expect((await rig.factsOf('session-started')).map(({ mode }) => mode)).toEqual(['ensemble', 'duplicate_pairs']);
    const later = (await rig.factsOf('votes-aggregated')).slice(first.length);
    expect(new Set(later.map(({ mode }) => mode))).toEqual(new Set(['duplicate_pairs']));
    expect(rig.bugs).toEqual([]);
  });
});

describe('files that are edited while the bot runs', () => {
  it('count from the next session on, each key as a fact of that session', async () => {
    const { rig, edit } = await opened();
    await edit(START.replace('180', '120').replace('confirm', 'advisor'));
    expect(rig.steward.services.settings.deliberationMaxMs).toBe(180_000);
    expect((await rig.factsOf('configuration-edited')).at(-1)?.changes).toEqual([
      { key: 'autonomy', from: 'confirm', to: 'advisor', counts: 'next-session' },
      { key: 'session.deadlineSeconds', from: '180', to: '120', counts: 'next-session' },
    ]);
    expect(rig.steward.state.control.autonomy).toBe('confirm');
    await rig.runNextSession();
    expect(rig.steward.services.settings.deliberationMaxMs).toBe(120_000);
    expect(rig.steward.state.control.autonomy).toBe('advisor');
    const changed = (await rig.entries()).find(({ fact }) => fact.kind === 'configuration-changed');
    expect(changed).toMatchObject({
      sessionId: '20240301T13',
      fact: { key: 'session.deadlineSeconds', from: '180', to: '120', by: { kind: 'system' } },
    });
  });

  it('are journaled as one small fact, however many keys were edited', async () => {
    const { rig, edit } = await opened();
    const strictest = RISK_LIMITS.map(
      ({ key, stricter, floor, ceiling }) => `  ${key}: ${stricter === 'lower' ? floor : ceiling}`,
    );
    await edit(
      `limits:\n${strictest.join('\n')}\nsymbols: [${Array.from({ length: 10 }, (_, index) => `LONGNAME${index}USDT`)}]\n`,
    );
    const [fact] = await rig.factsOf('configuration-edited');
    expect(JSON.stringify(fact).length).toBeLessThan(2_000);
    expect(fact?.more).toBeGreaterThan(0);
    await rig.runNextSession();
    const tightened = (await rig.factsOf('limits-approved')).at(-1);
    expect(Object.keys(tightened?.values ?? {}).length).toBeGreaterThan(15);
  });

  it('do not touch the session that is under way', async () => {
    const { rig, edit } = await opened();
    const held = rig.llm.hold();
    rig.steward.runSessionNow();
    while ((await rig.factsOf('snapshot-taken')).length === 0) await new Promise((resolve) => setImmediate(resolve));
    await edit(START.replace('180', '120').replace('single', 'ensemble'));
    expect(rig.steward.services.settings.deliberationMaxMs).toBe(180_000);
    expect(rig.steward.state.control.mode).toBe('single');
    held.release();
    await rig.passing(rig.steward.idle());
    await rig.runNextSession();
    expect((await rig.factsOf('session-started')).map(({ mode }) => mode)).toEqual(['single', 'ensemble']);
  });

  it('change nothing when they are wrong: told once with every problem, and once that they are mended', async () => {
    const { rig, files, edit } = await opened();
    await edit('mood: good\nsession:\n  deadlineSeconds: 5\n');
    await rig.steward.configuration.look();
    await rig.runNextSession();
    const [alert, ...more] = await rig.factsOf('alert-raised');
    expect(more).toEqual([]);
    expect(alert).toMatchObject({ key: 'configuration-wrong', facts: { count: '2' } });
    expect(Object.values(alert?.facts ?? {}).join('\n')).toContain('mood = "good": there is no such key (steward.yaml); ');
    expect(Object.values(alert?.facts ?? {}).join('\n')).toContain('session.deadlineSeconds = 5: is below 10');
    expect(rig.steward.services.settings.deliberationMaxMs).toBe(180_000);
    files.write('llm/singel.yaml', 'agents: {}\n');
    await edit(START);
    expect((await rig.factsOf('alert-raised')).at(-1)?.facts['problem1']).toContain('llm/singel.yaml');
    expect(await rig.factsOf('alert-resolved')).toEqual([]);
    files.write('llm/singel.yaml', null);
    await edit(START);
    expect(await rig.factsOf('alert-resolved')).toEqual([{ kind: 'alert-resolved', key: 'configuration-wrong' }]);
    expect(await rig.factsOf('configuration-edited')).toEqual([]);
  });

  it('are not judged while they are being written', async () => {
    const { rig, files } = await opened();
    const { configuration } = rig.steward;
    files.write('steward.yaml', 'mode: single\nautonomy: conf');
    await configuration.look();
    files.write('steward.yaml', null);
    await configuration.look();
    files.write('steward.yaml', START);
    await configuration.look();
    await configuration.look();
    expect(await rig.factsOf('alert-raised')).toEqual([]);
    expect(await rig.factsOf('configuration-edited')).toEqual([]);
  });

  it('are refused when nobody could fill the seats of the mode', async () => {
    const { rig, files, edit } = await opened();
    files.write('llm/single.yaml', 'agents:\n  trader:\n    provider: openai\n');
    await edit(START);
    expect((await rig.factsOf('alert-raised'))[0]?.facts['problem1']).toContain('llm.single.agents.trader.provider = openai: ');
    await rig.runNextSession();
    expect((await rig.factsOf('agent-finished')).map(({ provider }) => provider)).toEqual(['proposing']);
  });

  it('name what counts at a start only, and let it count then', async () => {
    const { rig, edit, restart } = await opened();
    await edit(`${START}symbols: [BTCUSDT]\n`);
    expect((await rig.factsOf('configuration-edited'))[0]?.changes).toMatchObject([{ key: 'symbols', counts: 'start' }]);
    await rig.runNextSession();
    expect(rig.steward.services.settings.symbols).toHaveLength(5);
    expect(rig.steward.configuration.find('symbols')?.next).toBe('["BTCUSDT"]');
    const next = await restart();
    expect(next.steward.services.settings.symbols).toEqual(['BTCUSDT']);
  });
});

describe('limits of the guard', () => {
  it('become stricter by an edit, and not looser again by another', async () => {
    const { rig, edit } = await opened();
    await edit(START.replace('Max: 5', 'Max: 3'));
    await rig.runNextSession();
    expect(rig.steward.services.settings.limits.openPositionsMax).toBe(3);
    await edit(START);
    await rig.runNextSession();
    expect(rig.steward.services.settings.limits.openPositionsMax).toBe(3);
    expect(rig.steward.configuration.kept).toEqual([{ key: 'openPositionsMax', kept: 3, asked: 5 }]);
  });

  it('become looser by an approval of exactly these values, from the next session on', async () => {
    const { rig, files, edit } = await opened();
    await edit(START.replace('Max: 5', 'Max: 8'));
    expect(await rig.factsOf('alert-raised')).toMatchObject([{ key: 'limits-kept', facts: { openPositionsMax: '5 → 8' } }]);
    expect(rig.steward.configuration.find('limits.openPositionsMax')).toMatchObject({
      value: '5',
      origin: 'kept: stricter than steward.yaml (8) until approved on the host',
    });
    await approve(files, rig, { openPositionsMax: 9 });
    await rig.steward.configuration.look();
    await rig.runNextSession();
    expect(rig.steward.services.settings.limits.openPositionsMax).toBe(5);

    await approve(files, rig);
    await rig.steward.configuration.look();
    expect(rig.steward.services.settings.limits.openPositionsMax).toBe(5);
    expect((await rig.factsOf('limits-approved')).at(-1)).toEqual({
      kind: 'limits-approved',
      values: { openPositionsMax: 8 },
      by: { kind: 'person', id: 'host', name: 'olga' },
    });
    await rig.runNextSession();
    expect(rig.steward.services.settings.limits.openPositionsMax).toBe(8);
    expect(await rig.factsOf('alert-resolved')).toEqual([{ kind: 'alert-resolved', key: 'limits-kept' }]);
  });

  it('do not become looser by a start with edited files, and do by one after an approval', async () => {
    const { rig, files, restart } = await opened();
    files.write('steward.yaml', START.replace('Max: 5', 'Max: 8'));
    const second = await restart();
    expect(second.steward.services.settings.limits.openPositionsMax).toBe(5);
    expect((await rig.factsOf('alert-raised')).map(({ key }) => key)).toEqual(['limits-kept']);
    const third = await restart();
    expect(third.steward.services.settings.limits.openPositionsMax).toBe(5);
    expect(await rig.factsOf('alert-raised')).toHaveLength(1);
    await approve(files, third);
    const fourth = await restart();
    expect(fourth.steward.services.settings.limits.openPositionsMax).toBe(8);
    expect((await restart()).steward.services.settings.limits.openPositionsMax).toBe(8);
  });

  it('count at once when a start finds them stricter in the files, and are told as changed', async () => {
    const { files, restart } = await opened();
    files.write('steward.yaml', START.replace('Max: 5', 'Max: 3'));
    const next = await restart();
    expect(next.steward.services.settings.limits.openPositionsMax).toBe(3);
    expect(await next.factsOf('configuration-changed')).toMatchObject([{ key: 'limits.openPositionsMax', from: '5', to: '3' }]);
  });

  it('are not passed by a value that a journal says a chat has set', async () => {
    const { rig, restart } = await opened();
    const set = { kind: 'override-set', key: 'limits.openPositionsMax', value: '9', fileValue: '5', by: OPERATOR } as const;
    await rig.steward.state.record([set]);
    expect((await restart()).steward.services.settings.limits.openPositionsMax).toBe(5);
  });

  it.each([
    ['values', { values: { openPositionsMax: 9 } }],
    ['limits', { values: { openPositionsMax: 8, cooldownHours: 1 } }],
    ['limits of before', { revision: 1 }],
  ])('do not become looser by an approval that was changed to be for other %s', async (_what, changed) => {
    const { rig, files, edit } = await opened();
    await edit(START.replace('Max: 5', 'Max: 8'));
    const wanted = { revision: rig.steward.state.limits.revision, values: { openPositionsMax: 8 } };
    await files.approvals.save(approvalName(wanted), { ...wanted, by: 'olga', at: 0, ...changed });
    await rig.steward.configuration.look();
    expect(rig.steward.configuration.kept).toHaveLength(1);
  });

  it('need another approval each time: one that was used does not count again', async () => {
    const { rig, files, edit } = await opened();
    await edit(START.replace('Max: 5', 'Max: 8'));
    await approve(files, rig);
    await rig.steward.configuration.look();
    await rig.runNextSession();
    await edit(START);
    await rig.runNextSession();
    await edit(START.replace('Max: 5', 'Max: 8'));
    await rig.runNextSession();
    expect(rig.steward.services.settings.limits.openPositionsMax).toBe(5);
  });

  it('that a chat made stricter go back by the chat to what the host let be, and not further by the file', async () => {
    const { rig, edit } = await opened();
    const { configuration } = rig.steward;
    const key = 'limits.openPositionsMax';
    expect(configuration.judgeOverride({ key, text: '6' })).toMatchObject({ tag: 'refused' });
    expect(await configuration.setOverride({ key, text: '2', by: OPERATOR })).toBeNull();
    await rig.runNextSession();
    expect(rig.steward.services.settings.limits.openPositionsMax).toBe(2);
    expect(await configuration.undo(OPERATOR)).toMatchObject({ key, from: '2', to: '5' });
    await rig.runNextSession();
    expect(rig.steward.services.settings.limits.openPositionsMax).toBe(5);
    await configuration.setOverride({ key, text: '2', by: OPERATOR });
    await rig.runNextSession();
    await edit(START.replace('Max: 5', 'Max: 4'));
    await rig.runNextSession();
    expect(rig.steward.services.settings.limits.openPositionsMax).toBe(2);
    expect(configuration.kept).toEqual([{ key: 'openPositionsMax', kept: 2, asked: 4 }]);
  });
});

describe('keys that are set by chat', () => {
  const KEY = 'session.deadlineSeconds';

  it('count from the next session on and survive a restart', async () => {
    const { rig, restart } = await opened();
    await rig.steward.configuration.setOverride({ key: KEY, text: '60', by: OPERATOR });
    expect(rig.steward.services.settings.deliberationMaxMs).toBe(180_000);
    expect(rig.steward.configuration.find(KEY)).toMatchObject({ value: '180', next: '60' });
    await rig.runNextSession();
    expect(rig.steward.services.settings.deliberationMaxMs).toBe(60_000);
    const changed = await rig.factsOf('configuration-changed');
    expect(changed).toEqual([{ kind: 'configuration-changed', key: KEY, from: '180', to: '60', by: OPERATOR }]);
    const next = await restart();
    expect(next.steward.services.settings.deliberationMaxMs).toBe(60_000);
    expect(next.steward.configuration.shown().map(({ key, value, origin }) => ({ key, value, origin }))).toEqual([
      { key: 'autonomy', value: 'confirm', origin: 'steward.yaml' },
      { key: KEY, value: '60', origin: 'chat, by Olga, 2024-03-01 12:00 UTC' },
    ]);
  });

  it.each(['running', 'stopped'])(
    'end when the key is edited in its file while the bot is %s, and not by other edits',
    async (when) => {
      const { rig, files, edit, restart } = await opened();
      await rig.steward.configuration.setOverride({ key: KEY, text: '60', by: OPERATOR });
      await edit(START.replace('confirm', 'advisor'));
      await rig.runNextSession();
      expect(rig.steward.services.settings.deliberationMaxMs).toBe(60_000);
      if (when === 'running') await edit(START.replace('180', '90'));
      else files.write('steward.yaml', START.replace('180', '90'));
      const next = when === 'running' ? rig : await restart();
      expect(await next.factsOf('override-ended')).toEqual([
        { kind: 'override-ended', key: KEY, value: '60', why: 'file-edited', by: { kind: 'system' } },
      ]);
      await next.runNextSession();
      expect(next.steward.services.settings.deliberationMaxMs).toBe(90_000);
      expect(await next.steward.configuration.undo(OPERATOR)).toBeNull();
    },
  );

  it('are taken back one step at a time, keys that were set together together', async () => {
    const { rig } = await opened();
    const { configuration } = rig.steward;
    await configuration.setOverride({ key: KEY, text: '60', by: OPERATOR });
    await rig.advance({ seconds: 1 });
    const changes = [
      { key: KEY, text: '70' },
      { key: 'budget.dayUsdMax', text: '5' },
    ];
    await configuration.setOverrides({ changes, by: OPERATOR });
    expect(await configuration.undo(OPERATOR)).toEqual({
      key: 'budget.dayUsdMax',
      from: '5',
      to: '3',
      others: [{ key: KEY, from: '70', to: '60' }],
    });
    expect(await configuration.undo(OPERATOR)).toMatchObject({ key: KEY, from: '60', to: '180' });
    expect(await configuration.undo(OPERATOR)).toBeNull();
    expect(configuration.find(KEY)?.history.map(({ from, to }) => `${from} → ${to}`)).toEqual([
      '180 → 60',
      '60 → 70',
      '70 → 60',
      '60 → 180',
    ]);
  });

  it('are refused with the reason when they are not possible', async () => {
    const { configuration } = (await opened()).rig.steward;
    expect(configuration.judgeOverride({ key: 'sesion.deadline', text: '1' })).toMatchObject({ tag: 'refused' });
    expect(configuration.judgeOverride({ key: KEY, text: '5' })).toMatchObject({
      problem: { reason: 'is below 10, the smallest that is allowed (chat)' },
    });
    expect(configuration.judgeOverride({ key: 'symbols', text: '[BTCUSDT]' })).toMatchObject({
      problem: { why: 'it counts at a start only: edit it in the file and restart' },
    });
    expect(configuration.judgeOverride({ key: 'mode', text: 'ensemble' })).toMatchObject({
      problem: { why: 'it has a command of its own: /mode' },
    });
    expect(configuration.judgeOverride({ key: 'llm.ensemble.agents.first.provider', text: 'openai' })).toMatchObject({
      problem: { key: 'llm.ensemble.agents.first.provider', value: 'openai' },
    });
    expect(configuration.nearestKeys('deadline')).toEqual([KEY]);
  });

  it('end by themselves at a start at which they are not possible any more', async () => {
    const { rig, restart } = await opened();
    await rig.steward.state.record([
      { kind: 'override-set', key: KEY, value: '5', fileValue: '180', by: OPERATOR },
      { kind: 'override-set', key: 'llm.single.agents.trader.provider', value: 'openai', fileValue: 'auto', by: OPERATOR },
    ]);
    const next = await restart();
    expect((await next.factsOf('override-ended')).map(({ key, why }) => `${key} ${why}`)).toEqual([
      `${KEY} not-possible`,
      'llm.single.agents.trader.provider not-possible',
    ]);
    await next.runNextSession();
    expect(next.steward.services.settings.deliberationMaxMs).toBe(180_000);
  });
});

describe('a mode that was chosen by chat', () => {
  it('holds over restarts, and ends when the mode is edited in the file', async () => {
    const { rig, files, restart } = await opened();
    await rig.steward.changeMode({ to: 'ensemble', by: OPERATOR });
    await rig.runNextSession();
    const second = await restart();
    expect(second.steward.state.control.mode).toBe('ensemble');
    files.write('steward.yaml', START.replace('single', 'sequential'));
    const third = await restart();
    expect(third.steward.state.control.mode).toBe('sequential');
    await third.steward.changeMode({ to: 'single', by: OPERATOR });
    await third.runNextSession();
    expect(third.steward.state.control.mode).toBe('single');
  });
});

interface Opened {
  readonly rig: StewardForTest;
  readonly files: EditedFiles;
  /** Saves the main file, and lets the bot look until it is sure. */
  edit(text: string): Promise<void>;
  /** The next process on the same journal and files. */
  restart(): Promise<StewardForTest>;
}

async function opened(options: StewardForTestOptions = {}): Promise<Opened> {
  const files = editedFiles({ 'steward.yaml': START });
  const rig = await stewardForTest({ warmUpDays: 2, files, ...options });
  let running = rig;
  return {
    rig,
    files,
    async edit(text) {
      files.write('steward.yaml', text);
      await running.steward.configuration.look();
      await running.steward.configuration.look();
    },
    async restart() {
      await running.stop();
      const { journal, clock } = running;
      const epoch = running.steward.services.settings.epoch + 1;
      running = await stewardForTest({ warmUpDays: 2, files, ...options, journal, epoch, startAt: clock.now() });
      return running;
    },
  };
}

/** What `approve-config` leaves behind. */
async function approve(
  { approvals }: EditedFiles,
  { steward, clock }: StewardForTest,
  values = valuesToApprove(steward.configuration.kept),
): Promise<void> {
  const wanted = { revision: steward.state.limits.revision, values };
  await approvals.save(approvalName(wanted), { ...wanted, by: 'olga', at: clock.now() });
}
