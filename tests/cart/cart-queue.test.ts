import type { Pool } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Overloaded } from '../../src/batching/batcher.ts';
import { addition, replacement } from '../../src/cart/cart-change.ts';
import { createCartPool } from '../../src/cart/cart-pool.ts';
import { type CartQueue, createCartQueue } from '../../src/cart/cart-queue.ts';
import { createPool } from '../../src/database/connections.ts';
import { type Database, openDatabase } from '../setup/api.ts';
import { expectNoDeadlocks } from '../setup/books.ts';
import { lockWaiter } from '../setup/orders.ts';
import { count, insertCart, insertProduct } from '../setup/records.ts';
import { asRival } from '../setup/rival.ts';
import { tally } from '../setup/two-apis.ts';

let shop: Database;
let pools: Pool[];
/** Those of two processes. */
let queues: [CartQueue, CartQueue];
beforeAll(async () => {
  shop = await openDatabase();
  const patient = () => createPool(shop.url, { applicationName: 'patient', max: 4, lock_timeout: 60_000 });
  pools = [createCartPool(shop.url), createCartPool(shop.url), patient(), patient()];
  queues = [createCartQueue(pools[0]!, pools[2]!), createCartQueue(pools[1]!, pools[3]!)];
});
afterAll(async () => {
  await Promise.all(pools.map((pool) => pool.end()));
  await shop.close();
});

const one = (productId: string) => ({ productId, quantity: 1 });
const faultOf = (change: Promise<unknown>) =>
  change.then(
    () => 'made',
    (error) => error.fault ?? error.code ?? error.name,
  );
const inCart = (buyer: string) => count(shop.pool, 'cart_items', 'user_id = $1', [buyer]);

/** As many products as asked for, in one statement. */
async function shelf(size: number): Promise<string[]> {
  const like = await insertProduct(shop.pool, { stock: 0 });
  const { rows } = await shop.pool.query<{ id: string }>(
    `insert into products (id, sku, name, description, category_id, price, currency, stock_quantity)
     select gen_random_uuid(), sku || ' ' || n, name, description, category_id, price, currency, 0
       from products, generate_series(1, $2) n where id = $1 returning id`,
    [like.id, size],
  );
  return rows.map((row) => row.id);
}

test('additions of two processes to one cart at once all add up', async () => {
  const [{ id }, buyer] = [await shop.product(), await shop.customer()];
  const made = await Promise.all(
    Array.from({ length: 60 }, (_, n) => faultOf(queues[n % 2]!.change(addition(buyer, one(id))))),
  );
  expect(tally(made)).toEqual({ made: 60 });
  expect(await count(shop.pool, 'cart_items', 'user_id = $1 and quantity = 60', [buyer])).toBe(1);
  await expectNoDeadlocks(shop.pool);
});

test('the bounds of a cart hold for additions of two processes at once', async () => {
  const [products, buyer] = [await shelf(2_010), await shop.customer()];
  await insertCart(
    shop.pool,
    buyer,
    products.slice(20).map((id) => [id, 1] as const),
  );
  const made = await Promise.all(
    products.slice(0, 20).map((id, n) => faultOf(queues[n % 2]!.change(addition(buyer, one(id))))),
  );
  expect(tally(made)).toEqual({ made: 10, too_many_products: 10 });
  expect(await inCart(buyer)).toBe(2_000);
});

test('what somebody did while they held the cart is seen by who waited for it', async () => {
  const [pound, euro] = [await shop.product(), await shop.product({ currency: 'EUR' })];
  const buyer = await shop.customer();
  await queues[0].change(replacement(buyer, []));
  const [waited] = await asRival(shop.pool, async (rival) => {
    await rival.query('update carts set changed_at = now() where user_id = $1', [buyer]);
    await rival.query('insert into cart_items (id, user_id, product_id, quantity) values ($1, $1, $2, 1)', [
      buyer,
      euro.id,
    ]);
    const adding = faultOf(queues[0].change(addition(buyer, one(pound.id))));
    await lockWaiter(shop.pool, 'patient');
    return [adding];
  });
  expect(await waited).toBe('other_currency');
});

test('large carts that come together are all replaced, a statement for as many as it may hold', async () => {
  const products = await shelf(900);
  const buyers = await Promise.all(Array.from({ length: 6 }, () => shop.customer()));
  const views = await Promise.all(
    buyers.map((buyer) => queues[0].change(replacement(buyer, products.map(one)))),
  );
  expect(views.map((lines) => lines.map((line) => line.productId))).toEqual(buyers.map(() => products));
});

test('a change that the database itself refuses fails alone', async () => {
  const [bad, fine] = [await shop.product(), await shop.product()];
  const buyers = await Promise.all(Array.from({ length: 4 }, () => shop.customer()));
  await shop.pool.query(`
    create function refuse() returns trigger language plpgsql as $$
      begin
        if new.product_id = '${bad.id}' then raise check_violation; end if;
        return new;
      end $$;
    create trigger refuse before insert on cart_items for each row execute function refuse()`);
  try {
    const changes = buyers.map((buyer, n) =>
      faultOf(queues[0].change(addition(buyer, one(n === 2 ? bad.id : fine.id)))),
    );
    expect(await Promise.all(changes)).toEqual(['made', 'made', '23514', 'made']);
  } finally {
    await shop.pool.query('drop trigger refuse on cart_items; drop function refuse()');
  }
});

test('one cart has its share of the line and no more: beyond 200 that wait it is refused, and others are served', async () => {
  const [{ id }, buyer, other] = [await shop.product(), await shop.customer(), await shop.customer()];
  const many = Array.from({ length: 220 }, () =>
    queues[0].change(addition(buyer, one(id))).catch((error) => error),
  );
  const served = await queues[0].change(addition(other, one(id)));
  expect(served).toMatchObject([{ quantity: 1 }]);
  const refused = (await Promise.all(many)).filter((answer) => answer instanceof Overloaded);
  expect(refused).toHaveLength(19);
  expect(await count(shop.pool, 'cart_items', 'user_id = $1 and quantity = 201', [buyer])).toBe(1);
});
