import { randomUUID } from 'node:crypto';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import { HoldfastProblem, orThrow } from '../../../clients/typescript/src/index.ts';
import { type OrderPageView, orderPage, ordersPage } from '../../shop/order-page.ts';
import { inOrder } from '../../shop/payment-words.ts';
import { problemWords } from '../../shop/problem-words.ts';
import { IdParams } from '../schemas.ts';
import { beginPayment } from './begin-payment.ts';
import { keyHeader } from './key-header.ts';
import { sendPage } from './send-page.ts';

const Back = Type.Object({ back: Type.Optional(Type.String({ maxLength: 10 })) });
const OrdersPage = Type.Object({ cursor: Type.String({ maxLength: 2_000, default: '' }) });
const Key = Type.String({ maxLength: 64, default: '' });
const PayForm = Type.Object({ provider: Type.String({ maxLength: 40 }) });
const CancelForm = Type.Object({ key: Key });

/** Orders of the browser: looked at, paid, cancelled. */
export const shopOrderRoutes: FastifyPluginAsyncTypebox = async (app) => {
  const providers = inOrder(app.config.paymentProviders);
  const read = ({ visitor }: FastifyRequest, id: string) =>
    orThrow(visitor.api.GET('/orders/{id}', { params: { path: { id } } }));
  const show = (
    request: FastifyRequest,
    reply: FastifyReply,
    view: Pick<OrderPageView, 'order' | 'told'>,
  ): Promise<FastifyReply> => sendPage(request, reply, orderPage({ ...view, providers, key: randomUUID() }));

  app.get('/shop/orders', { schema: { querystring: OrdersPage } }, async (request, reply) => {
    const { visitor, query } = request;
    const asked = { limit: 20, ...(query.cursor === '' ? {} : { cursor: query.cursor }) };
    const orders = visitor.isKnown
      ? await orThrow(visitor.api.GET('/orders', { params: { query: asked } }))
      : { items: [], nextCursor: null };
    return sendPage(request, reply, ordersPage(orders));
  });

  app.get('/shop/orders/:id', { schema: { params: IdParams, querystring: Back } }, async (request, reply) => {
    const { id } = request.params;
    if (request.query.back !== undefined) {
      await askProvider(request, id);
      return reply.redirect(`/shop/orders/${id}`, 303);
    }
    return show(request, reply, { order: await read(request, id) });
  });

  app.post(
    '/shop/orders/:id/pay',
    { schema: { params: IdParams, body: PayForm } },
    async (request, reply) => {
      const order = await read(request, request.params.id);
      return beginPayment(request, reply, { order, provider: request.body.provider });
    },
  );

  app.post(
    '/shop/orders/:id/cancel',
    { schema: { params: IdParams, body: CancelForm } },
    async (request, reply) => {
      const { id } = request.params;
      const { visitor, body } = request;
      try {
        const params = { path: { id }, header: keyHeader(body.key) };
        await orThrow(
          visitor.api.POST('/orders/{id}/cancellations', { params, body: { reason: 'customer' } }),
        );
      } catch (error) {
        if (!(error instanceof HoldfastProblem) || error.status === 404) throw error;
        reply.code(error.status);
        const told = { words: problemWords(error.problem), mood: 'bad' as const };
        return show(request, reply, { order: await read(request, id), told });
      }
      return reply.redirect(`/shop/orders/${id}`, 303);
    },
  );
};

/**
 * Somebody comes back from the page of a provider, whose message may be slower than they are: asks how their payment
 * stands. The page says what is known, whatever comes of it.
 */
async function askProvider({ visitor, log }: FastifyRequest, orderId: string): Promise<void> {
  try {
    const path = { id: orderId };
    const payments = await orThrow(visitor.api.GET('/orders/{id}/payments', { params: { path } }));
    for (const { id: paymentId } of payments.items.filter(({ status }) => !over.has(status)))
      await orThrow(
        visitor.api.POST('/orders/{id}/payments/{paymentId}/refreshes', {
          params: { path: { ...path, paymentId } },
        }),
      );
  } catch (err) {
    if (!(err instanceof HoldfastProblem)) throw err;
    log.debug({ err }, 'a payment could not be asked for');
  }
}
/** One payment at most is not. */
const over = new Set(['CAPTURED', 'VOIDED', 'EXPIRED']);
