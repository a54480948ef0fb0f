import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { findProduct } from '../../catalog/find-product.ts';
import { listProducts } from '../../catalog/list-products.ts';
import { etagOf } from '../../catalog/product-view.ts';
import { listKey } from '../../catalog/warm-product-cache.ts';
import { Problem } from '../../errors.ts';
import { isAdmin } from '../plugins/access.ts';
import { IdParams, Page, problemResponses } from '../schemas.ts';
import { noneMatch } from './preconditions.ts';
import { ListQuery, ProductSchema } from './schemas.ts';

const JSON_TYPE = 'application/json; charset=utf-8';

export const catalogReadRoutes: FastifyPluginAsyncTypebox = async (app) => {
  app.get(
    '/products',
    {
      config: { access: 'anyone' },
      schema: {
        tags: ['Catalog'],
        summary: 'List products for sale',
        description: "Stock may be up to one second old; with an administrator's token it never is.",
        querystring: ListQuery,
        response: { 200: Page(ProductSchema), ...problemResponses('invalid_cursor', 'validation_failed') },
      },
    },
    async (request, reply) => {
      const load = async () => JSON.stringify(await listProducts(app.pg, request.query));
      const body = isAdmin(request)
        ? await load()
        : await app.productCache.read(listKey(request.query), load);
      return reply
        .header('cache-control', 'no-cache')
        .header('vary', 'Authorization')
        .type(JSON_TYPE)
        .send(body as never);
    },
  );

  app.get(
    '/products/:id',
    {
      config: { access: 'anyone' },
      schema: {
        tags: ['Catalog'],
        summary: 'Read a product',
        params: IdParams,
        headers: Type.Object({ 'if-none-match': Type.Optional(Type.String({ maxLength: 2_000 })) }),
        response: {
          200: ProductSchema,
          304: Type.Null({ description: 'Not changed' }),
          ...problemResponses('not_found'),
        },
      },
    },
    async (request, reply) => {
      const id = request.params.id.toLowerCase();
      const load = async () => {
        const product = await findProduct(app.pg, id);
        // The tag stands before the text, so that a 304 needs no parsing.
        return product && `${etagOf(product.version)} ${JSON.stringify(product)}`;
      };
      const entry = isAdmin(request) ? await load() : await app.productCache.read(`product:${id}`, load);
      if (entry === undefined) throw new Problem('not_found', 'There is no such product');
      const end = entry.indexOf(' ');
      const etag = entry.slice(0, end);
      reply.header('etag', etag).header('cache-control', 'no-cache').header('vary', 'Authorization');
      if (!noneMatch(request.headers['if-none-match'], etag)) return reply.code(304).send(null);
      return reply.type(JSON_TYPE).send(entry.slice(end + 1) as never);
    },
  );
};
