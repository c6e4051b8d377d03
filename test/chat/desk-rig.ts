import { silentLog } from '../../src/adapters/system/silent-log.ts';
import type { DeskFacts, Role } from '../../src/chat/command-definition.ts';
import { CommandDesk } from '../../src/chat/command-desk.ts';
import type { ChatMessage, MessageButton } from '../../src/domain/chat-message.ts';
import type { Actor } from '../../src/domain/proposal.ts';
import { RISK_LIMITS } from '../../src/risk/limits.ts';
import { OPERATOR } from '../support/recording-chat.ts';
import { type StewardForTest, type StewardForTestOptions, stewardForTest } from '../support/steward-for-test.ts';

export interface Desk {
  readonly rig: StewardForTest;
  readonly desk: CommandDesk;
  /** Says a line and returns the answer. */
  say(line: string, said?: { readonly by?: Actor; readonly agedMs?: number }): Promise<ChatMessage>;
  press(button: MessageButton, said?: { readonly by?: Actor }): Promise<ChatMessage>;
  /** Lets the model propose an entry, and stages it. */
  stageEntry(symbol?: 'BTCUSDT' | 'ETHUSDT' | 'SOLUSDT'): Promise<void>;
  /** The same, approved and filled. */
  openPosition(symbol?: 'BTCUSDT' | 'ETHUSDT' | 'SOLUSDT'): Promise<void>;
}

/** A command desk on the real bot. */
export async function deskRig(
  options: StewardForTestOptions & { readonly roleOf?: (by: Actor) => Role; readonly facts?: Partial<DeskFacts> } = {},
): Promise<Desk> {
  const rig = await stewardForTest({ warmUpDays: 2, ...options, settings: { autonomy: 'confirm', ...options.settings } });
  const { steward, clock, llm } = rig;
  const desk = new CommandDesk({
    steward,
    clock,
    log: silentLog,
    facts: {
      venue: 'demo',
      language: 'en',
      version: '1.2.3',
      startedAt: clock.now(),
      deliberators: ['rules, no model'],
      limitDefinitions: RISK_LIMITS,
      ...options.facts,
    },
    ...(options.roleOf === undefined ? {} : { roleOf: options.roleOf }),
  });
  const stageEntry: Desk['stageEntry'] = async (symbol = 'BTCUSDT') => {
    llm.wish({ action: 'open', symbol });
    await rig.runNextSession();
  };
  return {
    rig,
    desk,
    say: (line, { by = OPERATOR, agedMs = 0 } = {}) => {
      const [name = '', ...given] = line.slice(1).split(' ');
      return desk.handle({ name, arguments: given, by, sentAt: clock.now() - agedMs });
    },
    press: ({ command }, { by = OPERATOR } = {}) => desk.handle({ ...command, by, sentAt: clock.now() }),
    stageEntry,
    async openPosition(symbol) {
      await stageEntry(symbol);
      const [staged] = steward.state.proposals.staged();
      if (staged === undefined) throw new Error('nothing was staged');
      await steward.approve(staged.id, { by: OPERATOR, portion: 1 });
      await rig.passing(steward.idle());
    },
  };
}

/** The button of this label, the first one when none is named. */
export function buttonOf(message: ChatMessage, label = ''): MessageButton {
  const button = message.buttons.flat().find((candidate) => candidate.label.includes(label));
  if (button === undefined) throw new Error(`the message has no button "${label}"`);
  return button;
}
