import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { CatalogQuery } from '../../catalog/cache/catalog-query.ts';
import { listArchived } from '../../catalog/list-archived.ts';
import { MAX_CATEGORIES } from '../../catalog/list-categories.ts';
import { Problem } from '../../errors.ts';
import { mustHave } from '../plugins/access.ts';
import { IdParams, Page, problemResponses } from '../schemas.ts';
import { answerFromMemory } from './answer-from-memory.ts';
import { refuseUnfit, splitIds } from './list-query.ts';
import { CategoriesSchema, ListQuery, ProductSchema } from './schemas.ts';
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
        description:
          "Stock may be up to one second old; with an administrator's token it never is.\n\n" +
          'Filters go together, but for those that say what they do not go with.',
        querystring: ListQuery,
        headers: Conditional,
        answerHeaders: catalogAnswerHeaders,
        response: {
          200: Page(ProductSchema, 'ProductPage'),
          ...notChanged,
          ...problemResponses(
            'overloaded',
            'invalid_cursor',
            'validation_failed',
            'version_mismatch',
            'unauthenticated',
            'forbidden',
          ),
        },
      },
      preValidation: async (request) => splitIds(request.query),
    },
    async (request, reply) => {
      refuseUnfit(request.query);
      if (request.query.archived) {
        mustHave(request, 'catalog:write');
        const page = JSON.stringify(await listArchived(app.pg, request.query));
        reply.header('cache-control', 'private, no-store').type('application/json; charset=utf-8');
        return reply.send(page as never);
      }
      await answer(request, reply, { kind: 'list', parameters: request.query });
      return reply as never;
    },
  );

  app.get(
    '/categories',
    {
      config: { access: 'anyone' },
      schema: {
        tags: ['Catalog'],
        operationId: 'listCategories',
        summary: 'List categories',
        description: `Those with products for sale, by name, ${MAX_CATEGORIES} at most. A change is shown at once.`,
        headers: Conditional,
        answerHeaders: catalogAnswerHeaders,
        response: {
          200: CategoriesSchema,
          ...notChanged,
          ...problemResponses('version_mismatch', 'overloaded'),
        },
      },
    },
    async (request, reply) => {
      await answer(request, reply, { kind: 'categories' });
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
        description:
          'Its ETag is what If-Match takes. Stock may be up to one second old, as in the list. Of what was taken out of the shop only administrators are told.',
        answerHeaders: catalogAnswerHeaders,
        params: IdParams,
        headers: Conditional,
        response: {
          200: ProductSchema,
          ...notChanged,
          ...problemResponses('not_found', 'version_mismatch', 'overloaded'),
        },
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
