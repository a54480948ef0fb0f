import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Problem } from '../../errors.ts';
import { listMovements } from '../../stock/list-movements.ts';
import { instantOf } from '../instant.ts';
import { IdParams, problemResponses } from '../schemas.ts';
import { MovementsPage, MovementsQuery } from './schemas.ts';

export const ledgerRoutes: FastifyPluginAsyncTypebox = async (app) => {
  app.get(
    '/products/:id/stock-movements',
    {
      config: { access: 'catalog:write' },
      schema: {
        tags: ['Catalog'],
        operationId: 'listStockMovements',
        summary: 'Read the stock ledger',
        description: 'Newest first; every change of stock stands here. With `at`, as it was at that time.',
        params: IdParams,
        querystring: MovementsQuery,
        response: {
          200: MovementsPage,
          ...problemResponses('not_found', 'invalid_cursor', 'validation_failed'),
        },
      },
    },
    async (request) => {
      const { at, ...query } = request.query;
      const productId = request.params.id.toLowerCase();
      const page = await listMovements(app.pg, {
        productId,
        ...query,
        at: at === undefined ? undefined : instantOf(at, '#/at'),
      });
      if (!page) throw new Problem('not_found', 'There is no such product');
      return page;
    },
  );
};
