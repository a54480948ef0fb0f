import type { Pool } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { OrderFilter } from '../../src/orders/order-filter.ts';
import { listOrders } from '../../src/orders/read-orders.ts';
import { openShop, type Shop } from '../setup/api.ts';

const ORDERS = 20_000;
/** Orders of the rare kinds: the oldest, so that a walk from the newest would meet all others first. */
const RARE = 30;

let shop: Shop;
let customer: string;
beforeAll(async () => {
  shop = await openShop();
  const [many, one] = [await shop.customer(), await shop.customer()];
  customer = one;
  await shop.pool.query(
    `insert into orders (id, user_id, customer_email, status, total, currency, created_at, fulfillment_status, captured)
     select ('01936b2f-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid,
            case when n <= ${RARE} then $2::uuid else $1::uuid end, 'x',
            case when n <= ${RARE} then 'CANCELLED' else 'PLACED' end, 100, 'GBP', '2024-11-27',
            case when n <= ${RARE} then 'PARTIALLY_FULFILLED' else 'FULFILLED' end,
            case when n <= ${RARE} then 100 else 0 end
       from generate_series(1, ${ORDERS}) n`,
    [many, one],
  );
  await shop.pool.query('vacuum analyze');
});
afterAll(() => shop.close());

interface Plan {
  'Relation Name'?: string;
  'Index Name'?: string;
  'Actual Rows': number;
  'Actual Loops': number;
  'Rows Removed by Filter'?: number;
  Plans?: Plan[];
}

/** Orders that a page reads, as the API's own connections plan it, and by which indexes. */
async function read(filter: OrderFilter & { email?: string }, userId?: string) {
  const found: Plan[] = [];
  const nodes = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodes)];
  const pool = {
    query: async (...[first, second]: [string | { text: string; values: unknown[] }, unknown[]?]) => {
      const [text, values] = typeof first === 'string' ? [first, second] : [first.text, first.values];
      const { rows } = await shop.app.pg.query(`explain (analyze, format json) ${text}`, values);
      found.push(...nodes(rows[0]['QUERY PLAN'][0].Plan));
      return shop.app.pg.query(text, values);
    },
  };
  const { items } = await listOrders(pool as unknown as Pool, { ...filter, userId, limit: 20 });
  const scans = found.filter((node) => /^orders$|^order_contacts$/.test(node['Relation Name'] ?? ''));
  const rows = scans.map(
    (node) => (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops'],
  );
  return { items, most: Math.max(...rows), indexes: scans.map((node) => node['Index Name']) };
}

test.each<[string, OrderFilter]>([
  ['orders_status_newest', { status: 'CANCELLED' }],
  ['orders_fulfillment_newest', { fulfillmentStatus: 'PARTIALLY_FULFILLED' }],
  ['orders_payment_status_newest', { paymentStatus: 'PAID' }],
  ['orders_status_newest', { status: 'CANCELLED', fulfillmentStatus: 'PARTIALLY_FULFILLED' }],
])('%s leads to the rare ones among many: %o', async (index, filter) => {
  const { items, most, indexes } = await read(filter);
  expect(items).toHaveLength(20);
  expect(most).toBeLessThanOrEqual(RARE);
  expect(indexes).toContain(index);
});

test('those of one customer are read without those of others, by id, by e-mail and by their own token', async () => {
  const { rows } = await shop.pool.query('select email from users where id = $1', [customer]);
  await shop.pool.query(
    `insert into order_contacts (order_id, email)
     select id, case when user_id = $1 then 'Rare' else 'many' end || '@example.org' from orders`,
    [customer],
  );
  await shop.pool.query('vacuum analyze order_contacts');
  for (const [filter, userId] of [
    [{ customerId: customer }],
    [{ email: rows[0].email }],
    [{ email: 'rare@EXAMPLE.org' }],
    [{ email: 'rare@example.org', status: 'CANCELLED' }],
    [{ status: 'CANCELLED', from: new Date('2024-01-01') }, customer],
  ] as [OrderFilter & { email?: string }, string?][]) {
    const { items, most } = await read(filter, userId);
    expect(items).toHaveLength(20);
    expect(most).toBeLessThanOrEqual(RARE);
  }
});

test('what most orders are is found on a walk that ends when the page is full', async () => {
  for (const filter of [
    { status: 'PLACED' },
    { paymentStatus: 'UNPAID' },
    { fulfillmentStatus: 'FULFILLED' },
  ] as const)
    expect((await read(filter)).most).toBeLessThanOrEqual(21);
});

test('a number is looked for within its minute', async () => {
  const { items, most } = await read({ number: '010101-0000-000001' });
  expect([items, most]).toEqual([[], 0]);
});
