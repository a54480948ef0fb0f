import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { placeOrders } from '../../src/orders/place-orders.ts';
import { expectSoundBooks } from '../setup/books.ts';
import { commandOf, type OrderDesk, openDesk, orderOf } from '../setup/orders.ts';
import { startProxy, type TcpProxy } from '../setup/proxy.ts';
import { count, stockOf } from '../setup/records.ts';

let shop: OrderDesk;
let proxy: TcpProxy;
let pool: pg.Pool;
beforeAll(async () => {
  shop = await openDesk();
  proxy = await startProxy(shop.url);
  pool = new pg.Pool({ connectionString: proxy.through(shop.url), max: 3, pipeline: true });
  pool.on('error', () => {});
});
afterAll(async () => {
  await pool.end();
  await proxy.close();
  await shop.close();
});

const isCommit = (chunk: Buffer) => /commit\0/i.test(chunk.toString('latin1'));

/** Cuts the wire of the next COMMIT, before or after PostgreSQL has heard of it. */
function cutAtCommit(when: 'before' | 'after'): void {
  proxy.onRequest = (chunk, wire) => {
    if (!isCommit(chunk)) return true;
    proxy.onRequest = undefined;
    if (when === 'before') {
      wire.cut();
      return false;
    }
    wire.intercept(() => wire.cut());
    return true;
  };
}

test('a COMMIT that PostgreSQL did and could not answer for is reported as the order that it made', async () => {
  const product = await shop.product({ stock: 5 });
  const buyer = await shop.buyer([product.id, 2]);
  cutAtCommit('after');
  const [outcome] = await placeOrders(pool, [commandOf(buyer)]);
  expect(proxy.onRequest).toBeUndefined();
  expect(await count(shop.pool, 'orders', 'id = $1', [orderOf(outcome).id])).toBe(1);
  expect(await stockOf(shop.pool, product.id)).toBe(3);
});

test('a COMMIT that never arrived is reported as a failure, and nothing of it is there', async () => {
  const product = await shop.product({ stock: 5 });
  const buyer = await shop.buyer([product.id, 2]);
  cutAtCommit('before');
  await expect(placeOrders(pool, [commandOf(buyer)])).rejects.toThrow();
  expect(proxy.onRequest).toBeUndefined();
  expect(await count(shop.pool, 'orders', 'user_id = $1', [buyer])).toBe(0);
  expect(await count(shop.pool, 'cart_items', 'user_id = $1', [buyer])).toBe(1);
  expect(await stockOf(shop.pool, product.id)).toBe(5);
});

test('a lost connection leaves no connection behind that another order would stumble over', async () => {
  const product = await shop.product({ stock: 50 });
  for (let n = 0; n < 6; n++) {
    cutAtCommit(n % 2 === 0 ? 'after' : 'before');
    const buyer = await shop.buyer([product.id, 1]);
    await placeOrders(pool, [commandOf(buyer)]).catch(() => {});
  }
  const buyers = await Promise.all(Array.from({ length: 6 }, () => shop.buyer([product.id, 1])));
  const outcomes = await Promise.all(buyers.map((buyer) => placeOrders(pool, [commandOf(buyer)])));
  expect(outcomes.flat().map((o) => o.kind)).toEqual(Array(6).fill('placed'));
  expect(pool.totalCount).toBeLessThanOrEqual(3);
  await expectSoundBooks(shop.pool);
});

test('a connection that PostgreSQL ends in the middle is a failure, and nothing of the order is there', async () => {
  const product = await shop.product({ stock: 5 });
  const buyer = await shop.buyer([product.id, 2]);
  proxy.onRequest = (chunk, wire) => {
    if (!chunk.toString('latin1').includes('orders.write-orders')) return true;
    proxy.onRequest = undefined;
    wire.cut();
    return false;
  };
  await expect(placeOrders(pool, [commandOf(buyer)])).rejects.toThrow();
  expect(await stockOf(shop.pool, product.id)).toBe(5);
  await expectSoundBooks(shop.pool);
});
