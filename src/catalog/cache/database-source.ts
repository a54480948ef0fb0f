import type { Pool } from 'pg';
import { findProduct } from '../find-product.ts';
import { listProducts } from '../list-products.ts';
import { answerOf } from './answer.ts';
import type { AnswerSource } from './lookup.ts';
import { takeSnapshot } from './snapshot.ts';

/** Answers from the database. Its `load` throws {InvalidCursor}. */
export function createDatabaseSource(pool: Pool): AnswerSource {
  return {
    snapshot: () => takeSnapshot(pool),
    async load(query) {
      const content =
        query.kind === 'product'
          ? await findProduct(pool, query.id)
          : await listProducts(pool, query.parameters);
      return content && answerOf(query, content, JSON.stringify(content));
    },
  };
}
