import { afterEach, describe, expect, it } from 'vitest';
import { textOf } from '../support/recording-chat.ts';
import { fails } from '../support/scripted-llm.ts';
import { buttonOf, type Desk, deskRig } from './desk-rig.ts';
import { catalogueOf, type NamedVendor, namedVendor } from './settings-rig.ts';

const CLAUDE = 'claude-sonnet-5-5';
const TERRA = 'gpt-6.1-terra';
/** OpenAI has it, and its price is not known. */
const NEW = 'gpt-7';

let open: (Desk & { readonly anthropic: NamedVendor; readonly openai: NamedVendor }) | null = null;

async function desk(options: Parameters<typeof deskRig>[0] = {}) {
  const anthropic = namedVendor('anthropic', [CLAUDE, 'claude-opus-5-5']);
  const openai = namedVendor('openai', [TERRA, NEW]);
  const models = catalogueOf({ anthropic: [CLAUDE, 'claude-opus-5-5'], openai: [TERRA], google: ['gemini-3.8-flash'] });
  open = { ...(await deskRig({ vendors: [anthropic, openai], models, ...options })), anthropic, openai };
  return open;
}

afterEach(async () => {
  await open?.rig.stop();
  expect(open?.rig.bugs ?? []).toEqual([]);
  open = null;
});

function overridesOf({ rig }: Desk): readonly string[] {
  return rig.steward.state.overrides.all().map(({ key, value }) => `${key} = ${value}`);
}

describe('/model', () => {
  it('shows who answers in the mode in force, and who else can', async () => {
    const { say } = await desk({ settings: { mode: 'ensemble' } });
    const text = textOf(await say('/model'));
    expect(text).toMatch(/Models of ensemble · about 0\.\d+ USD a session/);
    expect(text).toMatch(new RegExp(`first: ${CLAUDE} · its own effort · about 0\\.\\d+ USD`));
    expect(text).toContain(`second: ${TERRA}`);
    expect(text).toContain(`To choose from: ${CLAUDE}, claude-opus-5-5, ${TERRA}, rules.`);
  });

  it('tries the model at the agent, asks with the price before and after, and sets vendor and model together', async () => {
    const world = await desk();
    const { say, press, rig, openai } = world;
    const question = await say(`/model ${TERRA}`);
    expect(openai.requests).toMatchObject([{ model: TERRA, tools: [] }]);
    expect(textOf(question)).toContain(`Set the model of trader to ${TERRA}?`);
    expect(textOf(question)).toMatch(new RegExp(`A test call of ${TERRA} was answered in 0\\.0 s and cost 0\\.0`));
    expect(textOf(question)).toMatch(/A usual session costs about 0\.\d+ USD now and about 0\.\d+ USD then\./);
    expect(overridesOf(world)).toEqual([]);
    const booked = (await rig.entries()).filter(({ fact }) => fact.kind === 'model-called');
    expect(booked).toMatchObject([{ sessionId: null, fact: { provider: 'openai', model: TERRA } }]);

    const answer = await press(buttonOf(question, 'Yes'));
    expect(textOf(answer)).toContain(`The model of trader is ${TERRA}`);
    expect(overridesOf(world)).toEqual([
      'llm.single.agents.trader.provider = openai',
      `llm.single.agents.trader.model = ${TERRA}`,
    ]);
    expect(textOf(await say('/model'))).toContain(`trader: ${TERRA}`);

    await rig.runNextSession();
    expect(await rig.factsOf('agent-finished')).toMatchObject([{ provider: 'openai', model: TERRA }]);
    const undo = await say('/config undo');
    await press(buttonOf(undo, 'Yes'));
    expect(overridesOf(world)).toEqual([]);
    await rig.runNextSession();
    expect((await rig.factsOf('agent-finished')).at(-1)).toMatchObject({ provider: 'anthropic', model: CLAUDE });
  });

  it('is refused with the reason when the test call fails, and changes nothing', async () => {
    const world = await desk();
    const { say, openai } = world;
    const unknown = textOf(await say('/model openai/gpt-6.1-tera'));
    expect(unknown).toContain('The test call failed: OpenAI does not know the model. Did you mean gpt-6.1-terra?');
    openai.reply = fails('unauthorised', 'bad key');
    expect(textOf(await say(`/model ${TERRA}`))).toContain('OpenAI does not accept the key.');
    expect(textOf(await say(`/model ${TERRA}`))).toContain('is left alone for a while');
    expect(overridesOf(world)).toEqual([]);
  });

  it('is refused when the budget of the day does not carry the test call', async () => {
    const { say, openai } = await desk({ settings: { 'budget.dayUsdMax': '0' } });
    expect(textOf(await say(`/model ${TERRA}`))).toContain(`${TERRA} could cost more than the budget still holds`);
    expect(openai.requests).toEqual([]);
  });

  it('takes a model whose price is not known, and says so', async () => {
    const { say } = await desk();
    const text = textOf(await say(`/model openai/${NEW}`));
    expect(text).toContain(`The price of ${NEW} is not known: only the limits of tokens and calls hold for it.`);
    expect(text).toMatch(/costs about 0\.\d+ USD now and an unknown sum then/);
  });

  it('takes the plain strategy without a test call', async () => {
    const { say, press, openai, anthropic, rig } = await desk();
    const question = await say('/model rules');
    expect(textOf(question)).toContain('Set the model of trader to rules, no model?');
    expect(textOf(question)).toContain('about 0.00 USD then');
    await press(buttonOf(question, 'Yes'));
    await rig.runNextSession();
    expect(await rig.factsOf('agent-finished')).toMatchObject([{ provider: 'rules' }]);
    expect([...openai.requests, ...anthropic.requests]).toEqual([]);
  });

  it.each([
    ['/model gemini-3.8-flash', 'GEMINI_API_KEY'],
    ['/model google', 'GEMINI_API_KEY'],
    ['/model trader', 'Expected the name of a model'],
    ['/model tradr gpt-6.1-terra', 'The mode single has no agent "tradr". Its agents: trader.\nDid you mean trader?'],
    ['/model trader gpt-6.1-terra please', '"please" is too much'],
    ['/model openai/not*a*name', 'is no name of a model'],
  ])('answers %s with what is wrong', async (line, answer) => {
    const world = await desk();
    expect(textOf(await world.say(line))).toContain(answer);
    expect(overridesOf(world)).toEqual([]);
  });

  it('says when nothing differs', async () => {
    const { say } = await desk({
      settings: { 'llm.single.agents.trader.provider': 'anthropic', 'llm.single.agents.trader.model': CLAUDE },
    });
    expect(textOf(await say(`/model trader ${CLAUDE}`))).toContain('That is as it was.');
  });

  it('wants an agent to be named where there are several, whatever the case of its name', async () => {
    const { say } = await desk({ settings: { mode: 'specialized' } });
    expect(textOf(await say(`/model ${TERRA}`))).toContain('The mode specialized has several agents; name one: technical,');
    expect(textOf(await say(`/model riskofficer anthropic/${CLAUDE}`))).toContain(`Set the model of riskOfficer to ${CLAUDE}?`);
  });

  it('wants a vendor for a name that nobody knows where no vendor answers now', async () => {
    const { say } = await desk({ settings: { 'llm.single.agents.trader.provider': 'rules' } });
    expect(textOf(await say('/model grok-9'))).toContain('one of anthropic/grok-9, openai/grok-9');
  });
});

describe('/llm', () => {
  it('shows effort, tokens and budget', async () => {
    const { say } = await desk();
    const text = textOf(await say('/llm'));
    expect(text).toContain(`trader: ${CLAUDE} · its own effort · up to 16k tokens an answer`);
    expect(text).toMatch(/Today\s+0\.00\s+3\.00/);
  });

  it('changes the effort after a test call at it', async () => {
    const world = await desk();
    const { say, press, anthropic, rig } = world;
    const question = await say('/llm effort high');
    expect(anthropic.requests).toMatchObject([{ model: CLAUDE, effort: 'high' }]);
    expect(textOf(question)).toContain('Set the effort of trader to high?');
    await press(buttonOf(question, 'Yes'));
    expect(overridesOf(world)).toEqual(['llm.single.agents.trader.effort = high']);
    await rig.runNextSession();
    expect(anthropic.requests.at(-1)).toMatchObject({ effort: 'high' });
  });

  it('refuses an effort that the vendor refuses', async () => {
    const world = await desk();
    world.anthropic.reply = fails('bad-request', 'effort is not supported');
    const text = textOf(await world.say('/llm effort trader max'));
    expect(text).toContain('Anthropic refused the request.');
    expect(text).toContain('effort is not supported');
    expect(overridesOf(world)).toEqual([]);
  });

  it('asks before a budget is raised, and lowers it at once', async () => {
    const world = await desk();
    const { say, press, rig } = world;
    const question = await say('/llm budget day 5');
    expect(textOf(question)).toContain('Set the budget of a day to 5 USD?');
    expect(textOf(question)).toContain('It is 3 USD now and becomes 5 USD.');
    expect(textOf(question)).toContain('more room');
    await press(buttonOf(question, 'Yes'));
    expect(textOf(await say('/llm budget session $0.25'))).toContain('The budget of a session is 0.25 USD');
    expect(overridesOf(world)).toEqual(['budget.dayUsdMax = 5', 'budget.sessionUsdMax = 0.25']);
    expect(textOf(await say('/llm'))).toContain('counts from the next session on');
    await rig.runNextSession();
    expect(rig.steward.services.settings.budget).toMatchObject({ dayUsdMax: 5, sessionUsdMax: 0.25 });
    expect(textOf(await say('/llm'))).not.toContain('counts from the next session on');
  });

  it.each([
    ['/llm tokens 5', 'Expected "effort" or "budget", not "tokens"'],
    ['/llm effort', 'Expected one of default, none, low'],
    ['/llm effort trader', 'Expected one of default, none, low'],
    ['/llm effort huge', 'not "huge"'],
    ['/llm effort trader high now', '"now" is too much'],
    ['/llm budget', 'Expected "call", "session" or "day"'],
    ['/llm budget month 5', 'not "month"'],
    ['/llm budget day', 'Expected an amount in USD'],
    ['/llm budget day -5', 'not "-5"'],
    ['/llm budget day 5000', 'budget.dayUsdMax = 5000 is above 1000, the largest that is allowed'],
  ])('answers %s with what is wrong', async (line, answer) => {
    const world = await desk();
    expect(textOf(await world.say(line))).toContain(answer);
    expect(overridesOf(world)).toEqual([]);
  });

  it('says that a plain strategy has no effort', async () => {
    const { say } = await desk({ settings: { 'llm.single.agents.trader.provider': 'rules' } });
    expect(textOf(await say('/llm effort high'))).toContain('No model answers for trader');
  });
});

describe('/config', () => {
  it('shows what differs from its default with where it comes from, and one key in full', async () => {
    const { say, press } = await desk();
    expect(textOf(await say('/config'))).not.toContain('budget.dayUsdMax');
    await press(buttonOf(await say('/llm budget day 5'), 'Yes'));
    const list = textOf(await say('/config'));
    expect(list).toMatch(/budget\.dayUsdMax = 3, 5 from the next session on \(default 3\) · chat, by /);
    const one = textOf(await say('/config budget.dayUsdMax'));
    expect(one).toContain('an amount in USD from 0 to 1000');
    expect(one).toContain('3 → 5');
  });

  it('changes a key after a question, and a limit at once when it becomes stricter', async () => {
    const world = await desk();
    const { say, press } = world;
    await press(buttonOf(await say('/config proposals.expiryMinutes 60'), 'Yes'));
    expect(textOf(await say('/config limits.openPositionsMax 2'))).toContain('limits.openPositionsMax is 2');
    expect(overridesOf(world)).toEqual(['proposals.expiryMinutes = 60', 'limits.openPositionsMax = 2']);
  });

  it('tries the model that a key names', async () => {
    const world = await desk();
    expect(textOf(await world.say('/config llm.single.agents.trader.model claude-opus-9'))).toContain(
      'Anthropic does not know the model',
    );
    const question = await world.say('/config llm.single.agents.trader.model claude-opus-5-5');
    expect(textOf(question)).toContain('A test call of claude-opus-5-5');
    expect(overridesOf(world)).toEqual([]);
  });

  it('takes the newest change back after a question, again and again', async () => {
    const world = await desk();
    const { say, press } = world;
    await press(buttonOf(await say('/llm budget day 5'), 'Yes'));
    await world.rig.advance({ seconds: 5 });
    await press(buttonOf(await say('/llm budget day 7'), 'Yes'));
    const question = await say('/config undo');
    expect(textOf(question)).toContain('It is 7 now and becomes 5.');
    expect(textOf(await press(buttonOf(question, 'Yes')))).toContain('budget.dayUsdMax is 5');
    expect(overridesOf(world)).toEqual(['budget.dayUsdMax = 5']);
    await press(buttonOf(await say('/config undo'), 'Yes'));
    expect(overridesOf(world)).toEqual([]);
    expect(textOf(await say('/config undo'))).toContain('No change by chat is in force.');
  });

  it.each([
    ['/config budget.dayUsdMx', 'Did you mean budget.dayUsdMax'],
    ['/config limits.openPositionsMax 9', 'looser on the host only'],
    ['/config symbols [BTCUSDT]', 'counts at a start only'],
    ['/config mode ensemble', 'command of its own: /mode'],
    ['/config proposals.expiryMinutes soon', 'is a text, not a number'],
    ['/config proposals.expiryMinutes 0', 'is below 1, the smallest that is allowed'],
    ['/config undo all', '"all" is too much'],
  ])('answers %s with what is wrong', async (line, answer) => {
    const world = await desk();
    expect(textOf(await world.say(line))).toContain(answer);
    expect(overridesOf(world)).toEqual([]);
  });

  it('shows nothing of a secret that was said by mistake', async () => {
    const { say, rig, anthropic } = await desk();
    const secret = 'sk-ant-0123456789abcdef';
    for (const line of [
      `/config ANTHROPIC_API_KEY ${secret}`,
      `/config ${secret}`,
      `/model ${secret}`,
      `/model trader ${secret}`,
    ]) {
      const text = textOf(await say(line));
      expect(text).toContain('That looks like a key.');
      expect(text).not.toContain(secret);
    }
    expect(anthropic.requests).toEqual([]);
    expect(JSON.stringify(await rig.entries())).not.toContain(secret);
  });
});

describe('these commands', () => {
  it.each(['/model', '/llm', '/config'])('%s is for an owner', async (line) => {
    const { say } = await desk({ roleOf: () => 'operator' });
    expect(textOf(await say(line))).toContain('is not for you');
  });

  it('make no test call when they were sent long ago', async () => {
    const { say, openai } = await desk();
    expect(textOf(await say(`/model ${TERRA}`, { agedMs: 120_000 }))).toContain('/model came too late');
    expect(openai.requests).toEqual([]);
  });
});
