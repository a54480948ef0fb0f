import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectSoundBooks } from '../setup/books.ts';
import { lockWaiter, type OrderDesk, openDesk, orderOf } from '../setup/orders.ts';
import { stockOf } from '../setup/records.ts';
import { asRival } from '../setup/rival.ts';

let shop: OrderDesk;
beforeAll(async () => {
  shop = await openDesk();
});
afterAll(() => shop.close());

/**
 * Starts an order while another session holds its product's row with a change that is not committed. The
 * order has read the row as it was and waits at the update; then the change is committed.
 */
async function orderDuring(productId: string, quantity: number, change: string) {
  const buyer = await shop.buyer([productId, quantity]);
  return asRival(shop.pool, async (rival) => {
    await rival.query(`update products set ${change}, version = version + 1 where id = $1`, [productId]);
    const outcome = shop.place(buyer);
    await Promise.race([lockWaiter(shop.pool, 'desk'), outcome]);
    await rival.query('commit');
    return outcome;
  });
}

describe('a product that changes between being read and being sold', () => {
  test('is sold at its new price, never at the one that was read', async () => {
    const product = await shop.product({ price: 100, stock: 10 });
    const outcome = await orderDuring(product.id, 2, 'price = 175');
    expect(orderOf(outcome)).toMatchObject({ total: 350, items: [{ unitPrice: 175, lineTotal: 350 }] });
    expect(await stockOf(shop.pool, product.id)).toBe(8);
  });

  test('is sold under its new name and SKU', async () => {
    const product = await shop.product({ stock: 10 });
    const outcome = await orderDuring(product.id, 1, `name = 'Renamed', sku = 'RENAMED'`);
    expect(orderOf(outcome).items).toMatchObject([{ name: 'Renamed', sku: 'RENAMED' }]);
  });

  test('and is sold out by then is refused with what is left, not sold below zero', async () => {
    const product = await shop.product({ stock: 10 });
    const outcome = await orderDuring(product.id, 5, 'stock_quantity = 2');
    expect(outcome).toEqual({
      kind: 'insufficient_stock',
      items: [{ productId: product.id, requested: 5, available: 2 }],
    });
    expect(await stockOf(shop.pool, product.id)).toBe(2);
    // The rival of this test keeps no ledger; put back what it took.
    await shop.pool.query('update products set stock_quantity = 10, version = version + 1 where id = $1', [
      product.id,
    ]);
  });

  test('and is archived by then is not sold', async () => {
    const product = await shop.product({ stock: 10 });
    const outcome = await orderDuring(product.id, 1, 'archived_at = now()');
    expect(outcome).toEqual({
      kind: 'insufficient_stock',
      items: [{ productId: product.id, requested: 1, available: 0 }],
    });
    expect(await stockOf(shop.pool, product.id)).toBe(10);
  });

  test('and changes currency by then is charged in the new one', async () => {
    const product = await shop.product({ stock: 10, currency: 'GBP' });
    expect(orderOf(await orderDuring(product.id, 1, `currency = 'EUR'`)).currency).toBe('EUR');
  });

  test('raises the version by one with each sale', async () => {
    const product = await shop.product({ stock: 10 });
    for (const quantity of [1, 2, 3]) orderOf(await shop.place(await shop.buyer([product.id, quantity])));
    const { rows } = await shop.pool.query('select version, stock_quantity from products where id = $1', [
      product.id,
    ]);
    expect(rows).toEqual([{ version: 4, stock_quantity: 4 }]);
  });

  test('leaves books that agree', () => expectSoundBooks(shop.pool));
});
