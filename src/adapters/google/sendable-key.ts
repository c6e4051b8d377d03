/** False for a key that the platform would refuse to put into a header, with an error that repeats it. */
export function isSendableKey(apiKey: string): boolean {
  return /^[\x21-\x7e]+$/.test(apiKey);
}
