import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCheckoutPool } from '../../src/orders/checkout-pool.ts';
import { placeOrders } from '../../src/orders/place-orders.ts';
import { findDrift } from '../../src/stock/find-drift.ts';
import { openShop, type Shop } from '../setup/api.ts';
import { packedEntry } from '../setup/packed.ts';
import { insertCart, insertUser } from '../setup/records.ts';

const run = promisify(execFile);

describe('the stock ledger', () => {
  let shop: Shop;
  let desk: Pool;
  beforeAll(async () => {
    shop = await openShop();
    desk = createCheckoutPool(shop.url, 1);
  });
  afterAll(async () => {
    await desk.end();
    await shop.close();
  });

  const reconcile = (...args: string[]) =>
    run(process.execPath, [packedEntry('bin/reconcile.js'), ...args], {
      env: { ...process.env, DATABASE_URL: shop.url },
    }).then(
      ({ stdout }) => ({ code: 0, stdout }),
      ({ code, stdout, stderr }: { code: number; stdout: string; stderr: string }) => ({
        code,
        stdout: stdout + stderr,
      }),
    );
  const sell = async (productId: string, quantity: number) => {
    const buyer = await insertUser(shop.pool);
    await insertCart(shop.pool, buyer, [[productId, quantity]]);
    const [outcome] = await placeOrders(desk, [{ userId: buyer }]);
    expect(outcome?.kind).toBe('placed');
  };

  it('agrees with stock and orders after sales and adjustments', async () => {
    const product = await shop.product({ stock: 10 });
    await sell(product.id, 3);
    const { admin } = shop;
    await admin.post(`/products/${product.id}/stock-adjustments`, { delta: 5, reason: 'Delivery' });
    expect(await findDrift(shop.pool)).toEqual([]);
    expect(await reconcile()).toEqual({ code: 0, stdout: 'Stock, ledger and orders agree\n' });
  });

  it('is read newest first, page by page, with the stock that it ended at', async () => {
    const product = await shop.product({ stock: 10 });
    await sell(product.id, 1);
    await sell(product.id, 2);
    const { admin } = shop;
    const first = await admin.get(`/products/${product.id}/stock-movements?limit=2`);
    expect(first.body.items.map((m: { delta: number }) => m.delta)).toEqual([-2, -1]);
    expect(first.body.stockQuantity).toBe(7);
    const next = await admin.get(
      `/products/${product.id}/stock-movements?limit=2&cursor=${first.body.nextCursor}`,
    );
    expect(next.body.items).toMatchObject([{ delta: 10, reason: 'import', resultingQuantity: 10 }]);
    expect(next.body.nextCursor).toBeNull();
  });

  it('is read to its end however many versions a product has had', async () => {
    const product = await shop.product({ stock: 10 });
    await shop.pool.query('update products set version = 2000000000 where id = $1', [product.id]);
    await sell(product.id, 1);
    await sell(product.id, 2);
    const url = `/products/${product.id}/stock-movements?limit=1`;
    const first = await shop.admin.get(url);
    const next = await shop.admin.get(`${url}&cursor=${first.body.nextCursor}`);
    expect(next.body.items).toMatchObject([{ delta: -1, version: 2_000_000_001 }]);
  });

  it('gives the stock at a time', async () => {
    const product = await shop.product({ stock: 10 });
    await sell(product.id, 4);
    const { admin } = shop;
    const all = await admin.get(`/products/${product.id}/stock-movements`);
    const [sale, delivery] = all.body.items;
    expect(Date.parse(sale.createdAt)).toBeGreaterThanOrEqual(Date.parse(delivery.createdAt));
    const early = await admin.get(`/products/${product.id}/stock-movements?at=2000-01-01T00:00:00.000Z`);
    expect(early.body).toMatchObject({ items: [], stockQuantity: 0 });
    const late = await admin.get(`/products/${product.id}/stock-movements?at=${sale.createdAt}`);
    expect(late.body.stockQuantity).toBe(6);
  });

  it('takes what is no time and no cursor of its own for a fault of the request', async () => {
    const { id } = await shop.product();
    const get = (query: string) => shop.admin.get(`/products/${id}/stock-movements?${query}`);
    for (const at of ['0000-01-01T00:00:00Z', '2026-01-01T00:00:00%2B23:00', '2026-01-01T00:00:00%2B23:59']) {
      expect((await get(`at=${at}`)).status).toBe(200);
    }
    expect((await get('at=2016-12-31T23:59:60Z')).body.errors).toMatchObject([{ pointer: '#/at' }]);
    for (const value of [Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER, 0.5, '1', null]) {
      const cursor = Buffer.from(JSON.stringify([`movements ${id}`, value, id])).toString('base64url');
      expect((await get(`cursor=${cursor}`)).body.code).toBe('invalid_cursor');
    }
  });

  it('of no product is 404; of one that was taken out of the shop it stays', async () => {
    const product = await shop.product({ stock: 10 });
    await shop.admin.delete(`/products/${product.id}`);
    const kept = await shop.admin.get(`/products/${product.id}/stock-movements`);
    expect([kept.status, kept.body.items.length]).toEqual([200, 1]);
    const none = await shop.admin.get('/products/01936b2f-0000-7000-8000-000000000001/stock-movements');
    expect([none.status, none.body.code]).toEqual([404, 'not_found']);
  });

  it('shows a planted drift, exits non-zero, and writes it down only when asked', async () => {
    const product = await shop.product({ stock: 10 });
    await sell(product.id, 1);
    await shop.pool.query('update products set stock_quantity = 4 where id = $1', [product.id]);

    expect(await findDrift(shop.pool)).toMatchObject([{ productId: product.id, stock: 4, ledger: 9 }]);
    const found = await reconcile();
    expect(found.code).toBe(1);
    expect(found.stdout).toContain(
      `${product.sku} (${product.id}): stock 4, ledger 9, ordered 1, sold 1
  the stock is 5 units less than the sum of its movements: it was changed without a movement`,
    );

    const repaired = await reconcile('--repair');
    expect(repaired.code).toBe(0);
    const { rows } = await shop.pool.query(
      `select delta, resulting_quantity from stock_movements where product_id = $1 and reason = 'reconciliation'`,
      [product.id],
    );
    expect(rows).toEqual([{ delta: -5, resulting_quantity: 4 }]);
  });

  it('says of a difference that no movement can put right that --repair cannot, and what to do', async () => {
    const product = await shop.product({ stock: 10 });
    await sell(product.id, 3);
    const set = (quantity: number) =>
      shop.pool.query(
        'update order_items set quantity = $2::int, line_total = unit_price::bigint * $2::int where product_id = $1',
        [product.id, quantity],
      );
    await set(5);
    const found = await reconcile();
    expect(found.code).toBe(1);
    expect(found.stdout).toContain('  orders hold 2 units more than the ledger has sales');

    const tried = await reconcile('--repair');
    expect(tried.code).toBe(1);
    expect(tried.stdout).toContain(
      `${product.sku}: cannot be repaired. Only the orders or the ledger can be wrong`,
    );
    expect(tried.stdout).toContain(`GET /products/${product.id}/stock-movements`);
    await set(3);
    expect((await reconcile()).code).toBe(0);
  });

  it.each([
    [['--help'], 0],
    [['--bogus'], 2],
    [['now'], 2],
  ])('%j shows how it is used and exits with %i', async (args, code) => {
    const shown = await reconcile(...args);
    expect(shown.code).toBe(code);
    expect(shown.stdout).toContain('npm run reconcile -- --repair');
  });

  it('names the movement at which a broken chain began', async () => {
    const product = await shop.product({ stock: 10 });
    await shop.pool.query(
      `insert into stock_movements (product_id, product_version, delta, reason, resulting_quantity)
       values ($1, 2, -1, 'adjustment', 8), ($1, 3, 1, 'adjustment', 10)`,
      [product.id],
    );
    expect(await findDrift(shop.pool)).toMatchObject([{ productId: product.id, beganAtVersion: 2 }]);
  });
});
