import type { CategoryList } from '../list-categories.ts';
import type { ProductPage } from '../product-query.ts';
import { PRICE_OUTLOOK, type ProductView } from '../product-view.ts';
import type { Coverage } from './catalog-change.ts';
import type { CatalogQuery } from './catalog-query.ts';

/** What is cached: JSON, and what tells when it is wrong. */
export interface Answer {
  /** The JSON in UTF-8, each byte as one character (latin1): half the room of other text, and ready to be sent. */
  readonly bytes: string;
  /** Of the product that it shows; a list has none. */
  readonly version: number | undefined;
  readonly shown: Coverage;
  /** Ms from its load at which a price in it may be another one; undefined: none is scheduled. */
  readonly holdsMs: number | undefined;
  /** Room that it takes in bytes, with what is made of it to be sent, about. */
  readonly room: number;
}

/** What an entry needs besides its bodies, and for each product that it shows, by which it is found, about. */
const OVERHEAD_BYTES = 1_024;
const PRODUCT_BYTES = 128;

export type CatalogContent = ProductView | ProductPage | CategoryList;

/** @param text the content as JSON */
export function answerOf(query: CatalogQuery, content: CatalogContent, text: string): Answer {
  const bytes = Buffer.from(text).toString('latin1');
  const shown = coverageOf(query, content);
  return {
    bytes,
    version: versionOf(query, content),
    shown,
    holdsMs: holdsMsOf(query, content),
    // Both compressed variants together stay below the original.
    room: 2 * bytes.length + OVERHEAD_BYTES + shown.ids.length * PRODUCT_BYTES,
  };
}

/** None where a price that is scheduled counts already and has not raised it yet: another one was told as this version. */
function versionOf(query: CatalogQuery, content: CatalogContent): number | undefined {
  if (query.kind !== 'product') return undefined;
  const { version, [PRICE_OUTLOOK]: outlook } = content as ProductView;
  return outlook?.isAhead ? undefined : version;
}

function holdsMsOf(query: CatalogQuery, content: CatalogContent): number | undefined {
  if (query.kind === 'categories') return undefined;
  const shown = query.kind === 'product' ? [content as ProductView] : (content as ProductPage).items;
  const times = shown.flatMap((product) => product[PRICE_OUTLOOK]?.holdsMs ?? []);
  return times.length > 0 ? Math.min(...times) : undefined;
}

/** The JSON of an answer. */
export function textOf({ bytes }: Answer): string {
  return Buffer.from(bytes, 'latin1').toString();
}

function coverageOf(query: CatalogQuery, content: CatalogContent): Coverage {
  if (query.kind === 'product') return { ids: [query.id] };
  if (query.kind === 'categories') return { ids: [] };
  const { items, nextCursor } = content as ProductPage;
  const last = items.at(-1);
  return {
    ids: items.map((item) => item.id),
    last: last && nextCursor !== null ? { id: last.id, price: last.price } : undefined,
  };
}
