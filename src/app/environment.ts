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
  readonly binanceApiKey: string | null;
  readonly binanceApiSecret: string | null;
  readonly binanceRestUrl: string | null;
  readonly binanceStreamUrl: string | null;
  readonly binanceWsApiUrl: string | null;
  readonly binanceArchiveUrl: string | null;
  readonly fearGreedUrl: string | null;
  /** The second yes to real money, as it was written. */
  readonly liveAllowed: string | null;
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
    binanceApiKey: read('BINANCE_API_KEY'),
    binanceApiSecret: read('BINANCE_API_SECRET'),
    binanceRestUrl: read('BINANCE_REST_URL'),
    binanceStreamUrl: read('BINANCE_STREAM_URL'),
    binanceWsApiUrl: read('BINANCE_WS_API_URL'),
    binanceArchiveUrl: read('BINANCE_ARCHIVE_URL'),
    fearGreedUrl: read('FEAR_GREED_URL'),
    liveAllowed: read('LIVE_ALLOWED'),
  };
}

/** Every value that must never be written anywhere. */
export function secretsOf(environment: Environment): readonly string[] {
  const { anthropicApiKey, openaiApiKey, geminiApiKey, telegramBotToken, binanceApiKey, binanceApiSecret } = environment;
  const secrets = [anthropicApiKey, openaiApiKey, geminiApiKey, telegramBotToken, binanceApiKey, binanceApiSecret];
  return secrets.filter((secret) => secret !== null);
}

/** Whether a vendor's key is there, so that a model can deliberate. */
export function hasModelKey({ anthropicApiKey, openaiApiKey, geminiApiKey }: Environment): boolean {
  return [anthropicApiKey, openaiApiKey, geminiApiKey].some((key) => key !== null);
}

/** Without a model's key and a bot's token a start means the demo, which makes its own market. */
export function meansDemo(environment: Environment): boolean {
  return !hasModelKey(environment) && environment.telegramBotToken === null;
}
