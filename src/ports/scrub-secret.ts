const MESSAGE_LENGTH_MAX = 300;
const KEY_SHAPES = [/\bsk-[\w*-]{8,}/g, /\bAIza[\w-]{30,}/g, /\bBearer\s+[^\s"',;]+/gi];

/** A text from outside as it may be shown and kept: without the key, in whichever form it may have been echoed, on one line, short. */
export function scrubSecret(text: string, secret: string): string {
  const forms = secret === '' ? [] : [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64')];
  const withoutKey = forms.reduce((scrubbed, form) => scrubbed.replaceAll(form, '[secret]'), text);
  const withoutKeys = KEY_SHAPES.reduce((scrubbed, shape) => scrubbed.replace(shape, '[secret]'), withoutKey);
  return withoutKeys
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim()
    .slice(0, MESSAGE_LENGTH_MAX);
}
