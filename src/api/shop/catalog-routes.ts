import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { orThrow } from '../../../clients/typescript/src/index.ts';
import { listPage, productPage } from '../../shop/catalog-pages.ts';
import { IdParams } from '../schemas.ts';
import { sendPage } from './send-page.ts';

const PAGE = 24;
const Browse = Type.Object({
  q: Type.String({ maxLength: 200, default: '' }),
  category: Type.String({ maxLength: 100, default: '' }),
  sort: Type.String({ maxLength: 20, default: '' }),
  cursor: Type.String({ maxLength: 2_000, default: '' }),
});

/** Goods: listed, searched, shown. */
export const shopCatalogRoutes: FastifyPluginAsyncTypebox = async (app) => {
  app.get('/shop', { schema: { querystring: Browse } }, async (request, reply) => {
    const browse = { ...request.query, q: request.query.q.trim() };
    const asked = Object.fromEntries(Object.entries(browse).filter(([, value]) => value !== ''));
    const { open } = request.visitor;
    const [products, categories] = await Promise.all([
      orThrow(open.GET('/products', { params: { query: { limit: PAGE, ...asked } } })),
      orThrow(open.GET('/categories')),
    ]);
    return sendPage(request, reply, listPage(browse, products, categories));
  });

  app.get('/shop/products/:id', { schema: { params: IdParams } }, async (request, reply) => {
    const params = { path: { id: request.params.id } };
    const product = await orThrow(request.visitor.open.GET('/products/{id}', { params }));
    return sendPage(request, reply, productPage(product));
  });
};
