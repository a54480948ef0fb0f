import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { Categories, ListOf, Product } from '../../shop/api-answers.ts';
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
    const asked = Object.entries(browse).filter(([, value]) => value !== '');
    const { visitor } = request;
    const [products, categories] = await Promise.all([
      visitor.look<ListOf<Product>>(`/products?${new URLSearchParams([['limit', String(PAGE)], ...asked])}`),
      visitor.look<Categories>('/categories'),
    ]);
    return sendPage(request, reply, listPage(browse, products, categories));
  });

  app.get('/shop/products/:id', { schema: { params: IdParams } }, async (request, reply) =>
    sendPage(
      request,
      reply,
      productPage(await request.visitor.look<Product>(`/products/${request.params.id}`)),
    ),
  );
};
