import type { Pool } from 'pg';
import { sharedStatement } from '../../batching/shared-statement.ts';
import { createProductFinder, findAnyProduct } from '../find-product.ts';
import { listCategories } from '../list-categories.ts';
import { listProducts } from '../list-products.ts';
import { createWordMemory } from '../search/word-memory.ts';
import { answerOf, type CatalogContent } from './answer.ts';
import type { CatalogQuery } from './catalog-query.ts';
import type { AnswerSource, LoadedAnswer } from './lookup.ts';
import { type Snapshot, takeSnapshot } from './snapshot.ts';

/** Answers from the database, as `audience` may see them. Its `load` throws {InvalidCursor}. */
export function createDatabaseSource(
  pool: Pool,
  audience: 'anyone' | 'administrator' = 'anyone',
): AnswerSource {
  const find = createProductFinder(pool);
  const words = createWordMemory();
  // One for all loads of lists that are about to begin: taken after each of them was asked for.
  const snapshot = sharedStatement<void, Snapshot>(async (loads) => {
    const taken = await takeSnapshot(pool);
    return loads.map(() => taken);
  });
  const loaded = (query: CatalogQuery, content: CatalogContent): LoadedAnswer => ({
    answer: answerOf(query, content, JSON.stringify(content)),
  });
  return {
    snapshot: () => snapshot(),
    forgetWords: (isTold) => words.forget(isTold),
    async load(query) {
      if (query.kind === 'categories') return loaded(query, await listCategories(pool));
      if (query.kind === 'list') {
        const known = words.ofOneSearch();
        const page = await listProducts(pool, query.parameters, known);
        return { ...loaded(query, page), ...(known.seen.size > 0 && { words: known.seen }) };
      }
      if (audience === 'administrator') {
        const product = await findAnyProduct(pool, query.id);
        return product && loaded(query, product);
      }
      const seen = await find(query.id);
      return seen && { ...loaded(query, seen.product), snapshot: seen.snapshot };
    },
  };
}
