import type { Clock } from '../../ports/clock.ts';
import type { HttpTransport } from '../../ports/http-transport.ts';
import { OFFICIAL_API_ROOT } from './api-root.ts';
import { describeTrouble, isTokenRejected, troubleOf } from './call-trouble.ts';
import { Scrubber } from './scrubber.ts';
import { TelegramClient } from './telegram-client.ts';

export interface InspectionOptions {
  readonly token: string;
  readonly apiRoot?: string;
  readonly transport: HttpTransport;
  readonly clock: Clock;
}

export type TelegramInspection =
  | {
      readonly tag: 'ready';
      readonly username: string;
      /** Where somebody else lets the updates go; null when they are fetched, as they should be. */
      readonly webhookHost: string | null;
      /** Settings of the bot that this one does not need and that widen who can reach it. */
      readonly canJoinGroups: boolean;
      readonly canReadAllGroupMessages: boolean;
    }
  | { readonly tag: 'token-rejected' }
  | { readonly tag: 'unreachable'; readonly why: string };

/** Looks at the bot without taking its updates, so that it can be done while another process runs. */
export async function inspectTelegram(options: InspectionOptions): Promise<TelegramInspection> {
  const client = clientOf(options);
  try {
    const { me, webhookUrl } = await client.describeBot();
    return {
      tag: 'ready',
      username: me.username,
      webhookHost: webhookUrl === '' ? null : URL.canParse(webhookUrl) ? new URL(webhookUrl).host : 'unknown',
      canJoinGroups: me.can_join_groups,
      canReadAllGroupMessages: me.can_read_all_group_messages,
    };
  } catch (error) {
    const trouble = troubleOf(error);
    return isTokenRejected(trouble) ? { tag: 'token-rejected' } : { tag: 'unreachable', why: describeTrouble(trouble) };
  }
}

/**
 * Takes a webhook that somebody else set away, so that updates are fetched again; what waits is kept. Only for when a person asks for it: who
 * set it has the token, which should be replaced.
 * @throws TelegramCallError
 */
export async function removeWebhook(options: InspectionOptions): Promise<void> {
  await clientOf(options).deleteWebhook({ drop_pending_updates: false });
}

function clientOf(options: InspectionOptions): TelegramClient {
  return new TelegramClient({ ...options, apiRoot: options.apiRoot ?? OFFICIAL_API_ROOT, scrubber: new Scrubber(options.token) });
}
