import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { EntityManager } from '@mikro-orm/postgresql';
import type { Changed } from '../../catalog/change-products.ts';
import {
  changeScheduledPrice,
  findScheduledPrice,
  listScheduledPrices,
  removeScheduledPrice,
  schedulePrice,
  viewOfScheduledPrice,
} from '../../catalog/scheduled-prices.ts';
import { answerOnce } from '../answer-once.ts';
import { operatorOf } from '../audit/audit-trail.ts';
import { keptInstantOf } from '../instant.ts';
import { preconditionOf } from '../preconditions.ts';
import { conditionHeaders, IdParams, problemResponses, RecordsQuery, removal } from '../schemas.ts';
import { etagOf } from '../version-tags.ts';
import {
  PriceParams,
  ScheduledPriceBody,
  ScheduledPriceChanges,
  ScheduledPriceSchema,
  ScheduledPricesPage,
} from './scheduled-price-schemas.ts';

const PATH = '/products/:id/scheduled-prices';

/** Prices that products have for a time: what is to come is nobody's business but the shop's. */
export const scheduledPriceRoutes: FastifyPluginAsyncTypebox = async (app) => {
  const tags = ['Catalog'];
  const config = { access: 'catalog:write' } as const;
  const transact = <T>(work: (em: EntityManager) => Promise<T>) => app.orm.em.fork().transactional(work);
  /** Before the answer, so that who changed something never reads what it was. */
  const applied = <Result>({ result, change }: Changed<Result>): Result => {
    app.productCache.apply(change);
    app.jobs.request('catalog.warm-product-cache', { reason: 'change' });
    return result;
  };
  const targetOf = ({ id, priceId }: { id: string; priceId: string }) => ({
    productId: id.toLowerCase(),
    id: priceId.toLowerCase(),
  });

  app.get(
    PATH,
    {
      config,
      schema: {
        tags,
        operationId: 'listScheduledPrices',
        summary: 'List the scheduled prices of a product',
        description: 'Those that were made last first, those that are over included.',
        params: IdParams,
        querystring: RecordsQuery,
        response: { 200: ScheduledPricesPage, ...problemResponses('invalid_cursor', 'validation_failed') },
      },
    },
    async (request) => {
      const productId = request.params.id.toLowerCase();
      const page = await listScheduledPrices(app.orm.em.fork(), productId, request.query);
      return { items: page.items.map(viewOfScheduledPrice), nextCursor: page.nextCursor };
    },
  );

  app.post(
    PATH,
    {
      config: { ...config, idempotent: true },
      schema: {
        tags,
        operationId: 'schedulePrice',
        summary: 'Schedule a price',
        description:
          'The product costs that from the instant to the instant, by the clock of the database, and its usual price before and after it. Those of one product do not overlap. Lists are sorted and filtered by it some seconds after it begins.',
        params: IdParams,
        answerHeaders: { 201: ['Location', 'ETag'] },
        body: ScheduledPriceBody,
        response: {
          201: ScheduledPriceSchema,
          ...problemResponses('not_found', 'scheduled_price_overlap'),
        },
      },
    },
    async (request, reply) => {
      const productId = request.params.id.toLowerCase();
      const { price, startsAt, endsAt = null } = request.body;
      const input = { price, ...instantsOf({ startsAt, endsAt }) };
      const { reference, body, result } = await answerOnce(
        request,
        reply,
        transact,
        async (em: EntityManager) => {
          const made = await schedulePrice(em, productId, input, operatorOf(request));
          return { reference: made.result.id, view: viewOfScheduledPrice(made.result), result: made };
        },
      );
      if (result) applied(result);
      reply.header('location', `/products/${productId}/scheduled-prices/${reference}`);
      return reply.header('etag', etagOf(JSON.parse(body).version)).send(body as never);
    },
  );

  app.get(
    `${PATH}/:priceId`,
    {
      config,
      schema: {
        tags,
        operationId: 'getScheduledPrice',
        summary: 'Read a scheduled price',
        description: 'Its ETag is what If-Match takes.',
        params: PriceParams,
        answerHeaders: { 200: ['ETag'] },
        response: { 200: ScheduledPriceSchema, ...problemResponses('not_found') },
      },
    },
    async (request, reply) => {
      const row = await findScheduledPrice(app.orm.em.fork(), targetOf(request.params));
      return reply.header('etag', etagOf(row.version)).send(viewOfScheduledPrice(row));
    },
  );

  app.patch(
    `${PATH}/:priceId`,
    {
      config,
      schema: {
        tags,
        operationId: 'updateScheduledPrice',
        summary: 'Change a scheduled price',
        description: 'What is not named stays. One that counts already changes at once.',
        params: PriceParams,
        headers: conditionHeaders,
        answerHeaders: { 200: ['ETag'], 412: ['ETag'] },
        body: ScheduledPriceChanges,
        response: {
          200: ScheduledPriceSchema,
          ...problemResponses('not_found', 'scheduled_price_overlap', 'version_mismatch'),
        },
      },
    },
    async (request, reply) => {
      const { startsAt, endsAt, ...price } = request.body;
      const target = { ...targetOf(request.params), precondition: preconditionOf(request.headers) };
      const changes = { ...price, ...instantsOf({ startsAt, endsAt }) };
      const row = applied(
        await changeScheduledPrice(app.orm.em.fork(), target, changes, operatorOf(request)),
      );
      return reply.header('etag', etagOf(row.version)).send(viewOfScheduledPrice(row));
    },
  );

  app.delete(
    `${PATH}/:priceId`,
    {
      config,
      schema: {
        tags,
        operationId: 'deleteScheduledPrice',
        summary: 'Remove a scheduled price',
        description: 'Where it counts already, the product has its usual price at once.',
        params: PriceParams,
        ...removal,
      },
    },
    async (request, reply) => {
      const target = { ...targetOf(request.params), precondition: preconditionOf(request.headers) };
      applied(await removeScheduledPrice(app.orm.em.fork(), target, operatorOf(request)));
      return reply.code(204).send(null);
    },
  );
};

interface Span {
  startsAt?: string | undefined;
  endsAt?: string | null | undefined;
}
type Instants<S extends Span> = (S['startsAt'] extends string ? { startsAt: Date } : { startsAt?: Date }) & {
  endsAt?: Date | null;
};

/** Those that are given. @throws {Problem} */
function instantsOf<S extends Span>({ startsAt, endsAt }: S): Instants<S> {
  return {
    ...(startsAt !== undefined && { startsAt: keptInstantOf(startsAt, '#/startsAt') }),
    ...(endsAt !== undefined && { endsAt: endsAt && keptInstantOf(endsAt, '#/endsAt') }),
  } as Instants<S>;
}
