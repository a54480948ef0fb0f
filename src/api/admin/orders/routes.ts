import type { FastifyInstance } from 'fastify';
import type { Pool } from 'pg';
import { findDeliveries } from '../../../outbox/sql/find-deliveries.ts';
import { findMessages } from '../../../outbox/sql/find-messages.ts';
import { orderPath } from '../job-labels.ts';
import { findOrders, readId } from './find-orders.ts';
import { stateOfJob } from './job-states.ts';
import type { OrderDetails } from './order-details.ts';
import { orderPage } from './order-page.ts';
import { searchPage } from './search-page.ts';
import { describeOrders } from './sql/describe-orders.ts';
import { findOrderRecord, type OrderRecord } from './sql/find-order.ts';
import { findRecordIds } from './sql/find-record-ids.ts';
import { findSales } from './sql/find-sales.ts';

/** Longest text that is looked for: an e-mail address may have as many characters. */
const MAX_SOUGHT = 254;

/** Of what an order owes, the newest are shown; each asks its queue. */
const MOST_MESSAGES = 20;

/** Orders for operators: to look at, not to change. */
export async function orderPages(app: FastifyInstance, { pool }: { pool: Pool }): Promise<void> {
  app.get<{ Querystring: { find?: unknown } }>('/admin/orders', async (request, reply) => {
    const { find } = request.query;
    // PostgreSQL takes no NUL: the sign for what cannot be read stands for it, and is found nowhere.
    const sought =
      typeof find === 'string' ? find.replaceAll('\0', '\ufffd').trim().slice(0, MAX_SOUGHT) : '';
    const id = readId(sought);
    const ids = id ? [id] : await findOrders(pool, sought);
    if (ids.length === 1) return reply.redirect(orderPath(ids[0]!), 303);
    const orders = await describeOrders(pool, ids);
    return reply.code(orders.length === 0 && sought !== '' ? 404 : 200).send(searchPage(sought, orders));
  });

  app.get<{ Params: { id: string } }>('/admin/orders/:id', async (request, reply) => {
    const id = readId(request.params.id);
    const order = id ? await findOrderRecord(pool, id) : undefined;
    if (!order) return reply.code(404).send(searchPage(request.params.id.slice(0, 64), []));
    return reply.send(orderPage(await detailsOf(app, pool, order)));
  });
}

/** The order with what belongs to it; a part that cannot be read leaves the others alone. */
async function detailsOf(app: FastifyInstance, pool: Pool, order: OrderRecord): Promise<OrderDetails> {
  const optional = <T>(part: string, reading: Promise<T>): Promise<T | undefined> =>
    reading.catch((err) => {
      app.log.warn({ err, part, orderId: order.id }, 'a part of an order could not be read');
      return undefined;
    });
  const messages = async () => {
    const found = await findMessages(pool, order.id, MOST_MESSAGES);
    return Promise.all(
      found.map(async (message) => ({ ...message, state: await stateOfJob(app.queues, message) })),
    );
  };
  const mails = async () => findDeliveries(pool, [order.id, ...(await findRecordIds(pool, order.id))]);
  const [owed, deliveries, sales] = await Promise.all([
    optional('messages', messages()),
    optional('deliveries', mails()),
    optional('sales', findSales(pool, order)),
  ]);
  return { order, messages: owed, deliveries, sales };
}
