import { hash, randomBytes } from 'node:crypto';

/** By this beginning a key is told from an access token, and found where somebody published it. */
const MARK = 'hf_';
const PREFIX_BYTES = 4;
const SECRET_BYTES = 32;
const keyPattern = /^hf_[0-9a-f]{8}_[\w-]{43}$/;

/** A new key, and how it is remembered: nobody can read it from that. */
export interface NewApiKey {
  key: string;
  /** The beginning of the key, which is shown. */
  prefix: string;
  keyHash: Buffer;
}

export function newApiKey(): NewApiKey {
  const prefix = MARK + randomBytes(PREFIX_BYTES).toString('hex');
  const key = `${prefix}_${randomBytes(SECRET_BYTES).toString('base64url')}`;
  return { key, prefix, keyHash: hashOfKey(key) };
}

export function isApiKey(token: string): boolean {
  return token.startsWith(MARK);
}

/** Whether a text looks like a whole key: what does not is not looked for. */
export function isWholeApiKey(token: string): boolean {
  return keyPattern.test(token);
}

export function hashOfKey(key: string): Buffer {
  return hash('sha256', key, 'buffer');
}
