import { afterAll, beforeAll, expect, test } from 'vitest';
import { type CartRow, readCarts } from '../../src/cart/sql/read-carts.ts';
import { newId } from '../../src/ids.ts';
import { decide } from '../../src/orders/decide.ts';
import { writeDecision } from '../../src/orders/write-decision.ts';
import { readOrdersForMail } from '../../src/workers/sql/read-orders-for-mail.ts';
import { type OrderDesk, openDesk, orderOf } from '../setup/orders.ts';
import { stockOf } from '../setup/records.ts';

let shop: OrderDesk;
beforeAll(async () => {
  shop = await openDesk();
});
afterAll(() => shop.close());

test('an order is confirmed to whom its buyer was then; one of the release before to whom the account is now', async () => {
  const product = await shop.product({ stock: 10 });
  const buyer = await shop.buyer([product.id, 1]);
  const { id } = orderOf(await shop.place(buyer));
  await shop.pool.query(`update users set name = 'Later', email = 'later@example.org' where id = $1`, [
    buyer,
  ]);
  const customer = async () => (await readOrdersForMail(shop.pool, [id])).get(id)?.customer;
  expect(await customer()).toEqual({ name: 'Test', email: `${buyer}@example.org` });
  await shop.pool.query('update orders set customer_name = null, customer_email = null where id = $1', [id]);
  expect(await customer()).toEqual({ name: 'Later', email: 'later@example.org' });
});

test('an order of an account that is not there is refused by the foreign key', async () => {
  const product = await shop.product({ stock: 10 });
  const buyer = await shop.buyer([product.id, 1]);
  const { rows: carts } = await shop.desk.query<CartRow>({ ...readCarts, values: [[buyer], 10] });
  const decision = decide([{ userId: buyer }], carts, new Map(), new Date());
  decision.orders[0]!.command = { userId: newId() };
  const { statement, values } = writeDecision(decision)!;
  await expect(shop.desk.query({ ...statement, values: values as unknown[] })).rejects.toMatchObject({
    constraint: 'orders_user_id_foreign',
  });
  expect(await stockOf(shop.pool, product.id)).toBe(10);
});
