/** What was asked for cannot be done as it was asked: the message says how to ask for it. Exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** The configuration files do not say what can be done. The message lists every problem with key, value, reason and fix. Exit code 2. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
}
