import { slugOf } from '../identity.ts';
import type { ProductQuery } from '../list-products.ts';

/** What a client asked the catalog, in one form for all the ways of writing it. */
export type Question = { kind: 'product'; id: string } | { kind: 'list'; query: ProductQuery };

/** Key of an answer; the same question gives the same key, and a key tells its question. */
export function keyOf(question: Question): string {
  if (question.kind === 'product') return `product:${question.id.toLowerCase()}`;
  const { limit, category, cursor } = question.query;
  const q = wordsOf(question.query.q);
  // Without words and without an order it is the newest, which says so.
  const sort = question.query.sort ?? (q === undefined ? 'newest' : null);
  return `list:${JSON.stringify([sort, limit, category === undefined ? null : slugOf(category), q ?? null, cursor ?? null])}`;
}

/** The question of a key that `keyOf` made. */
export function questionOf(key: string): Question {
  if (key.startsWith('product:')) return { kind: 'product', id: key.slice('product:'.length) };
  const told = JSON.parse(key.slice('list:'.length)).map((part: unknown) => part ?? undefined);
  const [sort, limit, category, q, cursor] = told;
  return { kind: 'list', query: { sort, limit, category, q, cursor } };
}

/** One blank between words, none around them; no words are no search. */
function wordsOf(q: string | undefined): string | undefined {
  return q?.trim().replace(/\s+/g, ' ') || undefined;
}

/**
 * Whether other processes are likely to be asked the same: products, and first pages without a search. The
 * rest (deep pages, searches) comes in endless variety and would fill the shared tier for nobody.
 */
export function isShared(question: Question): boolean {
  return (
    question.kind === 'product' || (question.query.q === undefined && question.query.cursor === undefined)
  );
}
