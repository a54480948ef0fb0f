import { answerOf } from '../../src/catalog/cache/answer.ts';
import type { CatalogChange } from '../../src/catalog/cache/catalog-change.ts';
import type { CatalogQuery } from '../../src/catalog/cache/catalog-query.ts';
import type { AnswerSource } from '../../src/catalog/cache/lookup.ts';
import { parseSnapshot } from '../../src/catalog/cache/snapshot.ts';
import type { ProductView } from '../../src/catalog/product-view.ts';

/** What PostgreSQL is to the cache, on paper: products, transactions, snapshots, and a hand on every load. */
export interface PaperDatabase extends AnswerSource {
  loads: number;
  /** Each time that words are to be forgotten: whether it will be told of the next change. */
  forgotten: boolean[];
  /** Called between reading and answering. */
  beforeAnswer: () => Promise<void> | void;
  /** Commits a new price. @returns the change that is told of */
  reprice(id: string, price: number): CatalogChange;
}

export const idOf = (n: number) => `00000000-0000-7000-8000-${String(n).padStart(12, '0')}`;
export const product = (n: number): CatalogQuery => ({ kind: 'product', id: idOf(n) });
export const list = (
  parameters: Partial<Extract<CatalogQuery, { kind: 'list' }>['parameters']> = {},
): CatalogQuery => ({
  kind: 'list',
  parameters: { sort: 'newest', limit: 20, ...parameters },
});

/** Products 1 to `amount`, odd ones in the category "odd", priced as they are numbered. */
export function createPaperDatabase(amount = 10): PaperDatabase {
  const products = Array.from({ length: amount }, (_, n) => viewOf(n + 1));
  let nextXid = 1_000n;
  const paper: PaperDatabase = {
    loads: 0,
    forgotten: [],
    beforeAnswer: () => {},
    forgetWords: (isTold) => void paper.forgotten.push(isTold),
    snapshot: async () => parseSnapshot(`${nextXid}:${nextXid}:`),
    async load(query) {
      paper.loads++;
      const [read, snapshot] = [structuredClone(products), await paper.snapshot()];
      await paper.beforeAnswer();
      if (query.kind === 'product') {
        const found = read.find(({ id }) => id === query.id);
        return found && { answer: answerOf(query, found, JSON.stringify(found)), snapshot };
      }
      if (query.kind === 'categories') throw new Error('There are none on paper');
      const { category, limit } = query.parameters;
      const items = read.filter((p) => category === undefined || p.category === category).slice(0, limit);
      const page = { items, nextCursor: null };
      return { answer: answerOf(query, page, JSON.stringify(page)) };
    },
    reprice(id, price) {
      const changed = products.find((p) => p.id === id)!;
      const before = { category: changed.category, price: changed.price };
      Object.assign(changed, { price, version: changed.version + 1 });
      const after = { ...before, price };
      return { xid: nextXid++, id, before, after, renamed: false, reworded: false };
    },
  };
  return paper;
}

function viewOf(n: number): ProductView {
  return {
    id: idOf(n),
    sku: `SKU-${n}`,
    name: `Product ${n}`,
    description: '',
    category: n % 2 === 1 ? 'odd' : 'even',
    price: n,
    currency: 'GBP',
    stockQuantity: 5,
    version: 1,
    createdAt: '2026-11-22T18:00:00.000Z',
    updatedAt: '2026-11-22T18:00:00.000Z',
  };
}
