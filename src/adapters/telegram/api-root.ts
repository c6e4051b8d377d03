export const OFFICIAL_API_ROOT = 'https://api.telegram.org';

/**
 * Whether the server behind an address may be trusted with the token and with what people say: whoever answers in Telegram's place can read
 * the token and forge commands. `foreign` is any host but Telegram's own over TLS and this machine.
 */
export type ApiRootTrust = 'trusted' | 'foreign' | 'invalid';

export function trustOfApiRoot(apiRoot: string): ApiRootTrust {
  if (!URL.canParse(apiRoot)) return 'invalid';
  const { protocol, hostname } = new URL(apiRoot);
  if (protocol !== 'http:' && protocol !== 'https:') return 'invalid';
  if (protocol === 'https:' && hostname === 'api.telegram.org') return 'trusted';
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname) ? 'trusted' : 'foreign';
}
