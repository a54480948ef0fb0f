import { afterAll, beforeAll, expect, it } from 'vitest';
import { orderFilters } from '../../../../src/api/admin/orders/sql/list-orders.ts';
import { openShop, type Shop } from '../../../setup/api.ts';
import type { Caller } from '../../../setup/caller.ts';
import { asRival } from '../../../setup/rival.ts';
import { logIn, type Operator, textOf } from '../operator.ts';

let shop: Shop;
let operator: Operator;
let buyer: Caller;
let productId: string;
/** Oldest first. */
const ids: string[] = [];

beforeAll(async () => {
  shop = await openShop();
  operator = await logIn(shop.app);
  productId = (await shop.product({ stock: 1_000 })).id;
  buyer = await shop.buyer();
  for (let n = 0; n < 8; n++) ids.push(await placed(buyer));
});
afterAll(() => shop.close());

async function placed(by: Caller): Promise<string> {
  await by.post('/cart/items', { productId, quantity: 1 });
  return (await by.post('/orders')).body.id;
}
const set = (id: string | undefined, change: string) =>
  shop.pool.query(`update orders set ${change} where id = $1`, [id]);
const linked = (page: string) =>
  [...page.matchAll(/href="\/admin\/orders\/([0-9a-f-]{36})"/g)].map(([, id]) => id);
const listed = async (query: string) => linked((await operator.open(`/admin/orders?${query}`)).body);

it('orders are listed by what is to be done with them, newest first', async () => {
  const [unpaid, cancelled, refundable, partly, shipped, announced, ...open] = ids;
  await set(unpaid, `status = 'PENDING', expires_at = now() + interval '1 hour'`);
  await set(cancelled, `status = 'CANCELLED'`);
  await set(refundable, `status = 'CANCELLED', captured = 100`);
  await set(partly, `fulfillment_status = 'PARTIALLY_FULFILLED'`);
  await set(shipped, `fulfillment_status = 'FULFILLED'`);
  await set(announced, `fulfillment_status = 'FULFILLED', return_status = 'REQUESTED', captured = 100`);
  const newestFirst = [...open].reverse();
  expect(await listed('show=all')).toEqual([...ids].reverse());
  expect(await listed('show=to-ship')).toEqual([...newestFirst, partly]);
  expect(await listed('show=returns')).toEqual([announced]);
  expect(await listed('show=to-refund')).toEqual([announced, refundable]);
  expect(await listed('show=unpaid')).toEqual([unpaid]);
  expect(await listed('show=cancelled')).toEqual([refundable, cancelled]);
  expect(await listed('show=nothing')).toHaveLength(8);
});

it('orders of one customer are listed, and of some days', async () => {
  const other = await shop.buyer();
  const id = await placed(other);
  expect(await listed(`customer=${other.id}`)).toEqual([id]);
  expect(await listed(`customer=${buyer.id}&show=all`)).toEqual([...ids].reverse());
  const day = new Date().toISOString().slice(0, 10);
  expect((await listed(`from=${day}&to=${day}`)).length).toBeGreaterThanOrEqual(1);
  expect(await listed('to=2020-01-01')).toEqual([]);
  expect(await listed('from=2099-01-01')).toEqual([]);
  for (const odd of ['from=2026-13-99', 'to=x&customer=%00', 'before=zzz', 'show[]=1'])
    expect((await operator.open(`/admin/orders?${odd}`)).status).toBe(200);
});

it('the list goes on page by page, without a gap and without one twice', async () => {
  const regular = await shop.buyer();
  await shop.pool.query(
    `insert into orders (id, user_id, total, currency)
     select ('01900000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, $1, 0, 'GBP' from generate_series(1, 120) n`,
    [regular.id],
  );
  const seen: (string | undefined)[] = [];
  let address: string | undefined = `/admin/orders?customer=${regular.id}`;
  for (let page = 0; address && page < 5; page++) {
    const { body } = await operator.open(address);
    seen.push(...linked(body));
    address =
      /rel="next" href="([^"]+)"/.exec(body)?.[1] && textOf(/rel="next" href="([^"]+)"/.exec(body)![1]!);
  }
  expect(seen).toHaveLength(120);
  expect(new Set(seen).size).toBe(120);
  expect(seen).toEqual(seen.toSorted().reverse());
});

it('each list is read along its own index, however many orders there are', async () => {
  await shop.pool.query(
    `insert into orders (id, user_id, total, currency, fulfillment_status)
     select ('01900000-0001-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, $1, 0, 'GBP', 'FULFILLED'
       from generate_series(1, 20000) n`,
    [buyer.id],
  );
  await shop.pool.query('analyze orders');
  await asRival(shop.pool, async (client) => {
    await client.query('set local enable_seqscan = off; set local enable_bitmapscan = off');
    for (const range of Object.values(orderFilters).flat()) {
      const { rows } = await client.query(
        `explain select id from orders where ${range} and id < 'ffffffff-ffff-ffff-ffff-ffffffffffff' order by id desc limit 51`,
      );
      const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
      const [, column] = /^(\w+) = /.exec(range) ?? [];
      const index = column ? `orders_${column.replace('_status', '')}_newest` : 'orders_pkey';
      expect(plan).toContain(`Backward using ${index}`);
      expect(plan).not.toContain('Sort');
    }
  });
});
