/** What stands where the token was. */
const HIDDEN_TOKEN = '[token]';

/** Any bot's token, as it stands in the path of every call: `/bot123456:AA…/sendMessage`. */
const TOKEN_SHAPE = /\d{6,16}(?::|%3A)[A-Za-z0-9_-]{30,}/gi;
/** A shorter piece would be replaced inside ordinary words. */
const SECRET_LENGTH_MIN = 6;
/** Causes of causes are rare; a cycle of them would never end. */
const CAUSE_DEPTH_MAX = 5;

/**
 * Takes the bot's token out of whatever leaves this adapter: texts for people, reasons, lines of the log, and errors with their stacks and
 * causes. The token is part of every URL, so every error of the network may hold it.
 */
export class Scrubber {
  readonly #secrets: readonly string[];

  constructor(token: string) {
    const secret = token.slice(token.indexOf(':') + 1);
    this.#secrets = [token, encodeURIComponent(token), secret].filter((part) => part.length >= SECRET_LENGTH_MIN);
  }

  text(text: string): string {
    const withoutSecrets = this.#secrets.reduce((scrubbed, secret) => scrubbed.replaceAll(secret, HIDDEN_TOKEN), text);
    return withoutSecrets.replace(TOKEN_SHAPE, HIDDEN_TOKEN);
  }

  /** A copy with the name, code, message, stack and causes of what was thrown. The original is not part of it. */
  error(thrown: unknown, depth = 0): Error {
    if (!(thrown instanceof Error)) return new Error(this.text(String(thrown)));
    const deeper = depth + 1;
    const hasCause = thrown.cause !== undefined && deeper < CAUSE_DEPTH_MAX;
    const copy = new Error(this.text(thrown.message), hasCause ? { cause: this.error(thrown.cause, deeper) } : undefined);
    copy.name = this.text(thrown.name);
    copy.stack = this.text(thrown.stack ?? '');
    if ('code' in thrown) Object.assign(copy, { code: this.text(String(thrown.code)) });
    if (thrown instanceof AggregateError && deeper < CAUSE_DEPTH_MAX) {
      Object.assign(copy, { errors: thrown.errors.map((error: unknown) => this.error(error, deeper)) });
    }
    return copy;
  }
}
