import { afterEach, describe, expect, it } from 'vitest';
import { catalogueOf, type NamedVendor, namedVendor } from '../chat/settings-rig.ts';
import { type ChatWorld, openChatWorld } from '../support/chat-world.ts';
import { fails } from '../support/scripted-llm.ts';

const SONNET = 'claude-sonnet-5-5';
const OPUS = 'claude-opus-5-5';
const TERRA = 'gpt-6.1-terra';
const FLASH = 'gemini-3.8-flash';
const MODELS = { anthropic: [SONNET, OPUS], openai: [TERRA], google: [FLASH] };

let world: ChatWorld;
let vendors: Readonly<Record<'anthropic' | 'openai' | 'google', NamedVendor>>;

afterEach(async () => {
  await world.close();
});

async function open(settings: Readonly<Record<string, string>> = {}): Promise<void> {
  vendors = {
    anthropic: namedVendor('anthropic', MODELS.anthropic),
    openai: namedVendor('openai', MODELS.openai),
    google: namedVendor('google', MODELS.google),
  };
  world = await openChatWorld({ warmUpDays: 2, vendors: Object.values(vendors), models: catalogueOf(MODELS), settings });
  await world.pass({ seconds: 10 });
}

/** The newest message that the chat shows, in words. */
function newest(): string {
  return world.shown().at(-1)?.text ?? '';
}

/** The models of the calls that were made to try them. */
function tried(): readonly string[] {
  const requests = Object.values(vendors).flatMap((vendor) => vendor.requests);
  return requests.filter(({ tools }) => tools.length === 0).map(({ model }) => model);
}

/** Who deliberated in the newest session. */
async function speakers(): Promise<readonly string[]> {
  const { rig } = world;
  const newestId = rig.steward.state.sessions.last?.sessionId;
  const entries = (await rig.entries()).filter(({ sessionId }) => sessionId === newestId);
  return entries.flatMap(({ fact }) => (fact.kind === 'agent-finished' ? [`${fact.agent} ${fact.model}`] : []));
}

describe('the models of a running bot', () => {
  it('are changed by chat: tried, asked about with the price, in force with the next session, kept over a restart, and taken back', async () => {
    await open({ mode: 'ensemble' });
    await world.say('/model');
    expect(newest()).toContain(`second: ${TERRA}`);

    await world.say(`/model second ${OPUS}`);
    expect(tried()).toEqual([OPUS]);
    expect(newest()).toContain(`Set the model of second to ${OPUS}?`);
    expect(newest()).toMatch(/A usual session costs about [\d.]+ USD now and about [\d.]+ USD then\./);
    await world.press('Yes');
    expect(newest()).toContain(`The model of second is ${OPUS}`);

    await world.pass({ hours: 1 });
    const ensemble = [`first ${SONNET}`, `second ${OPUS}`, `third ${FLASH}`];
    expect(await speakers()).toEqual(ensemble);

    await world.restart();
    await world.pass({ hours: 1 });
    expect(await speakers()).toEqual(ensemble);

    await world.say('/config undo');
    await world.press('Yes');
    await world.pass({ hours: 1 });
    expect(await speakers()).toEqual([`first ${SONNET}`, `second ${TERRA}`, `third ${FLASH}`]);
  });

  it('give way to the plain strategy without a test call', async () => {
    await open();
    expect(await speakers()).toEqual([`trader ${SONNET}`]);
    await world.say('/model rules');
    expect(tried()).toEqual([]);
    await world.press('Yes');
    await world.pass({ hours: 1 });
    expect(await speakers()).toEqual(['trader trend']);
  });

  it('stay as they are when the test call fails, when nobody presses, and when the press is late', async () => {
    await open();
    vendors.openai.reply = fails('overloaded', 'try later');
    await world.say(`/model ${TERRA}`);
    expect(newest()).toContain('The test call failed: OpenAI is overloaded.');
    await world.say('/llm effort max');
    expect(newest()).toContain('Set the effort of trader to max?');
    await world.pass({ minutes: 2 });
    await world.press('Yes');
    expect(await world.rig.factsOf('override-set')).toEqual([]);
    expect(tried()).toEqual([SONNET, TERRA]);
  });

  it('cost no more than the budget of the day, which a person raises with one button and the next session has', async () => {
    await open({ 'budget.dayUsdMax': '0' });
    await world.pass({ hours: 1 });
    expect(vendors.anthropic.requests).toEqual([]);

    await world.say('/llm budget day 2');
    expect(newest()).toContain('Set the budget of a day to 2 USD?');
    await world.press('Yes');
    await world.pass({ hours: 1 });
    expect(vendors.anthropic.requests).toMatchObject([{ model: SONNET }]);
    await world.say('/config budget.dayUsdMax');
    expect(newest()).toContain('budget.dayUsdMax = 2');
    expect(newest()).toContain('chat, by Olga');
  });

  it('are told of once: whoever changed them is answered, and the chat says no more of it', async () => {
    await open();
    const before = world.shown().length;
    await world.say('/llm budget session 0.25');
    expect(world.shown().slice(before)).toHaveLength(1);
    expect(newest()).toContain('The budget of a session is 0.25 USD');
  });
});
