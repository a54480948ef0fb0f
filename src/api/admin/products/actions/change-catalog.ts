import type { EntityManager } from '@mikro-orm/postgresql';
import type { FastifyInstance } from 'fastify';
import type { Changed } from '../../../../catalog/change-products.ts';
import { runOnce } from '../../../../idempotency/run-once.ts';
import type { Operator } from '../../actions/action.ts';

/** Makes a change of a product once, and tells the caches. */
export type ChangeCatalog = (
  by: Operator,
  productId: string,
  work: (tx: EntityManager) => Promise<Changed<unknown>>,
) => Promise<void>;

export const changeCatalog =
  (app: FastifyInstance): ChangeCatalog =>
  async (by, reference, work) => {
    const { result } = await runOnce(
      <T>(inside: (tx: EntityManager) => Promise<T>) => app.orm.em.fork().transactional(inside),
      by.request,
      async (tx) => ({ answer: { reference, status: 303, body: '' }, result: await work(tx) }),
    );
    if (result === undefined) return;
    app.productCache.apply(result.change);
    app.jobs.request('catalog.warm-product-cache', { reason: 'change' });
  };
