/** What the environment says: keys, and other hosts than the usual ones. An empty variable counts as not set. */
export interface Environment {
  readonly anthropicApiKey: string | null;
  readonly anthropicBaseUrl: string | null;
  readonly openaiApiKey: string | null;
  readonly openaiBaseUrl: string | null;
  readonly geminiApiKey: string | null;
  readonly geminiBaseUrl: string | null;
  readonly telegramBotToken: string | null;
  readonly telegramApiRoot: string | null;
  readonly binanceRestUrl: string | null;
  readonly binanceArchiveUrl: string | null;
  readonly fearGreedUrl: string | null;
}

export function readEnvironment(variables: Readonly<Record<string, string | undefined>>): Environment {
  const read = (name: string): string | null => {
    const value = variables[name]?.trim() ?? '';
    return value === '' ? null : value;
  };
  return {
    anthropicApiKey: read('ANTHROPIC_API_KEY'),
    anthropicBaseUrl: read('ANTHROPIC_BASE_URL'),
    openaiApiKey: read('OPENAI_API_KEY'),
    openaiBaseUrl: read('OPENAI_BASE_URL'),
    geminiApiKey: read('GEMINI_API_KEY'),
    geminiBaseUrl: read('GEMINI_BASE_URL'),
    telegramBotToken: read('TELEGRAM_BOT_TOKEN'),
    telegramApiRoot: read('TELEGRAM_API_ROOT'),
    binanceRestUrl: read('BINANCE_REST_URL'),
    binanceArchiveUrl: read('BINANCE_ARCHIVE_URL'),
    fearGreedUrl: read('FEAR_GREED_URL'),
  };
}

/** Every value that must never be written anywhere. */
export function secretsOf({ anthropicApiKey, openaiApiKey, geminiApiKey, telegramBotToken }: Environment): readonly string[] {
  return [anthropicApiKey, openaiApiKey, geminiApiKey, telegramBotToken].filter((secret) => secret !== null);
}
