import type { AccessStore, Grant } from './telegram-stores.ts';

/** Who may speak, held in memory; the store has it first. */
export class AccessList {
  readonly #store: AccessStore;
  #grants: readonly Grant[];
  readonly #waiting = new Set<() => void>();

  private constructor(store: AccessStore, grants: readonly Grant[]) {
    this.#store = store;
    this.#grants = grants;
  }

  static async open(store: AccessStore): Promise<AccessList> {
    return new AccessList(store, await store.load());
  }

  get grants(): readonly Grant[] {
    return this.#grants;
  }

  /** The chats that messages go to, those of who was paired first before the others. */
  get chatIds(): readonly number[] {
    return [...new Set(this.#grants.map(({ chatId }) => chatId))];
  }

  /** True when this person may speak in this chat. */
  allows({ userId, chatId }: { readonly userId: number; readonly chatId: number }): boolean {
    return this.#grants.some((grant) => grant.userId === userId && grant.chatId === chatId);
  }

  async add(grant: Grant): Promise<void> {
    await this.#store.add(grant);
    this.#grants = [...this.#grants, grant];
    for (const wake of this.#waiting) wake();
  }

  /** Resolves when somebody may speak, or when `signal` aborts. */
  whenGranted(signal: AbortSignal): Promise<void> {
    if (this.#grants.length > 0 || signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = () => {
        this.#waiting.delete(wake);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      this.#waiting.add(wake);
      signal.addEventListener('abort', wake, { once: true });
    });
  }
}
