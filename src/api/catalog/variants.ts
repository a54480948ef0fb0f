import { hash } from 'node:crypto';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import type { Answer } from '../../catalog/cache/answer.ts';
import { etagOf } from '../version-tags.ts';

export type Coding = 'identity' | 'gzip' | 'br';

/** An answer in one content coding, as it is sent. */
export interface Variant {
  coding: Coding;
  /** Strong: each coding has its own (RFC 9110, section 8.8.3.3). */
  etag: string;
  /**
   * The bytes of the body, each as one character (latin1). Node joins head and body that are both text into
   * one write; with a Buffer it makes two, which costs a quarter of the whole request.
   */
  bytes: string;
  /** Heads that were sent with it, for whoever sends it again. */
  heads: (string[] | undefined)[];
}

/** What was made of an answer, for as long as it is cached; null where compressing does not pay. */
interface Variants {
  identity: Variant;
  gzip?: Variant | null;
  br?: Variant | null;
}
const made = new WeakMap<Answer, Variants>();

/** Below this the head is most of the answer, and compressing saves no packet. */
const COMPRESS_FROM_BYTES = 1_024;
/** Above this compressing would hold up everybody else for more than a few ms. */
const COMPRESS_TO_BYTES = 256 * 1_024;
/** Fast, and within a few percent of the best for JSON of this size. */
const BROTLI_QUALITY = 4;

/** The variant to send to a client that prefers `coding`; compressed once, where that pays. */
export function variantOf(answer: Answer, coding: Coding): Variant {
  let variants = made.get(answer);
  if (variants === undefined) {
    variants = { identity: identityOf(answer) };
    made.set(answer, variants);
  }
  if (coding === 'identity') return variants.identity;
  if (variants[coding] === undefined) variants[coding] = compress(variants.identity, coding);
  return variants[coding] ?? variants.identity;
}

/** The body, for who cannot send it as text. */
export function bodyOf({ bytes }: Variant): Buffer {
  return Buffer.from(bytes, 'latin1');
}

function identityOf({ bytes, version }: Answer): Variant {
  const etag =
    version === undefined ? `"${hash('sha1', Buffer.from(bytes, 'latin1'), 'base64url')}"` : etagOf(version);
  return { coding: 'identity', etag, bytes, heads: [] };
}

function compress(identity: Variant, coding: 'gzip' | 'br'): Variant | null {
  const { etag } = identity;
  const body = bodyOf(identity);
  if (body.length < COMPRESS_FROM_BYTES || body.length > COMPRESS_TO_BYTES) return null;
  const smaller =
    coding === 'br'
      ? brotliCompressSync(body, {
          params: {
            [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY,
            [constants.BROTLI_PARAM_SIZE_HINT]: body.length,
          },
        })
      : gzipSync(body);
  return { coding, etag: `${etag.slice(0, -1)}-${coding}"`, bytes: smaller.toString('latin1'), heads: [] };
}
