import { randomUUID } from 'node:crypto';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { ListOf, Order, Payment } from '../../shop/api-answers.ts';
import { type OrderPageView, orderPage, ordersPage } from '../../shop/order-page.ts';
import { inOrder } from '../../shop/payment-words.ts';
import { problemWords } from '../../shop/problem-words.ts';
import { IdParams } from '../schemas.ts';
import { beginPayment } from './begin-payment.ts';
import { sendPage } from './send-page.ts';
import { ApiRefusal } from './visitor.ts';

const Back = Type.Object({ back: Type.Optional(Type.String({ maxLength: 10 })) });
const OrdersPage = Type.Object({ cursor: Type.String({ maxLength: 2_000, default: '' }) });
const Key = Type.String({ maxLength: 64, default: '' });
const PayForm = Type.Object({ provider: Type.String({ maxLength: 40 }) });
const CancelForm = Type.Object({ key: Key });

/** Orders of the browser: looked at, paid, cancelled. */
export const shopOrderRoutes: FastifyPluginAsyncTypebox = async (app) => {
  const providers = inOrder(app.config.paymentProviders);
  const read = ({ visitor }: FastifyRequest, id: string) => visitor.call<Order>('GET', `/orders/${id}`);
  const show = (
    request: FastifyRequest,
    reply: FastifyReply,
    view: Pick<OrderPageView, 'order' | 'told'>,
  ): Promise<FastifyReply> => sendPage(request, reply, orderPage({ ...view, providers, key: randomUUID() }));

  app.get('/shop/orders', { schema: { querystring: OrdersPage } }, async (request, reply) => {
    const { visitor, query } = request;
    const cursor = query.cursor === '' ? '' : `&${new URLSearchParams({ cursor: query.cursor })}`;
    const orders = visitor.isKnown
      ? await visitor.call<ListOf<Order>>('GET', `/orders?limit=20${cursor}`)
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
        await visitor.call('POST', `/orders/${id}/cancellations`, { reason: 'customer' }, body.key);
      } catch (error) {
        if (!(error instanceof ApiRefusal) || error.problem.status === 404) throw error;
        reply.code(error.problem.status);
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
    const payments = await visitor.call<ListOf<Payment>>('GET', `/orders/${orderId}/payments`);
    for (const { id } of payments.items.filter(({ status }) => !over.has(status)))
      await visitor.call('POST', `/orders/${orderId}/payments/${id}/refreshes`);
  } catch (err) {
    if (!(err instanceof ApiRefusal)) throw err;
    log.debug({ err }, 'a payment could not be asked for');
  }
}
/** One payment at most is not. */
const over = new Set(['CAPTURED', 'VOIDED', 'EXPIRED']);
