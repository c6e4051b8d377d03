import type { DoctorCheck } from '../../report/doctor-text.ts';
import type { Environment } from '../environment.ts';

interface ChangeableHost {
  readonly variable: string;
  readonly url: string | null;
  readonly official: readonly string[];
  /** What whoever answers there learns or can do. */
  readonly risk: string;
}

const MODEL_RISK = 'it gets the key and everything that models are told, and can answer in their place';

/** Each address that was changed by the environment. An own host on this machine is fine; any other sees what is sent to it. */
export function checkHosts(environment: Environment): readonly DoctorCheck[] {
  const hosts: readonly ChangeableHost[] = [
    {
      variable: 'ANTHROPIC_BASE_URL',
      url: environment.anthropicBaseUrl,
      official: ['api.anthropic.com'],
      risk: MODEL_RISK,
    },
    { variable: 'OPENAI_BASE_URL', url: environment.openaiBaseUrl, official: ['api.openai.com'], risk: MODEL_RISK },
    {
      variable: 'GEMINI_BASE_URL',
      url: environment.geminiBaseUrl,
      official: ['generativelanguage.googleapis.com'],
      risk: MODEL_RISK,
    },
    {
      variable: 'TELEGRAM_API_ROOT',
      url: environment.telegramApiRoot,
      official: ['api.telegram.org'],
      risk: "it gets the bot's token and can send commands in your name",
    },
    {
      variable: 'BINANCE_REST_URL',
      url: environment.binanceRestUrl,
      official: [
        'data-api.binance.vision',
        'api.binance.com',
        ...[1, 2, 3, 4].map((index) => `api${index}.binance.com`),
        'api-gcp.binance.com',
      ],
      risk: 'it can make up prices',
    },
    {
      variable: 'BINANCE_ARCHIVE_URL',
      url: environment.binanceArchiveUrl,
      official: ['data.binance.vision'],
      risk: 'it can make up the past',
    },
    {
      variable: 'FEAR_GREED_URL',
      url: environment.fearGreedUrl,
      official: ['api.alternative.me'],
      risk: 'it can make up the mood of the market',
    },
  ];
  return hosts.flatMap(hostCheck);
}

function hostCheck({ variable, url, official, risk }: ChangeableHost): readonly DoctorCheck[] {
  if (url === null) return [];
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
    return [
      {
        name: 'host',
        state: 'problem',
        text: `${variable} is no address`,
        fix: `write one that begins with https://, or unset ${variable}`,
      },
    ];
  const { protocol, hostname, host } = new URL(url);
  if (isThisMachine(hostname)) return [{ name: 'host', state: 'ok', text: `${variable} leads to this machine`, fix: null }];
  if (protocol === 'https:' && official.includes(hostname)) return [];
  const plain = protocol === 'http:' ? ', unencrypted' : '';
  const fix = `if you did not set ${variable} yourself, unset it and replace the keys`;
  return [{ name: 'host', state: 'warning', text: `${variable} leads to ${host}${plain}: ${risk}`, fix }];
}

function isThisMachine(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname);
}
