import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Pool } from 'pg';
import { listInvoices } from '../../../invoices/read-invoices.ts';
import { limits } from '../../../limits.ts';
import { findDeliveries } from '../../../outbox/sql/find-deliveries.ts';
import { findMessages } from '../../../outbox/sql/find-messages.ts';
import { doneNotice } from '../actions/done-notice.ts';
import { orderPath } from '../job-labels.ts';
import { missingPage } from '../missing-page.ts';
import { needs } from '../page-scope.ts';
import { findMoney } from '../payments/find-money.ts';
import { queryText, readDay, readId } from '../query.ts';
import { orderActions } from './action-routes.ts';
import { findOrders } from './find-orders.ts';
import { stateOfJob } from './job-states.ts';
import { orderListPage } from './list-page.ts';
import type { OrderDetails } from './order-details.ts';
import { orderPage } from './order-page.ts';
import { packingSlip } from './packing-slip.ts';
import { searchPage } from './search-page.ts';
import { describeOrders } from './sql/describe-orders.ts';
import { findEvents } from './sql/find-events.ts';
import { findOrderRecord, type OrderRecord } from './sql/find-order.ts';
import { findRecordIds } from './sql/find-record-ids.ts';
import { findRecords } from './sql/find-records.ts';
import { findSales } from './sql/find-sales.ts';
import { listOrderIds, type OrderFilter, orderFilters } from './sql/list-orders.ts';
import { SHOWN_EVENTS } from './timeline-card.ts';

/** Longest text that is looked for: an e-mail address may have as many characters. */
const MAX_SOUGHT = 254;

/** Of what an order owes, the newest are shown; each asks its queue. */
const MOST_MESSAGES = 20;

/** Of what was issued for an order, the first are shown. */
const MOST_INVOICES = 20;

/** Orders on one page of the list. */
const PAGE = 50;

/** Orders for operators: to find, to go through, to look at, and what they do to them. */
export async function orderPages(app: FastifyInstance, { pool }: { pool: Pool }): Promise<void> {
  needs(app, 'orders:read');
  app.get('/admin/orders', async (request, reply) => {
    const sought = queryText(request, 'find', MAX_SOUGHT);
    if (sought === '') return reply.send(await listPageOf(pool, request));
    const id = readId(sought);
    const ids = id ? [id] : await findOrders(pool, sought);
    if (ids.length === 1) return reply.redirect(orderPath(ids[0]!), 303);
    const orders = await describeOrders(pool, ids);
    return reply.code(orders.length === 0 ? 404 : 200).send(searchPage(sought, orders));
  });

  app.get<{ Params: { id: string } }>('/admin/orders/:id', async (request, reply) => {
    const id = readId(request.params.id);
    const order = id ? await findOrderRecord(pool, id) : undefined;
    if (!order) return reply.code(404).send(searchPage(request.params.id.slice(0, 64), []));
    return reply.send(orderPage(await detailsOf(app, pool, order), doneNotice(request)));
  });

  app.get<{ Params: { id: string } }>('/admin/orders/:id/packing-slip', async (request, reply) => {
    const id = readId(request.params.id);
    const order = id ? await findOrderRecord(pool, id, limits.cartItems) : undefined;
    if (!order) return reply.code(404).send(searchPage(request.params.id.slice(0, 64), []));
    const sought = queryText(request, 'parcel', 36);
    const { parcels } = sought === '' ? { parcels: [] } : await findRecords(pool, order.id);
    const parcel = parcels.find((one) => one.id === sought);
    if (sought !== '' && !parcel)
      return reply.code(404).send(missingPage('No such parcel', orderPath(order.id), 'To the order'));
    return reply.send(packingSlip(order, parcel));
  });

  orderActions(app, pool);
}

async function listPageOf(pool: Pool, request: FastifyRequest): Promise<string> {
  const show = queryText(request, 'show', 20);
  const asked = {
    filter: Object.hasOwn(orderFilters, show) ? (show as OrderFilter) : 'all',
    customer: readId(queryText(request, 'customer', 36)) ?? '',
    from: readDay(queryText(request, 'from', 10)),
    to: readDay(queryText(request, 'to', 10)),
  } as const;
  const ids = await listOrderIds(pool, {
    filter: asked.filter,
    customerId: asked.customer || undefined,
    from: asked.from === '' ? undefined : new Date(asked.from),
    until: asked.to === '' ? undefined : new Date(Date.parse(asked.to) + DAY_MS),
    before: readId(queryText(request, 'before', 36)),
    limit: PAGE + 1,
  });
  const orders = await describeOrders(pool, ids.slice(0, PAGE));
  return orderListPage(asked, orders, ids.length > PAGE ? ids[PAGE - 1] : undefined);
}

const DAY_MS = 24 * 3_600_000;

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
  const invoices = async () => (await listInvoices(pool, { orderId: order.id, limit: MOST_INVOICES })).items;
  const [owed, deliveries, sales, records, events, money, issued] = await Promise.all([
    optional('messages', messages()),
    optional('deliveries', mails()),
    optional('sales', findSales(pool, order)),
    optional('records', findRecords(pool, order.id)),
    optional('events', findEvents(pool, order.id, SHOWN_EVENTS)),
    optional('money', findMoney(pool, order.id)),
    optional('invoices', invoices()),
  ]);
  return { order, messages: owed, deliveries, sales, records, events, money, invoices: issued };
}
