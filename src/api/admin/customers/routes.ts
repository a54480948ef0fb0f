import type { FastifyInstance } from 'fastify';
import type { Pool } from 'pg';
import { findCustomer } from '../../../customers/find-customer.ts';
import { missingPage } from '../missing-page.ts';
import { describeOrders } from '../orders/sql/describe-orders.ts';
import { listOrderIds } from '../orders/sql/list-orders.ts';
import { readId } from '../query.ts';
import { customerPage } from './customer-page.ts';
import { findMails } from './sql/find-mails.ts';

const NEWEST_ORDERS = 20;
const NEWEST_MAILS = 50;

/** Customers for operators. */
export async function customerPages(app: FastifyInstance, { pool }: { pool: Pool }): Promise<void> {
  app.get<{ Params: { id: string } }>('/admin/customers/:id', async (request, reply) => {
    const id = readId(request.params.id);
    const customer = id && (await findCustomer(pool, id));
    if (!customer)
      return reply.code(404).send(missingPage('No such customer', '/admin/orders', 'To the orders'));
    const everything = { filter: 'all', from: undefined, until: undefined, before: undefined } as const;
    const ids = await listOrderIds(pool, { ...everything, customerId: customer.id, limit: NEWEST_ORDERS });
    const [orders, mails] = await Promise.all([
      describeOrders(pool, ids),
      findMails(pool, ids, NEWEST_MAILS),
    ]);
    return reply.send(customerPage({ customer, orders, mails }));
  });
}
