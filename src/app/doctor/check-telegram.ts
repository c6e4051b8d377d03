import { inspectTelegram, type TelegramInspection } from '../../adapters/telegram/inspect-telegram.ts';
import type { DoctorCheck } from '../../report/doctor-text.ts';
import type { DoctorContext } from './doctor-context.ts';
import { secretFingerprint } from './secret-fingerprint.ts';

const NAME = 'telegram';

/** Whether the bot's token is there and accepted, and whether anybody else takes what is said to it. */
export async function checkTelegram({ environment, http, clock }: DoctorContext): Promise<readonly DoctorCheck[]> {
  const { telegramBotToken: token, telegramApiRoot: apiRoot } = environment;
  if (token === null) {
    const fix = 'make a bot with @BotFather and set TELEGRAM_BOT_TOKEN to its token to steer from Telegram';
    return [{ name: NAME, state: 'skipped', text: 'TELEGRAM_BOT_TOKEN is not set: the terminal stands in', fix }];
  }
  const name = `TELEGRAM_BOT_TOKEN (fingerprint ${secretFingerprint(token)})`;
  const inspection = await inspectTelegram({ token, transport: http, clock, ...(apiRoot === null ? {} : { apiRoot }) });
  switch (inspection.tag) {
    case 'token-rejected': {
      const fix = 'get the token of your bot from @BotFather (/token) and set TELEGRAM_BOT_TOKEN to it';
      return [{ name: NAME, state: 'problem', text: `${name} is not accepted: revoked, or mistyped`, fix }];
    }
    case 'unreachable': {
      const fix = 'check the network and any proxy or firewall, and TELEGRAM_API_ROOT where it is set; then try again';
      return [{ name: NAME, state: 'problem', text: `the Bot API cannot be used: ${inspection.why}`, fix }];
    }
    case 'ready':
      return [
        { name: NAME, state: 'ok', text: `${name} is accepted: @${inspection.username}`, fix: null },
        webhookCheck(inspection),
        ...groupChecks(inspection),
      ];
  }
}

type ReadyBot = Extract<TelegramInspection, { readonly tag: 'ready' }>;

function webhookCheck({ webhookHost }: ReadyBot): DoctorCheck {
  if (webhookHost === null) return { name: 'webhook', state: 'ok', text: 'nobody else takes the messages to the bot', fix: null };
  const text = `messages to the bot go to ${webhookHost}: whoever set that webhook has the token`;
  const fix = 'revoke the token with @BotFather (/revoke), set the new one, and run steward doctor --remove-webhook';
  return { name: 'webhook', state: 'problem', text, fix };
}

/** Steward leaves every group and reads no group: both settings only widen who can reach the bot. */
function groupChecks({ canJoinGroups, canReadAllGroupMessages }: ReadyBot): readonly DoctorCheck[] {
  if (!canJoinGroups && !canReadAllGroupMessages) return [];
  const text = canReadAllGroupMessages ? 'the bot may read all messages of groups' : 'the bot may be added to groups';
  const fix = 'not needed: switch it off with @BotFather (/setjoingroups, /setprivacy)';
  return [{ name: 'groups', state: canReadAllGroupMessages ? 'warning' : 'ok', text, fix }];
}
