import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { usdAmount } from '../../../src/domain/decimal.ts';
import type { ShownSetting } from '../../../src/domain/shown-setting.ts';
import { configReport, settingReport } from '../../../src/report/commands/config-report.ts';
import { confirmReport } from '../../../src/report/commands/confirm-report.ts';
import { llmReport } from '../../../src/report/commands/llm-report.ts';
import { type AgentRow, modelReport } from '../../../src/report/commands/model-report.ts';
import { type SettingsRefusal, settingsRefusalReport } from '../../../src/report/commands/settings-refusal-report.ts';
import { type SettingsChange, settingsReport } from '../../../src/report/commands/settings-report.ts';
import { messageText } from '../message-text.ts';
import { OWNER, START } from '../stories/journal-fixture.ts';

const VENUE = 'paper';

const TRADER: AgentRow = {
  agent: 'trader',
  provider: 'anthropic',
  model: 'claude-sonnet-5-5',
  effort: 'default',
  outputTokensMax: 16_000,
  costUsd: usdAmount('0.0412'),
};

const CHANGE: SettingsChange = {
  what: 'settings',
  subject: { tag: 'model', agent: 'trader' },
  from: 'claude-sonnet-5-5',
  to: 'gpt-6.1-terra',
  countsAt: 'next-session',
  loosens: false,
  price: { before: usdAmount('0.0412'), after: usdAmount('0.0287') },
  trials: [{ model: 'gpt-6.1-terra', durationMs: 1_240, costUsd: usdAmount('0.00021') }],
  unpriced: [],
};

function ask(question: SettingsChange): string {
  const confirm = { name: 'confirm', arguments: ['C1-1'] };
  const cancel = { name: 'decline', arguments: ['C1-1'] };
  return messageText(confirmReport({ venue: VENUE, question, confirm, cancel }, 'en'));
}

describe('a change of settings', () => {
  it('is asked with what it was, the test call, and the price before and after', () => {
    expect(ask(CHANGE)).toMatchInlineSnapshot(`
      "(normal)
      🟠 Set the model of trader to gpt-6.1-terra?
      PAPER
      It is claude-sonnet-5-5 now and becomes gpt-6.1-terra.
      A test call of gpt-6.1-terra was answered in 1.2 s and cost 0.00021 USD.
      A usual session costs about 0.041 USD now and about 0.029 USD then.
      It counts from the next session on.
      [✅ Yes = confirm C1-1] [✖️ No = decline C1-1]"
    `);
  });

  it('names a price that is not known, and the name that may have been meant', () => {
    const unknown = {
      ...CHANGE,
      to: 'gpt-6.1-tera',
      price: { before: usdAmount('0.0412'), after: null },
      trials: [{ model: 'gpt-6.1-tera', durationMs: 900, costUsd: null }],
      unpriced: [{ model: 'gpt-6.1-tera', nearest: 'gpt-6.1-terra' }],
    };
    expect(ask(unknown)).toMatchInlineSnapshot(`
      "(normal)
      🟠 Set the model of trader to gpt-6.1-tera?
      PAPER
      It is claude-sonnet-5-5 now and becomes gpt-6.1-tera.
      A test call of gpt-6.1-tera was answered in 0.9 s.
      A usual session costs about 0.041 USD now and an unknown sum then.
      The price of gpt-6.1-tera is not known: only the limits of tokens and calls hold for it. Did you mean gpt-6.1-terra?
      It counts from the next session on.
      [✅ Yes = confirm C1-1] [✖️ No = decline C1-1]"
    `);
  });

  it('says that it gives more room, and that some settings count at a start', () => {
    const budget: SettingsChange = {
      ...CHANGE,
      subject: { tag: 'budget', of: 'day' },
      from: '3',
      to: '5',
      price: null,
      trials: [],
      loosens: true,
    };
    expect(ask(budget)).toMatchInlineSnapshot(`
      "(normal)
      🟠 Set the budget of a day to 5?
      PAPER
      It is 3 now and becomes 5.
      It gives Steward more room.
      It counts from the next session on.
      [✅ Yes = confirm C1-1] [✖️ No = decline C1-1]"
    `);
    const key: SettingsChange = {
      ...budget,
      subject: { tag: 'key', key: 'simulator.takerFeeFraction' },
      countsAt: 'start',
      loosens: false,
    };
    expect(ask(key)).toContain('It counts from the next start on.');
  });

  it('is answered with what it was and how to take it back', () => {
    expect(messageText(settingsReport({ venue: VENUE, change: CHANGE }, 'en'))).toMatchInlineSnapshot(`
      "(silent)
      ⚙️ The model of trader is gpt-6.1-terra
      PAPER
      It was claude-sonnet-5-5.
      It counts from the next session on.
      [↩️ Undo = config undo]"
    `);
  });

  it('is answered when there was nothing to change', () => {
    const change = { ...CHANGE, from: CHANGE.to };
    expect(messageText(settingsReport({ venue: VENUE, change }, 'en'))).toMatchInlineSnapshot(`
      "(silent)
      ⚙️ The model of trader is gpt-6.1-terra
      PAPER
      That is as it was."
    `);
  });
});

describe('what is said of settings', () => {
  it('fits a phone, however long values and names are', () => {
    const words = fc.string({ maxLength: 300 });
    fc.assert(
      fc.property(words, words, words, (agent, from, to) => {
        const change: SettingsChange = {
          ...CHANGE,
          subject: { tag: 'model', agent },
          from,
          to,
          unpriced: [{ model: to, nearest: from }],
        };
        const messages = [
          confirmReport(
            {
              venue: VENUE,
              question: change,
              confirm: { name: 'confirm', arguments: [] },
              cancel: { name: 'decline', arguments: [] },
            },
            'en',
          ),
          settingsReport({ venue: VENUE, change }, 'en'),
        ];
        for (const { icon, text } of messages.flatMap(({ blocks }) => blocks.filter((block) => block.kind === 'headline'))) {
          expect([...`${icon} ${text}`].length).toBeLessThanOrEqual(55);
        }
        for (const { text } of messages.flatMap(({ blocks }) => blocks.filter((block) => block.kind === 'line'))) {
          expect([...text].length).toBeLessThanOrEqual(200);
          expect(text).not.toContain('\n');
        }
      }),
    );
  });
});

describe('a refused change of settings', () => {
  const refused = (refusal: SettingsRefusal) => messageText(settingsRefusalReport({ venue: VENUE, refusal }, 'en'));

  it('of a failed test call tells why in plain words, and quotes the vendor', () => {
    const trial = { tag: 'trial-failed', provider: 'openai', model: 'gpt-6.1-tera' } as const;
    expect(
      refused({ ...trial, code: 'model-unknown', message: 'no such model', nearest: 'gpt-6.1-terra' }),
    ).toMatchInlineSnapshot(`
      "(silent)
      ⚠️ Nothing was changed
      PAPER
      The test call failed: OpenAI does not know the model. Did you mean gpt-6.1-terra?
      > no such model"
    `);
    expect(refused({ ...trial, code: 'unauthorised', message: '', nearest: null })).toContain('OpenAI does not accept the key.');
    expect(refused({ ...trial, code: 'empty', message: '', nearest: null })).toContain('OpenAI answered with nothing.');
    expect(refused({ ...trial, code: 'budget', message: 'the day has 0.00 USD left', nearest: null })).toContain(
      'gpt-6.1-tera could cost more than the budget still holds.\n> the day has 0.00 USD left',
    );
  });

  it.each<[SettingsRefusal, string]>([
    [
      {
        tag: 'invalid',
        key: 'budget.dayUsdMax',
        value: '5000',
        reason: 'is above 1000, the largest that is allowed (chat)',
        fix: 'write an amount in USD from 0 to 1000',
      },
      'budget.dayUsdMax = 5000 is above 1000, the largest that is allowed (chat).\nInstead: write an amount in USD from 0 to 1000.',
    ],
    [{ tag: 'because', why: 'limits get looser on the host only' }, 'Limits get looser on the host only.'],
    [
      { tag: 'unknown-key', key: 'dayUsd', nearest: ['budget.dayUsdMax'] },
      'There is no setting dayUsd.\nDid you mean budget.dayUsdMax?',
    ],
    [{ tag: 'unknown-key', key: 'x', nearest: [] }, 'config/*.yaml lists all'],
    [
      { tag: 'unknown-agent', given: null, nearest: null, mode: 'ensemble', agents: ['first', 'second'] },
      'The mode ensemble has several agents; name one: first, second.',
    ],
    [
      { tag: 'unknown-agent', given: 'frist', nearest: 'first', mode: 'ensemble', agents: ['first', 'second'] },
      'The mode ensemble has no agent "frist". Its agents: first, second.\nDid you mean first?',
    ],
    [{ tag: 'vendor-needed', model: 'grok', vendors: ['openai', 'google'] }, 'one of openai/grok, google/grok'],
    [{ tag: 'vendor-needed', model: 'grok', vendors: [] }, "no vendor's key is there"],
    [{ tag: 'no-model', agent: 'trader' }, 'a plain strategy has no effort'],
    [{ tag: 'secret' }, 'That looks like a key.'],
    [{ tag: 'nothing-to-undo' }, 'No change by chat is in force.'],
  ])('%o is told', (refusal, text) => {
    const told = refused(refusal);
    expect(told).toContain('Nothing was changed');
    expect(told).toContain(text);
  });
});

describe('/model', () => {
  it('shows who answers for each agent, at what price, and who else can', () => {
    const rules: AgentRow = { ...TRADER, agent: 'riskOfficer', provider: 'rules', model: 'trend' };
    const unknown: AgentRow = { ...TRADER, agent: 'memory', model: 'llama-5', provider: 'openai', effort: 'high', costUsd: null };
    const input = {
      venue: VENUE,
      mode: 'specialized',
      costUsd: null,
      choices: ['claude-sonnet-5-5', 'gpt-6.1-terra', 'rules'],
      isPending: false,
    } as const;
    expect(messageText(modelReport({ ...input, agents: [TRADER, unknown, rules] }, 'en'))).toMatchInlineSnapshot(`
      "(silent)
      🧠 Models of specialized · price unknown
      PAPER · specialized
      trader: claude-sonnet-5-5 · its own effort · about 0.041 USD
      memory: llama-5 · effort high · price unknown
      riskOfficer: rules, no model
      To choose from: claude-sonnet-5-5, gpt-6.1-terra, rules.
      /model AGENT MODEL changes one; /llm tells of effort and budget.
      A test call comes first, with the price before and after."
    `);
  });

  it('of one agent leaves its name out', () => {
    const input = {
      venue: VENUE,
      mode: 'single',
      costUsd: TRADER.costUsd,
      choices: [],
      agents: [TRADER],
      isPending: true,
    } as const;
    const text = messageText(modelReport(input, 'en'));
    expect(text).toContain('Models of single · about 0.041 USD a session');
    expect(text).toContain('/model MODEL changes it');
    expect(text).toContain('counts from the next session on');
  });
});

describe('/llm', () => {
  it('shows effort, output tokens and the budget with what is used of it', () => {
    const facts = {
      venue: VENUE,
      mode: 'single',
      agents: [TRADER],
      sessionUsd: usdAmount('0.0412'),
      dayUsd: usdAmount('0.51'),
      isPending: false,
      budget: { callUsdMax: 0.5, sessionUsdMax: 0.5, dayUsdMax: 3 },
    } as const;
    expect(messageText(llmReport(facts, 'en'))).toMatchInlineSnapshot(`
      "(silent)
      🧪 Models · 2.49 USD of today's budget left
      PAPER · single
      trader: claude-sonnet-5-5 · its own effort · up to 16k tokens an answer
        USD       Used  At most
        Call               0.50
        Session  0.041     0.50
        Today     0.51     3.00
      /llm effort AGENT LEVEL, one of default, none, low, medium, high, max.
      /llm budget day 5 sets what a day may cost; call and session likewise."
    `);
  });
});

describe('/config', () => {
  const setting: ShownSetting = {
    key: 'budget.dayUsdMax',
    value: '5',
    default: '3',
    origin: 'chat, by Olga, 2024-01-15 14:00 UTC',
    meaning: 'USD that models may cost in a UTC day.',
    range: 'an amount in USD from 0 to 1000',
    countsAt: 'next-session',
    next: null,
    history: [{ at: START, from: '3', to: '5', by: OWNER }],
  };

  it('lists what differs from its default, with where it comes from', () => {
    expect(messageText(configReport({ venue: VENUE, settings: [setting], canUndo: true }, 'en'))).toMatchInlineSnapshot(`
      "(silent)
      🛠 1 setting differs from its default
      PAPER
      budget.dayUsdMax = 5 (default 3) · chat, by Olga, 2024-01-15 14:00 UTC
      /config KEY tells of one, /config KEY VALUE changes it, /config undo takes the newest change by chat back.
      [↩️ Undo = config undo]"
    `);
  });

  it('says what a setting becomes, and when', () => {
    const changing: ShownSetting = { ...setting, value: '3', next: '5' };
    expect(messageText(configReport({ venue: VENUE, settings: [changing], canUndo: true }, 'en'))).toContain(
      'budget.dayUsdMax = 3, 5 from the next session on (default 3)',
    );
    expect(messageText(settingReport({ venue: VENUE, setting: { ...changing, countsAt: 'start' } }, 'en'))).toContain(
      'It becomes 5 from the next start on.',
    );
  });

  it('says that nothing differs, and counts what is too much to list', () => {
    expect(messageText(configReport({ venue: VENUE, settings: [], canUndo: false }, 'en'))).toContain(
      'Every setting has its default',
    );
    const many = Array<ShownSetting>(23).fill(setting);
    expect(messageText(configReport({ venue: VENUE, settings: many, canUndo: false }, 'en'))).toContain('and 3 more.');
  });

  it('tells of one setting its meaning, its range, where it comes from and what it was', () => {
    expect(messageText(settingReport({ venue: VENUE, setting }, 'en'))).toMatchInlineSnapshot(`
      "(silent)
      🛠 budget.dayUsdMax = 5
      PAPER
      It is 5; the default is 3.
      USD that models may cost in a UTC day.
      It takes an amount in USD from 0 to 1000.
      Where it comes from: chat, by Olga, 2024-01-15 14:00 UTC.
      A change counts from the next session on.
      What it was:
      2024-01-15 14:00 UTC · 3 → 5 · owner"
    `);
    const plain: ShownSetting = { ...setting, value: '3', origin: 'default', range: null, countsAt: 'start', history: [] };
    expect(messageText(settingReport({ venue: VENUE, setting: plain }, 'en'))).toContain('It is 3, the default.');
  });
});
