import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { CatalogQuery } from '../../catalog/cache/catalog-query.ts';
import { Problem } from '../../errors.ts';
import { IdParams, Page, problemResponses } from '../schemas.ts';
import { answerFromMemory } from './answer-from-memory.ts';
import { ListQuery, ProductSchema } from './schemas.ts';
import { sendAnswer } from './send-answer.ts';

const Conditional = Type.Object({
  'if-none-match': Type.Optional(
    Type.String({
      maxLength: 2_000,
      description: 'ETag of an answer that you have: 304 when it still holds',
    }),
  ),
  'if-match': Type.Optional(Type.String({ maxLength: 2_000 })),
});
const inAnswers = ['ETag', 'Cache-Control', 'Cache-Status'] as const;
const catalogAnswerHeaders = { 200: inAnswers, 304: inAnswers };
const notChanged = { 304: Type.Null({ description: 'Not changed' }) };

export const catalogReadRoutes: FastifyPluginAsyncTypebox = async (app) => {
  // Before the request is even read: what is in memory needs none of what follows.
  app.addHook('onRequest', answerFromMemory(app));
  const answer = sendAnswer(app);

  app.get(
    '/products',
    {
      config: { access: 'anyone' },
      schema: {
        tags: ['Catalog'],
        operationId: 'listProducts',
        summary: 'List products for sale',
        description: "Stock may be up to one second old; with an administrator's token it never is.",
        querystring: ListQuery,
        headers: Conditional,
        answerHeaders: catalogAnswerHeaders,
        response: {
          200: Page(ProductSchema, 'ProductPage'),
          ...notChanged,
          ...problemResponses('invalid_cursor', 'validation_failed', 'version_mismatch'),
        },
      },
    },
    async (request, reply) => {
      await answer(request, reply, { kind: 'list', parameters: request.query });
      return reply as never;
    },
  );

  app.get(
    '/products/:id',
    {
      config: { access: 'anyone' },
      schema: {
        tags: ['Catalog'],
        operationId: 'getProduct',
        summary: 'Read a product',
        description: 'Its ETag is what If-Match takes. Stock may be up to one second old, as in the list.',
        answerHeaders: catalogAnswerHeaders,
        params: IdParams,
        headers: Conditional,
        response: { 200: ProductSchema, ...notChanged, ...problemResponses('not_found', 'version_mismatch') },
      },
    },
    async (request, reply) => {
      const query: CatalogQuery = { kind: 'product', id: request.params.id.toLowerCase() };
      if (!(await answer(request, reply, query))) {
        throw new Problem('not_found', 'There is no such product');
      }
      return reply as never;
    },
  );
};
