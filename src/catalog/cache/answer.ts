import { hash } from 'node:crypto';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import type { ProductPage } from '../product-query.ts';
import { etagOf, type ProductView } from '../product-view.ts';
import type { Coverage } from './catalog-change.ts';
import type { CatalogQuery } from './catalog-query.ts';

export type Coding = 'identity' | 'gzip' | 'br';

/** An answer in one content coding. */
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

/** What is cached: the bytes that are sent, and what tells when they are wrong. */
export interface Answer {
  identity: Variant;
  gzip?: Variant | null;
  br?: Variant | null;
  shown: Coverage;
  /** Room that it takes, with its compressed variants, about. */
  readonly room: number;
}

/** Below this the head is most of the answer, and compressing saves no packet. */
const COMPRESS_FROM_BYTES = 1_024;
/** Above this compressing would hold up everybody else for more than a few ms. */
const COMPRESS_TO_BYTES = 256 * 1_024;
/** Fast, and within a few percent of the best for JSON of this size. */
const BROTLI_QUALITY = 4;
/** What an entry needs besides its bodies, and for each product that it shows, by which it is found, about. */
const OVERHEAD_BYTES = 1_024;
const PRODUCT_BYTES = 128;

export function answerOf(query: CatalogQuery, content: ProductView | ProductPage, text: string): Answer {
  const body = Buffer.from(text);
  const etag =
    query.kind === 'product'
      ? etagOf((content as ProductView).version)
      : `"${hash('sha1', body, 'base64url')}"`;
  const shown = coverageOf(query, content);
  return {
    identity: { coding: 'identity', etag, bytes: body.toString('latin1'), heads: [] },
    shown,
    // Both compressed variants together stay below the original.
    room: 2 * body.length + OVERHEAD_BYTES + shown.ids.length * PRODUCT_BYTES,
  };
}

function coverageOf(query: CatalogQuery, content: ProductView | ProductPage): Coverage {
  if (query.kind === 'product') return { ids: [query.id] };
  const { items, nextCursor } = content as ProductPage;
  const last = items.at(-1);
  return {
    ids: items.map((item) => item.id),
    last: last && nextCursor !== null ? { id: last.id, price: last.price } : undefined,
  };
}

/** The variant to send to a client that prefers `coding`; compressed once, where that pays. */
export function variantOf(answer: Answer, coding: Coding): Variant {
  if (coding === 'identity') return answer.identity;
  if (answer[coding] === undefined) answer[coding] = compress(answer.identity, coding);
  return answer[coding] ?? answer.identity;
}

/** The body as it was, for who cannot send it as text. */
export function bodyOf({ bytes }: Variant): Buffer {
  return Buffer.from(bytes, 'latin1');
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
