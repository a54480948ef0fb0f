import type { Pool } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkoutTimeouts, createCheckoutPool } from '../../src/orders/checkout-pool.ts';
import { placeOrders } from '../../src/orders/place-orders.ts';
import { expectSoundBooks } from '../setup/books.ts';
import { commandOf, type OrderDesk, openDesk, orderOf } from '../setup/orders.ts';
import { startProxy, type TcpProxy, type Wire } from '../setup/proxy.ts';
import { count, stockOf } from '../setup/records.ts';

let shop: OrderDesk;
let proxy: TcpProxy;
let pool: Pool;
beforeAll(async () => {
  shop = await openDesk();
  proxy = await startProxy(shop.url);
  pool = createCheckoutPool(proxy.through(shop.url), 3, { ...checkoutTimeouts, idleMs: 300, silenceMs: 500 });
  pool.on('error', () => {});
});
afterAll(async () => {
  await pool.end();
  await proxy.close();
  await expectSoundBooks(shop.pool);
  await shop.close();
});

/** What is said on the wires that are there goes nowhere, as when a machine vanishes; new wires are fine. */
function silence(from: RegExp): Set<Wire> {
  const silent = new Set<Wire>();
  let begun = false;
  proxy.onRequest = (chunk, wire) => {
    if (!begun && from.test(chunk.toString('latin1'))) {
      begun = true;
      silent.add(wire);
    }
    return !silent.has(wire);
  };
  return silent;
}

test('a database that falls silent fails the order under way, and the next one is placed', async () => {
  const product = await shop.product({ stock: 5 });
  const buyer = await shop.buyer([product.id, 1]);
  silence(/begin/);
  await expect(placeOrders(pool, [commandOf(buyer)])).rejects.toThrow();
  const [outcome] = await placeOrders(pool, [commandOf(buyer)]);
  expect(orderOf(outcome).items).toMatchObject([{ productId: product.id }]);
  expect(await stockOf(shop.pool, product.id)).toBe(4);
});

test('a database that falls silent after COMMIT is asked what became of it', async () => {
  const product = await shop.product({ stock: 5 });
  const buyer = await shop.buyer([product.id, 2]);
  proxy.onRequest = (chunk, wire) => {
    if (!/commit\0/i.test(chunk.toString('latin1'))) return true;
    proxy.onRequest = undefined;
    wire.intercept(() => {});
    return true;
  };
  const [outcome] = await placeOrders(pool, [commandOf(buyer)]);
  expect(await count(shop.pool, 'orders', 'id = $1', [orderOf(outcome).id])).toBe(1);
  expect(await stockOf(shop.pool, product.id)).toBe(3);
});

test('a process that hangs in the middle of a checkout keeps no product from the others', async () => {
  const product = await shop.product({ stock: 5 });
  const buyer = await shop.buyer([product.id, 1]);
  const hung = await pool.connect();
  hung.on('error', () => {});
  await hung.query('begin');
  await hung.query('select from products where id = $1 for no key update', [product.id]);
  orderOf(await shop.place(buyer));
  hung.release(true);
});
