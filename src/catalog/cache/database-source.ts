import type { Pool } from 'pg';
import { findProduct } from '../find-product.ts';
import { listProducts } from '../list-products.ts';
import { answerOf } from './answer.ts';
import type { AnswerSource } from './product-cache.ts';
import { takeSnapshot } from './snapshot.ts';

/** Answers from the database. Its `load` throws {Problem} `invalid_cursor`. */
export function createDatabaseSource(pool: Pool): AnswerSource {
  return {
    snapshot: () => takeSnapshot(pool),
    async load(question) {
      const content =
        question.kind === 'product'
          ? await findProduct(pool, question.id)
          : await listProducts(pool, question.query);
      return content && answerOf(question, content, JSON.stringify(content));
    },
  };
}
