import type { Pool } from 'pg';
import { findAnyProduct, findProduct } from '../find-product.ts';
import { listCategories } from '../list-categories.ts';
import { listProducts } from '../list-products.ts';
import { answerOf, type CatalogContent } from './answer.ts';
import type { CatalogQuery } from './catalog-query.ts';
import type { AnswerSource } from './lookup.ts';
import { takeSnapshot } from './snapshot.ts';

/** Answers from the database, as `audience` may see them. Its `load` throws {InvalidCursor}. */
export function createDatabaseSource(
  pool: Pool,
  audience: 'anyone' | 'administrator' = 'anyone',
): AnswerSource {
  const isAdministrator = audience === 'administrator';
  const read = (query: CatalogQuery): Promise<CatalogContent | undefined> => {
    if (query.kind === 'categories') return listCategories(pool);
    if (query.kind === 'list') return listProducts(pool, query.parameters);
    return isAdministrator ? findAnyProduct(pool, query.id) : findProduct(pool, query.id);
  };
  return {
    snapshot: () => takeSnapshot(pool),
    async load(query) {
      const content = await read(query);
      return content && answerOf(query, content, JSON.stringify(content));
    },
  };
}
