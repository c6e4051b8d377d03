import type { Update } from 'telegraf/types';
import { InvariantError } from '../../domain/invariant.ts';
import { type DurationMs, type EpochMs, MINUTE_MS, SECOND_MS } from '../../domain/time.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Log } from '../../ports/log.ts';
import { type CallTrouble, describeTrouble, isTokenRejected, TelegramCallError } from './call-trouble.ts';
import { RecentIds } from './recent-ids.ts';
import type { Scrubber } from './scrubber.ts';
import { type TelegramClient, UPDATES_LENGTH_MAX } from './telegram-client.ts';
import type { NoticeDesk } from './telegram-notice.ts';
import type { OffsetStore } from './telegram-stores.ts';

const WAIT_MS: DurationMs = 25 * SECOND_MS;
const RETRY_DELAY_MS_MAX: DurationMs = 30 * SECOND_MS;
/** Telegram itself delays answers while two pollers take turns. */
const CONFLICT_DELAY_MS: DurationMs = 5 * SECOND_MS;
/** A shorter time without contact is not worth a notice. */
const DOWN_NOTICE_MS: DurationMs = 2 * MINUTE_MS;
/** Telegram drops a press that nobody fetched after this time. @see telegram.org's Bot API server, Client.cpp */
const PRESS_LIFE_MS: DurationMs = 150 * SECOND_MS;
/** Ids of updates that are remembered to tell a repeated one. */
const RECENT_IDS_KEPT = 1_000;

export interface UpdatePollerOptions {
  readonly client: TelegramClient;
  readonly clock: Clock;
  readonly log: Log;
  readonly offsets: OffsetStore;
  readonly notices: NoticeDesk;
  readonly scrubber: Scrubber;
  /**
   * Called before each poll, for what has to be known first.
   * @param webhookSuspected  Telegram said that updates go elsewhere.
   * @throws TelegramCallError
   */
  readonly prepare: (state: { readonly webhookSuspected: boolean; readonly signal: AbortSignal }) => Promise<void>;
  /**
   * Takes one update: reads it and returns.
   * @param pressedAfter  A press that is in it was made after this time; Telegram does not say when.
   */
  readonly handle: (update: Update, pressedAfter: EpochMs) => Promise<void>;
}

/**
 * Fetches updates in their order and hands each over once. That those of one answer were processed is durable before the first of them is
 * handed over, and only then are they confirmed to Telegram: one that comes again, after a crash as well, is known and left. Commands on
 * which the process dies in between are lost rather than done twice; who sent one gets no answer and sends it again.
 *
 * No trouble ends the polling but a token that Telegram does not know.
 */
export class UpdatePoller {
  readonly #options: UpdatePollerOptions;
  readonly #recentIds = new RecentIds<number>(RECENT_IDS_KEPT);
  /** The first update that was not processed, as the store told it: those right before it may come again. */
  #storedOffset: number | null = null;
  #offset: number | null = null;
  /** All updates until then were fetched. */
  #fetchedUntil: EpochMs | null = null;
  /** The next poll does not wait, so that what was said in the meantime is told apart from what is said from then on. */
  #mustCatchUp = true;
  #webhookSuspected = false;
  #failingSinceMs: DurationMs | null = null;
  #polledAt: EpochMs | null = null;
  #downIsTold = false;

  constructor(options: UpdatePollerOptions) {
    this.#options = options;
  }

  /** When Telegram last answered a poll. */
  get polledAt(): EpochMs | null {
    return this.#polledAt;
  }

  /** Polls until `signal` aborts or the token is rejected. */
  async run(signal: AbortSignal): Promise<'stopped' | 'token-rejected'> {
    await this.#loadOffset();
    let failureCount = 0;
    while (!signal.aborted) {
      const trouble = await this.#attempt(signal);
      if (trouble === null) {
        failureCount = 0;
        continue;
      }
      if (isTokenRejected(trouble)) return 'token-rejected';
      failureCount += 1;
      this.#mustCatchUp = true;
      this.#noteTrouble(trouble);
      // The only way in which a sleep ends early is the stop, which the loop looks at itself.
      await this.#options.clock.sleep(delayMsAfter(trouble, failureCount), signal).catch(() => undefined);
    }
    return 'stopped';
  }

  async #attempt(signal: AbortSignal): Promise<CallTrouble | null> {
    const { prepare, client, log, scrubber } = this.#options;
    try {
      await prepare({ webhookSuspected: this.#webhookSuspected, signal });
      this.#webhookSuspected = false;
      const updates = await client.poll({ offset: this.#offset, waitMs: this.#mustCatchUp ? 0 : WAIT_MS }, signal);
      this.#noteContact();
      return await this.#takeAll(updates, signal);
    } catch (error) {
      if (error instanceof TelegramCallError) return error.trouble;
      if (error instanceof InvariantError) throw error;
      log.error('fetching commands failed in an unexpected way', { error: scrubber.error(error) });
      return { tag: 'unknown', why: 'an unexpected error' };
    }
  }

  /** @returns trouble when nothing in it was new: without a pause, such answers could follow each other without end. */
  async #takeAll(updates: readonly Update[], signal: AbortSignal): Promise<CallTrouble | null> {
    if (signal.aborted) return null;
    const receivedAt = this.#options.clock.now();
    const pressedAfter = Math.max(this.#fetchedUntil ?? 0, receivedAt - PRESS_LIFE_MS);
    const fresh = this.#freshOf(updates);
    const newestId = fresh.at(-1)?.update_id;
    // One write for all of them: with one for each, a flood of messages, a stranger's too, would hold a /pause behind it up.
    if (newestId !== undefined) await this.#saveOffset(newestId + 1);
    for (const update of fresh) await this.#hand(update, pressedAfter);
    if (updates.length < UPDATES_LENGTH_MAX) {
      this.#fetchedUntil = receivedAt;
      this.#mustCatchUp = false;
    }
    return updates.length > 0 && fresh.length === 0
      ? { tag: 'unknown', why: 'it sent nothing but updates that are known' }
      : null;
  }

  /** Those that were not seen yet, from now on counted as seen. */
  #freshOf(updates: readonly Update[]): readonly Update[] {
    return updates.filter((update) => {
      const id = idOf(update);
      if (id === null) this.#options.log.error('Telegram sent an update without an id');
      if (id === null || this.#isProcessed(id)) return false;
      this.#recentIds.add(id);
      return true;
    });
  }

  async #hand(update: Update, pressedAfter: EpochMs): Promise<void> {
    const { log, scrubber, handle } = this.#options;
    try {
      await handle(update, pressedAfter);
    } catch (error) {
      log.error('an update could not be handled', { updateId: update.update_id, error: scrubber.error(error) });
    }
  }

  /** By id, not by order: after a week without updates Telegram begins anywhere. */
  #isProcessed(id: number): boolean {
    if (this.#recentIds.has(id)) return true;
    return this.#storedOffset !== null && id < this.#storedOffset && id >= this.#storedOffset - UPDATES_LENGTH_MAX;
  }

  async #saveOffset(offset: number): Promise<void> {
    const { offsets, log, scrubber } = this.#options;
    this.#offset = offset;
    try {
      await offsets.save(offset);
    } catch (error) {
      // Going on is safer: a full disk must not keep a person from stopping the bot, and this process knows the updates itself.
      log.error('it could not be saved that updates were processed', { offset, error: scrubber.error(error) });
    }
  }

  async #loadOffset(): Promise<void> {
    if (this.#offset !== null) return;
    const { offsets, log, scrubber } = this.#options;
    try {
      this.#storedOffset = await offsets.load();
      this.#offset = this.#storedOffset;
    } catch (error) {
      // Telegram keeps the confirmed offset too; only what came right before a crash could be handed over again.
      log.error('it could not be read which updates were processed', { error: scrubber.error(error) });
    }
  }

  #noteContact(): void {
    const { clock, notices } = this.#options;
    this.#polledAt = clock.now();
    if (this.#failingSinceMs === null) return;
    if (this.#downIsTold) notices.tell({ kind: 'poll-restored', downMs: clock.monotonicMs() - this.#failingSinceMs });
    this.#failingSinceMs = null;
    this.#downIsTold = false;
  }

  #noteTrouble(trouble: CallTrouble): void {
    if (trouble.tag === 'cancelled') return;
    const { clock, notices, log } = this.#options;
    const why = describeTrouble(trouble);
    if (this.#failingSinceMs === null) log.warn('no commands can be fetched from Telegram', { why });
    this.#failingSinceMs ??= clock.monotonicMs();
    const conflict = conflictOf(trouble);
    if (conflict === 'webhook') this.#webhookSuspected = true;
    if (conflict === 'poller') notices.tell({ kind: 'other-poller' });
    const downMs = clock.monotonicMs() - this.#failingSinceMs;
    if (downMs < DOWN_NOTICE_MS || this.#downIsTold) return;
    this.#downIsTold = true;
    notices.tell({ kind: 'poll-down', downMs, why });
  }
}

/** Somebody else fetches this bot's updates, or they are sent elsewhere. */
function conflictOf(trouble: CallTrouble): 'poller' | 'webhook' | null {
  if (trouble.tag !== 'refused' || trouble.code !== 409) return null;
  return /webhook/i.test(trouble.description) ? 'webhook' : 'poller';
}

function delayMsAfter(trouble: CallTrouble, failureCount: number): DurationMs {
  if (conflictOf(trouble) !== null) return CONFLICT_DELAY_MS;
  if (trouble.tag === 'refused' && trouble.retryAfterMs !== null) return trouble.retryAfterMs + SECOND_MS;
  return Math.min(RETRY_DELAY_MS_MAX, SECOND_MS * 2 ** Math.min(failureCount - 1, 10));
}

function idOf(update: unknown): number | null {
  if (typeof update !== 'object' || update === null || !('update_id' in update)) return null;
  return Number.isSafeInteger(update.update_id) ? Number(update.update_id) : null;
}
