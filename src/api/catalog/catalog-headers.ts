import type { Variant } from './variants.ts';

const JSON_TYPE = 'application/json; charset=utf-8';

/** What an answer depends on besides its address. */
export const VARY = 'Authorization, Accept-Encoding';

/** Who asked: what a cache on the way may do differs. */
export type Audience = 'anyone' | 'customer' | 'administrator';

const cacheControl: Record<Audience, string> = {
  // A CDN may keep it and must ask each time, which a 304 out of memory answers: an answer may be a second
  // old by itself, and whole seconds are the least that a max-age could add.
  anyone: 'public, no-cache',
  customer: 'private, no-cache',
  administrator: 'private, no-store',
};

/** The headers of an answer of the catalog, besides those of every answer. */
export function catalogHeaders(
  variant: Pick<Variant, 'coding' | 'bytes'>,
  etag: string,
  audience: Audience,
  status: 200 | 304,
  cacheStatus: string,
): Record<string, string> {
  return {
    etag,
    'cache-control': cacheControl[audience],
    vary: VARY,
    'cache-status': cacheStatus,
    ...(status === 304
      ? {}
      : {
          'content-type': JSON_TYPE,
          'content-length': String(variant.bytes.length),
          ...(variant.coding === 'identity' ? {} : { 'content-encoding': variant.coding }),
        }),
  };
}
