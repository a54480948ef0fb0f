import type { FastifyInstance } from 'fastify';
import type { Pool } from 'pg';
import { findCustomer } from '../../../customers/find-customer.ts';
import { listCustomers } from '../../../customers/list-customers.ts';
import { missingPage } from '../missing-page.ts';
import { describeOrders } from '../orders/sql/describe-orders.ts';
import { listOrderIds } from '../orders/sql/list-orders.ts';
import { needs } from '../page-scope.ts';
import { queryText, readId } from '../query.ts';
import { customerPage } from './customer-page.ts';
import { customerListPage } from './list-page.ts';
import { findMails } from './sql/find-mails.ts';

const CUSTOMERS_ON_PAGE = 50;
const MAX_SOUGHT = 200;
const NEWEST_ORDERS = 20;
const NEWEST_MAILS = 50;

/** Customers for operators. */
export async function customerPages(app: FastifyInstance, { pool }: { pool: Pool }): Promise<void> {
  needs(app, 'customers:read');
  app.get('/admin/customers', async (request, reply) => {
    const sought = queryText(request, 'q', MAX_SOUGHT);
    const page = await listCustomers(pool, {
      q: sought || undefined,
      cursor: queryText(request, 'cursor', 1_500) || undefined,
      limit: CUSTOMERS_ON_PAGE,
    });
    return reply.send(customerListPage(sought, page));
  });

  app.get<{ Params: { id: string } }>('/admin/customers/:id', async (request, reply) => {
    const id = readId(request.params.id);
    const customer = id && (await findCustomer(pool, id));
    if (!customer)
      return reply.code(404).send(missingPage('No such customer', '/admin/customers', 'To the customers'));
    const everything = { filter: 'all', from: undefined, until: undefined, before: undefined } as const;
    const ids = await listOrderIds(pool, { ...everything, customerId: customer.id, limit: NEWEST_ORDERS });
    const [orders, mails] = await Promise.all([
      describeOrders(pool, ids),
      findMails(pool, ids, NEWEST_MAILS),
    ]);
    return reply.send(customerPage({ customer, orders, mails }));
  });
}
