import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { changePrices } from '../../catalog/change-prices.ts';
import {
  adjustStock,
  archiveProduct,
  type Changed,
  createProduct,
  updateProduct,
} from '../../catalog/change-products.ts';
import { viewOfProduct } from '../../catalog/product-view.ts';
import type { Product } from '../../entities/product.entity.ts';
import { answerOnce } from '../answer-once.ts';
import { operatorOf } from '../audit/audit-trail.ts';
import { preconditionOf } from '../preconditions.ts';
import { conditionHeaders, IdParams, problemResponses } from '../schemas.ts';
import { validationFailed } from '../validation-failed.ts';
import { etagOf } from '../version-tags.ts';
import { requireIfMatch } from './require-if-match.ts';
import {
  AdjustmentBody,
  AdjustmentSchema,
  CreateBody,
  PatchBody,
  PricesBody,
  PricesSchema,
  ProductSchema,
  ReplaceBody,
} from './schemas.ts';

export const catalogWriteRoutes: FastifyPluginAsyncTypebox = async (app) => {
  const tags = ['Catalog'];
  const config = { access: 'catalog:write' } as const;
  /** Before the answer, so that who changed something never reads what it was. */
  const applied = <Result>({ result, change }: Changed<Result>): Result => {
    app.productCache.apply(change);
    app.jobs.request('catalog.warm-product-cache', { reason: 'change' });
    return result;
  };
  const answer = (reply: FastifyReply, product: Product) =>
    reply.header('etag', etagOf(product.version)).send(viewOfProduct(product));

  /** One transaction with the key; without one the operation's own is enough. */
  const transactOf = ({ keyed }: FastifyRequest) =>
    async function transact<T>(work: (em: EntityManager) => Promise<T>): Promise<T> {
      const em = app.orm.em.fork();
      return keyed ? em.transactional(work) : work(em);
    };

  app.post(
    '/products',
    {
      config: { ...config, idempotent: true },
      schema: {
        tags,
        operationId: 'createProduct',
        summary: 'Add a product',
        description: 'It is for sale at once. Its stock begins the ledger.',
        answerHeaders: { 201: ['Location', 'ETag'] },
        body: CreateBody,
        response: { 201: ProductSchema, ...problemResponses('sku_taken') },
      },
    },
    async (request, reply) => {
      const input = { ...request.body, currency: request.body.currency ?? app.config.defaultCurrency };
      const by = operatorOf(request);
      const { reference, body, result } = await answerOnce(
        request,
        reply,
        transactOf(request),
        async (em) => {
          const made = await createProduct(em, input, by);
          return { reference: made.result.id, view: viewOfProduct(made.result), result: made };
        },
      );
      if (result) applied(result);
      reply.header('location', `/products/${reference}`).header('etag', etagOf(JSON.parse(body).version));
      return reply.send(body as never);
    },
  );

  app.patch(
    '/prices',
    {
      config,
      schema: {
        tags,
        operationId: 'changePrices',
        summary: 'Change many prices',
        description:
          'All or none, in one transaction. Products that have the price already stay as they are.',
        body: PricesBody,
        response: { 200: PricesSchema, ...problemResponses('not_found') },
      },
    },
    async (request) => {
      const { items } = request.body;
      refuseRepeated(items.map(({ id }) => id.toLowerCase()));
      const { result, changes } = await changePrices(app.pg, items, operatorOf(request));
      for (const change of changes) app.productCache.apply(change);
      if (changes.length > 0) app.jobs.request('catalog.warm-product-cache', { reason: 'change' });
      return { items: result };
    },
  );

  const change = {
    tags,
    params: IdParams,
    headers: conditionHeaders,
    answerHeaders: { 200: ['ETag'], 412: ['ETag'] } as const,
    response: {
      200: ProductSchema,
      ...problemResponses('not_found', 'sku_taken', 'version_mismatch', 'precondition_required'),
    },
  };

  app.put(
    '/products/:id',
    {
      config,
      schema: {
        ...change,
        operationId: 'replaceProduct',
        summary: 'Replace a product',
        description: 'Without stockQuantity the stock stays as it is; with it, If-Match is required.',
        body: ReplaceBody,
      },
    },
    async (request, reply) => {
      requireIfMatch(request.headers['if-match'], request.body);
      const by = operatorOf(request);
      const defaults = {
        description: '',
        currency: app.config.defaultCurrency,
        taxClass: null,
        weight: null,
        compareAtPrice: null,
        lowStockThreshold: null,
      };
      const changes = { ...defaults, ...request.body };
      const em = app.orm.em.fork();
      const product = applied(
        await updateProduct(em, request.params.id, changes, preconditionOf(request.headers), by),
      );
      return answer(reply, product);
    },
  );

  app.patch(
    '/products/:id',
    {
      config,
      schema: {
        ...change,
        operationId: 'updateProduct',
        summary: 'Change a product',
        description: 'What is not named stays.',
        body: PatchBody,
      },
    },
    async (request, reply) => {
      requireIfMatch(request.headers['if-match'], request.body);
      const by = operatorOf(request);
      const em = app.orm.em.fork();
      const product = applied(
        await updateProduct(em, request.params.id, request.body, preconditionOf(request.headers), by),
      );
      return answer(reply, product);
    },
  );

  app.post(
    '/products/:id/stock-adjustments',
    {
      config: { ...config, idempotent: true },
      schema: {
        tags,
        operationId: 'adjustStock',
        summary: 'Adjust the stock',
        description: 'Relative, so that it never loses a sale that happens at the same time.',
        params: IdParams,
        headers: conditionHeaders,
        body: AdjustmentBody,
        response: {
          201: AdjustmentSchema,
          ...problemResponses('not_found', 'insufficient_stock', 'version_mismatch'),
        },
      },
    },
    async (request, reply) => {
      const { delta, reason } = request.body;
      const by = operatorOf(request);
      const { body, result } = await answerOnce(request, reply, transactOf(request), async (em) => {
        const accepted = preconditionOf(request.headers);
        const made = await adjustStock(em, request.params.id, delta, reason, by, accepted);
        const { stockQuantity, version, movedAt } = made.result;
        const productId = request.params.id;
        const createdAt = movedAt.toISOString();
        const view = { productId, delta, reason, note: reason, stockQuantity, version, createdAt };
        return { reference: productId, view, result: made };
      });
      if (result) applied(result);
      return reply.send(body as never);
    },
  );

  app.delete(
    '/products/:id',
    {
      config,
      schema: {
        tags,
        operationId: 'archiveProduct',
        summary: 'Take a product out of the shop',
        description: 'Orders keep what they bought; the stock ledger keeps its rows.',
        params: IdParams,
        headers: conditionHeaders,
        response: {
          204: Type.Null({ description: 'Gone' }),
          ...problemResponses('not_found', 'version_mismatch'),
        },
      },
    },
    async (request, reply) => {
      const accepted = preconditionOf(request.headers);
      applied(await archiveProduct(app.orm.em.fork(), request.params.id, accepted, operatorOf(request)));
      return reply.code(204).send(null);
    },
  );
};

/** @throws {Problem} `validation_failed` where a product has two prices */
function refuseRepeated(ids: readonly string[]): void {
  const repeated = ids.findIndex((id, n) => ids.indexOf(id) < n);
  if (repeated < 0) return;
  throw validationFailed({ pointer: `#/items/${repeated}/id`, detail: 'is in the list twice' });
}
