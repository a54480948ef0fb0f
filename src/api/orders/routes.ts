import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { Problem } from '../../errors.ts';
import { createOwnOrderReader } from '../../orders/own-orders.ts';
import { findOrder, listOrders } from '../../orders/read-orders.ts';
import { hangUpOf } from '../hang-up.ts';
import { instantOf } from '../instant.ts';
import { may } from '../plugins/access.ts';
import { IdParams, knownVersions, Page, problemResponses } from '../schemas.ts';
import { etagOf, isKnown } from '../version-tags.ts';
import { createOrderReader } from './asked-order.ts';
import { createCheckout } from './checkout.ts';
import { OrderSchema, OrdersQuery, PlaceOrderBody, PlaceOrderHeaders } from './schemas.ts';

/** In ten minutes: one a second. Each order sends a mail, to an address that nobody has verified. */
const ORDERS_OF_AN_ACCOUNT = 600;

export const orderRoutes: FastifyPluginAsyncTypebox = async (app) => {
  const tags = ['Orders'];
  const checkout = createCheckout(app);
  const findOwnOrder = createOwnOrderReader(app.pg);
  const readOrder = createOrderReader(app);

  app.post(
    '/orders',
    {
      config: { access: 'buyer', perAccount: ORDERS_OF_AN_ACCOUNT },
      attachValidation: true,
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
      const { answer, replayed } = await checkout.place(await readOrder(request), hangUpOf(reply));
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
        ...(from === undefined ? {} : { from: instantOf(from, '#/from') }),
        ...(to === undefined ? {} : { to: instantOf(to, '#/to') }),
        userId: ownerOf(request),
      });
    },
  );
};

/** Whose orders the caller sees; undefined for everybody's. */
function ownerOf(request: FastifyRequest): string | undefined {
  return may(request, 'orders:read') ? undefined : request.user.sub;
}
