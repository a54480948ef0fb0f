import type { Pool } from 'pg';
import { sharedStatement } from '../../batching/shared-statement.ts';
import { createProductFinder, findAnyProduct } from '../find-product.ts';
import { listCategories } from '../list-categories.ts';
import { listProducts } from '../list-products.ts';
import { answerOf, type CatalogContent } from './answer.ts';
import type { CatalogQuery } from './catalog-query.ts';
import type { AnswerSource } from './lookup.ts';
import { type Snapshot, takeSnapshot } from './snapshot.ts';

/** Answers from the database, as `audience` may see them. Its `load` throws {InvalidCursor}. */
export function createDatabaseSource(
  pool: Pool,
  audience: 'anyone' | 'administrator' = 'anyone',
): AnswerSource {
  const findForAnyone = createProductFinder(pool);
  const find = audience === 'administrator' ? (id: string) => findAnyProduct(pool, id) : findForAnyone;
  // One for all loads that are about to begin: taken after each of them was asked for.
  const snapshot = sharedStatement<void, Snapshot>(async (loads) => {
    const taken = await takeSnapshot(pool);
    return loads.map(() => taken);
  });
  const read = (query: CatalogQuery): Promise<CatalogContent | undefined> => {
    if (query.kind === 'categories') return listCategories(pool);
    if (query.kind === 'list') return listProducts(pool, query.parameters);
    return find(query.id);
  };
  return {
    snapshot: () => snapshot(),
    async load(query) {
      const content = await read(query);
      return content && answerOf(query, content, JSON.stringify(content));
    },
  };
}
