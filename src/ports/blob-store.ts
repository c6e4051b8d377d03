/**
 * Payloads too large for the journal (prompts, replies, snapshots), named by the hash of their content.
 *
 * Contract, checked by test/contract/blob-store.contract.ts:
 * - `put` returns the SHA-256 of the UTF-8 bytes in hexadecimal; the same content has the same name and is stored once.
 * - A blob is durable when `put` resolves. `get` returns null for a name that is not there, and a `bad-payload` Fault
 *   when the stored bytes do not match their name.
 */
export interface BlobStore {
  put(content: string): Promise<string>;
  get(hash: string): Promise<string | null>;
}
