import { afterAll, beforeAll, expect, test } from 'vitest';
import { openShop, type Shop } from '../../setup/api.ts';
import { expectNoDeadlocks, expectSoundBooks } from '../../setup/books.ts';
import { count } from '../../setup/records.ts';
import { asRival } from '../../setup/rival.ts';
import { until } from '../../setup/wait.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.close());

const waiting = (sessions: number) =>
  until(`${sessions} sessions wait`, async () => {
    const blocked = 'datname = current_database() and cardinality(pg_blocking_pids(pid)) > 0';
    return (await count(shop.pool, 'pg_stat_activity', blocked)) === sessions;
  });

test.each([
  // The change comes first, then the order: it holds the cart's lines and needs the customer's row.
  [
    'a cart is replaced while it is being ordered: both are answered, and neither waits for the other for ever',
    'select from users where id = $1 for update',
  ],
  [
    'a change waits for the order that takes a line, and an order for the change of a line',
    'select from cart_items where user_id = $1 for update',
  ],
])('%s', async (_, lock) => {
  const [cup, mug] = [await shop.product(), await shop.product()];
  const buyer = await shop.buyerWith([cup.id, 1]);
  const [change, order] = await asRival(shop.pool, async (rival) => {
    await rival.query(lock, [buyer.id]);
    const changed = buyer.put('/cart', { items: [{ productId: mug.id, quantity: 1 }] });
    await waiting(1);
    const ordered = buyer.post('/orders');
    await waiting(2);
    return [changed, ordered] as const;
  });
  expect([(await change).status, (await order).status]).toEqual([200, 201]);
  await expectSoundBooks(shop.pool);
  await expectNoDeadlocks(shop.pool);
});

test('who changes a cart waits for whoever else changes it, and an order waits for neither', async () => {
  const [cup, mug] = [await shop.product(), await shop.product()];
  const buyer = await shop.buyerWith([cup.id, 1]);
  const changes = await asRival(shop.pool, async (rival) => {
    await rival.query('select from carts where user_id = $1 for no key update', [buyer.id]);
    const changing = [
      buyer.post('/cart/items', { productId: mug.id, quantity: 1 }),
      buyer.put('/cart', { items: [{ productId: mug.id, quantity: 1 }] }),
      buyer.delete('/cart'),
    ];
    // The first of them for all: they go one after the other, and keep one connection waiting.
    await waiting(1);
    expect((await buyer.post('/orders')).status).toBe(201);
    return changing;
  });
  expect((await Promise.all(changes)).map((answer) => answer.status)).toEqual([201, 200, 204]);
});

test('a line that is ordered before its own answer is sent was added all the same: 201, not 404', async () => {
  const product = await shop.product({ price: 250, stock: 9 });
  const buyer = await shop.buyer();
  // As fast as another device can be: the line is gone at the commit that brings it.
  await shop.pool.query(`
    create function take_line() returns trigger language plpgsql as $$
      begin delete from cart_items where id = new.id; return null; end $$;
    create constraint trigger fast_device after insert or update on cart_items
      deferrable initially deferred for each row execute function take_line()`);
  try {
    const added = await buyer.post('/cart/items', { productId: product.id, quantity: 2 });
    expect([added.status, added.body]).toEqual([
      201,
      {
        id: expect.any(String),
        productId: product.id,
        sku: product.sku,
        name: product.name,
        unitPrice: 250,
        currency: 'GBP',
        quantity: 2,
        lineTotal: 500,
        available: 9,
      },
    ]);
    expect((await buyer.get('/cart')).body.items).toEqual([]);
  } finally {
    await shop.pool.query('drop trigger fast_device on cart_items; drop function take_line()');
  }
});
