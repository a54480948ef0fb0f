import { hash } from 'node:crypto';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type Static, Type } from 'typebox';
import { Problem } from '../../errors.ts';
import { isKeyOfOther } from '../../idempotency/is-key-of-other.ts';
import { type GivenDetails, orderDetails } from '../../orders/order-details.ts';
import { createOwnOrderReader } from '../../orders/own-orders.ts';
import { findOrder, listOrders } from '../../orders/read-orders.ts';
import { createMailKeys } from '../../rates/buyer-key.ts';
import { hangUpOf } from '../hang-up.ts';
import { instantOf } from '../instant.ts';
import { may } from '../plugins/access.ts';
import { isWithin } from '../plugins/value-size.ts';
import { IdParams, knownVersions, Page, problemResponses } from '../schemas.ts';
import { etagOf, isKnown } from '../version-tags.ts';
import { createCheckout } from './checkout.ts';
import { OrderSchema, OrdersQuery, PlaceOrderBody, PlaceOrderHeaders } from './schemas.ts';
import { termsOf } from './terms.ts';

/** In ten minutes: one a second. Each order sends a mail, to an address that nobody has verified. */
const ORDERS_OF_AN_ACCOUNT = 600;

export const orderRoutes: FastifyPluginAsyncTypebox = async (app) => {
  const tags = ['Orders'];
  const checkout = createCheckout(app);
  const findOwnOrder = createOwnOrderReader(app.pg);
  const { jwtSecret, pricesIncludeTax } = app.config;
  const mailKey = createMailKeys(jwtSecret);

  app.post(
    '/orders',
    {
      config: { access: 'buyer', perAccount: ORDERS_OF_AN_ACCOUNT },
      // Before the body is judged: a key that stands for an order says more than "not valid".
      preValidation: async (request) => {
        const key = request.headers['idempotency-key'];
        if (typeof key !== 'string' || isEmptyBody(request.body)) return;
        // It was never taken under any key: the schema says what is wrong with it.
        if (!isWithin(request.body, FINGERPRINTED)) return;
        const fingerprint = fingerprintOf(request.body);
        if (await isKeyOfOther(app.pg, { userId: request.user.sub, key, fingerprint })) {
          throw new Problem('idempotency_key_reused');
        }
      },
      schema: {
        tags,
        operationId: 'placeOrder',
        summary: 'Place an order from the cart',
        description:
          'One database transaction checks and takes the stock, writes the order and empties the cart. ' +
          'While stock remains, nobody is refused because somebody else was faster.\n\n' +
          'What it costs follows from the same rules as a quote (`POST /cart/quote`) and is kept as it is then: tax by ' +
          '`shippingAddress`, shipping by `shippingMethodId`, discounts by `couponCodes`. With `expectedTotal` it is ' +
          'placed for that total or not at all: `total_changed` brings the new quote.\n\n' +
          'With an `Idempotency-Key` it may be sent again after any failure: once the key stands for an order, a ' +
          'repeat answers that order with `Idempotent-Replayed: true` and orders nothing, whatever the cart holds ' +
          'by then. For a new order send a new key, or none.',
        answerHeaders: { 201: ['Location', 'Idempotent-Replayed'] },
        headers: PlaceOrderHeaders,
        body: PlaceOrderBody,
        response: {
          201: OrderSchema,
          ...problemResponses(
            'insufficient_stock',
            'total_changed',
            'coupon_used_up',
            'not_found',
            'idempotency_in_progress',
            'cart_empty',
            'order_too_large',
            'currency_mismatch',
            'address_required',
            'not_shippable',
            'coupon_not_applicable',
            'too_many_unpaid_orders',
            'unknown_payment_provider',
            'idempotency_key_reused',
            'overloaded',
            'unavailable',
          ),
        },
      },
    },
    async (request, reply) => {
      const key = request.headers['idempotency-key'];
      const fingerprint = fingerprintOf(request.body);
      const { sub: userId, role } = request.user;
      const isGuest = role === 'GUEST';
      const asked = termsOf(request.body ?? undefined, { userId, isGuest, pricesIncludeTax, mailKey });
      const { answer, replayed } = await checkout.place(
        {
          userId,
          ...detailsOf(request.body),
          ...(asked && { asked }),
          ...paymentOf(app, request.body),
          ...(key === undefined ? {} : { idempotency: { key, fingerprint } }),
        },
        hangUpOf(reply),
      );
      if (replayed) reply.header('idempotent-replayed', 'true');
      reply.code(answer.status as 201).header('location', `/orders/${answer.orderId}`);
      return reply.type('application/json; charset=utf-8').send(answer.body as never);
    },
  );

  app.get(
    '/orders/:id',
    {
      config: { access: 'user', keyScope: 'orders:read' },
      schema: {
        tags,
        operationId: 'getOrder',
        summary: 'Read an order',
        description:
          'A customer sees their own, an administrator every one. Its ETag is what If-Match takes.',
        params: IdParams,
        headers: knownVersions,
        answerHeaders: { 200: ['ETag'], 304: ['ETag'] },
        response: {
          200: OrderSchema,
          304: Type.Null({ description: 'Not changed' }),
          ...problemResponses('not_found', 'overloaded', 'unavailable'),
        },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const userId = ownerOf(request);
      const order = await (userId === undefined ? findOrder(app.pg, id) : findOwnOrder({ id, userId }));
      if (!order) throw new Problem('not_found', 'There is no such order');
      reply.header('etag', etagOf(order.version));
      if (isKnown(request.headers['if-none-match'], order.version)) return reply.code(304).send(null);
      return order;
    },
  );

  app.get(
    '/orders',
    {
      config: { access: 'user', keyScope: 'orders:read' },
      schema: {
        tags,
        operationId: 'listOrders',
        summary: 'List orders',
        description:
          'Newest first. A customer sees their own, an administrator all, with who bought. What is asked for is looked ' +
          'for among so many orders at a time: a page may be short, or empty, and `nextCursor` goes on.',
        querystring: OrdersQuery,
        response: {
          200: Page(OrderSchema, 'OrderPage'),
          ...problemResponses('invalid_cursor', 'validation_failed'),
        },
      },
    },
    (request) => {
      const { from, to, ...query } = request.query;
      return listOrders(app.pg, {
        ...query,
        ...(from === undefined ? {} : { from: instantOf(from, '#/from', 'query: ') }),
        ...(to === undefined ? {} : { to: instantOf(to, '#/to', 'query: ') }),
        userId: ownerOf(request),
      });
    },
  );
};

/** Whose orders the caller sees; undefined for everybody's. */
function ownerOf(request: FastifyRequest): string | undefined {
  return may(request, 'orders:read') ? undefined : request.user.sub;
}

/** No body and an empty one are the same request. */
function isEmptyBody(body: unknown): boolean {
  return body === undefined || body === null || (typeof body === 'object' && Object.keys(body).length === 0);
}

function detailsOf(body: GivenDetails | null | undefined) {
  const details = body && orderDetails(body);
  return details && { details };
}

/** @throws {Problem} unknown_payment_provider */
function paymentOf({ config }: FastifyInstance, body: Static<typeof PlaceOrderBody> | undefined) {
  if (!body?.payment) return undefined;
  const { provider, capture = 'automatic' } = body.payment;
  if (!config.paymentProviders.some((name) => name === provider))
    throw new Problem('unknown_payment_provider');
  return { payment: { provider, capture, unpaidMs: config.unpaidOrderMinutes * 60_000 } };
}

/** Writing a body as JSON again recurses: deeper than this is no request of this API. */
const FINGERPRINTED = { values: Infinity, characters: Infinity, depth: 100 };
const FINGERPRINT_OF_NOTHING = hash('sha256', '', 'buffer');

function fingerprintOf(body: unknown): Buffer {
  return isEmptyBody(body) ? FINGERPRINT_OF_NOTHING : hash('sha256', JSON.stringify(body), 'buffer');
}
