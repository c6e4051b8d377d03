/** Stands in every canary secret: whoever finds it in a written file has found a leak. */
export const CANARY_MARKER = 'canary5ecret';

/** Worthless secrets of the vendors' shapes. The environment of every test holds them, and no test may let one reach a file. */
export const canarySecrets: Readonly<Record<string, string>> = {
  ANTHROPIC_API_KEY: `sk-ant-api03-${CANARY_MARKER}Qm7vT2xWnB4kZr9HcYpLd3sJfGa8eUo1iKtRbVwXzNqMyPl5-AA`,
  OPENAI_API_KEY: `sk-proj-${CANARY_MARKER}T3BlbkFJr7WmQz2LxVd9NcKp4YtHs8Gb`,
  GEMINI_API_KEY: `AIzaSy${CANARY_MARKER}D8kLm2Qw7Rt5Yp9Nx3VzK`,
  TELEGRAM_BOT_TOKEN: `7712345678:AAF${CANARY_MARKER}k9Lm2QwRt5Yp7Nx3Vz1B`,
  BINANCE_API_KEY: `${CANARY_MARKER}Kx4Tq8Wn2Lr7Zc5Hv9Bd3Gm6Py1Js0FaEoUiRtNwXkQzMlVbCdSg`.slice(0, 64),
  BINANCE_API_SECRET: `${CANARY_MARKER}Zp6Rw1Nx8Kd3Tm7Qc2Lv9Hb5Gy4Js0FaEoUiXrWtMkNzQlVbCdSg`.slice(0, 64),
};

/** The marker in each form in which it can stand in a file: plain, hexadecimal, and inside base64 at any of three places of a group. */
const forms: readonly string[] = [
  CANARY_MARKER,
  Buffer.from(CANARY_MARKER).toString('hex'),
  ...['', '.', '..'].map((before) => Buffer.from(`${before}${CANARY_MARKER}`).toString('base64').slice(4, -4)),
];

/** True when a canary secret stands in the bytes. */
export function holdsCanary(bytes: Buffer): boolean {
  return forms.some((form) => bytes.includes(form));
}
