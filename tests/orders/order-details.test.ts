import { afterAll, beforeAll, expect, test } from 'vitest';
import { placeOrders } from '../../src/orders/place-orders.ts';
import { fullAddress, leastAddress } from '../setup/addresses.ts';
import { type OrderDesk, openDesk, orderOf } from '../setup/orders.ts';
import { stockOf } from '../setup/records.ts';
import { statementsOf } from '../setup/statements.ts';

let shop: OrderDesk;
beforeAll(async () => {
  shop = await openDesk();
});
afterAll(() => shop.close());

test('orders with addresses and orders without share a transaction, and each keeps its own', async () => {
  const product = await shop.product({ stock: 10 });
  const buyers = await Promise.all([1, 2, 3].map(() => shop.buyer([product.id, 1])));
  const details = [
    undefined,
    { shippingAddress: fullAddress, note: 'First' },
    { contact: { email: 'a@b.de' }, shippingAddress: leastAddress, billingAddress: fullAddress },
  ];
  const commands = buyers.map((userId, n) => ({ userId, ...(details[n] && { details: details[n] }) }));
  let outcomes: Awaited<ReturnType<typeof placeOrders>> = [];
  const sent = await statementsOf(async () => {
    outcomes = await placeOrders(shop.desk, commands);
  });
  expect(sent.filter((text) => text.startsWith('begin'))).toHaveLength(1);
  const orders = outcomes.map(orderOf);
  const { rows } = await shop.pool.query(
    `select order_id as id, kind, name from order_addresses where order_id = any($1) order by order_id, kind`,
    [orders.map(({ id }) => id)],
  );
  expect(rows).toEqual([
    { id: orders[1]!.id, kind: 'SHIPPING', name: fullAddress.name },
    { id: orders[2]!.id, kind: 'BILLING', name: fullAddress.name },
    { id: orders[2]!.id, kind: 'SHIPPING', name: leastAddress.name },
  ]);
  const contacts = await shop.pool.query(
    `select order_id as id, email, note from order_contacts where order_id = any($1) order by order_id`,
    [orders.map(({ id }) => id)],
  );
  expect(contacts.rows).toEqual([
    { id: orders[1]!.id, email: null, note: 'First' },
    { id: orders[2]!.id, email: 'a@b.de', note: null },
  ]);
});

test('an address that the database refuses fails with its order alone, and takes no stock', async () => {
  const product = await shop.product({ stock: 10 });
  const [wrong, right] = [await shop.buyer([product.id, 1]), await shop.buyer([product.id, 1])];
  const outcomes = await placeOrders(shop.desk, [
    { userId: wrong, details: { shippingAddress: { ...leastAddress, country: 'xx' } } },
    { userId: right, details: { shippingAddress: leastAddress } },
  ]);
  expect(outcomes).toMatchObject([{ kind: 'failed' }, { kind: 'placed' }]);
  expect(await stockOf(shop.pool, product.id)).toBe(9);
});
