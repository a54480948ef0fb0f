import { createHash } from 'node:crypto';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Problem } from '../../errors.ts';
import { findOrder, listOrders } from '../../orders/read-orders.ts';
import { IdParams, Page, problemResponses } from '../schemas.ts';
import { createCheckout } from './checkout.ts';
import { OrderSchema, OrdersQuery, PlaceOrderBody, PlaceOrderHeaders } from './schemas.ts';

export const orderRoutes: FastifyPluginAsyncTypebox = async (app) => {
  const tags = ['Orders'];
  const checkout = createCheckout(app);

  app.post(
    '/orders',
    {
      config: { access: 'CUSTOMER' },
      schema: {
        tags,
        summary: 'Place an order from the cart',
        description:
          'One database transaction checks and takes the stock, writes the order and empties the cart. ' +
          'While stock remains, nobody is refused because somebody else was faster.',
        headers: PlaceOrderHeaders,
        body: PlaceOrderBody,
        response: {
          201: OrderSchema,
          ...problemResponses(
            'insufficient_stock',
            'idempotency_in_progress',
            'cart_empty',
            'order_too_large',
            'currency_mismatch',
            'idempotency_key_reused',
            'overloaded',
            'unavailable',
          ),
        },
      },
    },
    async (request, reply) => {
      const key = request.headers['idempotency-key'];
      const fingerprint = createHash('sha256')
        .update(JSON.stringify(request.body ?? null))
        .digest();
      const { answer, replayed } = await checkout.place({
        userId: request.user.sub,
        ...(key === undefined ? {} : { idempotency: { key, fingerprint } }),
      });
      if (replayed) reply.header('idempotent-replayed', 'true');
      reply.code(answer.status as 201).header('location', `/orders/${answer.orderId}`);
      return reply.type('application/json; charset=utf-8').send(answer.body as never);
    },
  );

  app.get(
    '/orders/:id',
    {
      config: { access: 'user' },
      schema: {
        tags,
        summary: 'Read an order',
        description: 'A customer sees their own, an administrator every one.',
        params: IdParams,
        response: { 200: OrderSchema, ...problemResponses('not_found') },
      },
    },
    async (request) => {
      const { role, sub } = request.user;
      const order = await findOrder(app.pg, request.params.id, role === 'ADMIN' ? undefined : sub);
      if (!order) throw new Problem('not_found', 'There is no such order');
      return order;
    },
  );

  app.get(
    '/orders',
    {
      config: { access: 'user' },
      schema: {
        tags,
        summary: 'List orders',
        description: 'Newest first. A customer sees their own, an administrator all.',
        querystring: OrdersQuery,
        response: { 200: Page(OrderSchema), ...problemResponses('invalid_cursor', 'validation_failed') },
      },
    },
    (request) => {
      const { role, sub } = request.user;
      return listOrders(app.pg, { ...request.query, userId: role === 'ADMIN' ? undefined : sub });
    },
  );
};
