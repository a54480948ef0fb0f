import { type Argon2Parameters, argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

const derive = promisify(argon2) as (algorithm: 'argon2id', parameters: Argon2Parameters) => Promise<Buffer>;

/** OWASP Password Storage Cheat Sheet, argon2id: 19 MiB, 2 passes, 1 lane. */
const parameters = { memory: 19_456, passes: 2, parallelism: 1, tagLength: 32 } as const;
const SALT_BYTES = 16;

/**
 * Takes some 30 ms of a core and 19 MiB: who serves strangers calls it in a turn of the hashing line.
 *
 * @returns a PHC string: `$argon2id$v=19$m=…,t=…,p=…$salt$hash`
 */
export async function hashPassword(plain: string): Promise<string> {
  const nonce = randomBytes(SALT_BYTES);
  const hash = await derive('argon2id', { message: plain.normalize('NFKC'), nonce, ...parameters });
  return phcString(nonce, hash);
}

/** What looks like a hash, costs as much to compare with, and is none of any password. */
export function decoyHash(): string {
  return phcString(randomBytes(SALT_BYTES), randomBytes(parameters.tagLength));
}

function phcString(nonce: Buffer, hash: Buffer): string {
  const { memory, passes, parallelism } = parameters;
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${base64(nonce)}$${base64(hash)}`;
}

/**
 * Compares in constant time, with the parameters that stand in the hash. No hash, and a string that is none, never match.
 * Costs what hashing costs.
 */
export async function verifyPassword(phc: string | null | undefined, plain: string): Promise<boolean> {
  const match = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([\w+/]+)\$([\w+/]+)$/.exec(phc ?? '');
  if (!match) return false;
  const expected = Buffer.from(match[5]!, 'base64');
  const actual = await derive('argon2id', {
    message: plain.normalize('NFKC'),
    nonce: Buffer.from(match[4]!, 'base64'),
    memory: Number(match[1]),
    passes: Number(match[2]),
    parallelism: Number(match[3]),
    tagLength: expected.length,
  });
  return timingSafeEqual(actual, expected);
}

function base64(bytes: Buffer): string {
  return bytes.toString('base64').replace(/=+$/, '');
}
