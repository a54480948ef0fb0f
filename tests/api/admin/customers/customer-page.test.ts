import { afterAll, beforeAll, expect, it } from 'vitest';
import { openShop, type Shop } from '../../../setup/api.ts';
import { cardOf, logIn, type Operator, textOf } from '../operator.ts';

let shop: Shop;
let operator: Operator;
beforeAll(async () => {
  shop = await openShop();
  operator = await logIn(shop.app);
});
afterAll(() => shop.close());

it('a customer is shown with their orders, what they spent by currency, and their mails', async () => {
  const [mug, mate] = await Promise.all([
    shop.product({ price: 1_250 }),
    shop.product({ price: 990, currency: 'JPY' }),
  ]);
  const buyer = await shop.buyer();
  const place = async (productId: string) => {
    await buyer.post('/cart/items', { productId, quantity: 2 });
    return (await buyer.post('/orders')).body.id as string;
  };
  const ids = [await place(mug.id), await place(mug.id), await place(mate.id)];
  await shop.pool.query(`update orders set status = 'CANCELLED' where id = $1`, [ids[1]]);
  await shop.pool.query(
    `update outbox_messages set settled_at = now(), failed_at = now(), failure = 'refused', failed_attempts = 1,
            failure_detail = 'no' where subject_id = $1`,
    [ids[0]],
  );
  await shop.pool.query('update users set name = $1 where id = $2', ['<b>Ann</b>', buyer.id]);
  const { status, body } = await operator.open(`/admin/customers/${buyer.id}`);
  expect(status).toBe(200);
  expect(textOf(body)).toContain('<b>Ann</b>');
  expect(body).not.toContain('<b>Ann');
  expect(cardOf(body, 'customer')).toMatch(/Orders 3 Spent £25\.00, JP¥1,980/);
  const places = ids.map((id) => body.indexOf(`href="/admin/orders/${id}"`));
  expect(places).toEqual(places.toSorted((a, b) => b - a));
  expect(cardOf(body, 'mails')).toMatch(/Owed since .*Owed since .*Failed/);
  const order = await operator.open(`/admin/orders/${ids[0]}`);
  expect(order.body).toContain(`href="/admin/customers/${buyer.id}"`);
});

it.each(['none', '00000000-0000-7000-8000-000000000000'])('%s is nobody', async (id) => {
  const { status, body } = await operator.open(`/admin/customers/${id}`);
  expect([status, textOf(body)]).toEqual([404, expect.stringContaining('No such customer')]);
});
