import { afterAll, beforeAll, expect, test } from 'vitest';
import { openShop, type Shop } from '../../setup/api.ts';
import { asRival } from '../../setup/rival.ts';
import { until } from '../../setup/wait.ts';

const nobody = '01936b2f-0000-7000-8000-000000000000';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.close());

const change = (...items: { id: string; price: number }[]) => shop.admin.patch('/prices', { items });
const products = (...prices: number[]) => Promise.all(prices.map((price) => shop.product({ price })));
const shown = async (id: string) => {
  const { price, version } = (await shop.anyone.get(`/products/${id}`)).body;
  return [price, version];
};

test('many prices change in one call; a price that is the same already leaves its product as it is', async () => {
  const [one, same, other] = await products(100, 200, 300);
  await Promise.all([one, same, other].map((product) => shown(product!.id)));
  const answer = await change(
    { id: other!.id, price: 3 },
    { id: same!.id, price: 200 },
    { id: one!.id.toUpperCase(), price: 1 },
  );
  expect(answer.status).toBe(200);
  expect(answer.body.items).toEqual([
    { id: other!.id, price: 3, version: 2 },
    { id: same!.id, price: 200, version: 1 },
    { id: one!.id, price: 1, version: 2 },
  ]);
  // At once, although their old prices were in the cache; search and lists by price as well.
  expect(await shown(one!.id)).toEqual([1, 2]);
  expect(await shown(same!.id)).toEqual([200, 1]);
  const cheapest = await shop.anyone.get('/products?sort=price_asc&limit=2');
  expect(cheapest.body.items.map(({ id }: { id: string }) => id)).toEqual([one!.id, other!.id]);
  const { rows } = await shop.pool.query('select price from product_search where product_id = $1', [one!.id]);
  expect(rows).toEqual([{ price: 1 }]);
});

test('other processes are told of each product whose price changed, as of the change of one', async () => {
  const [one, same] = await products(100, 200);
  const listener = await shop.pool.connect();
  try {
    const heard: string[] = [];
    listener.on('notification', ({ payload }) => heard.push(payload!.slice(payload!.indexOf(' ') + 1)));
    await listener.query('listen catalog_changes');
    await change({ id: one!.id, price: 7 }, { id: same!.id, price: 200 });
    await shop.admin.patch(`/products/${one!.id}`, { price: 8 });
    await until('both are heard of', () => heard.length === 2);
    const [first, second] = heard.map((text) => JSON.parse(text));
    expect(first.after.price).toBe(7);
    expect(second.before).toEqual(first.after);
    expect(Object.keys(first).sort()).toEqual(Object.keys(second).sort());
  } finally {
    listener.release(true);
  }
});

test('none changes where one of them is not for sale, which is named', async () => {
  const [one, gone] = await products(100, 200);
  await shop.admin.delete(`/products/${gone!.id}`);
  const answer = await change(
    { id: one!.id, price: 1 },
    { id: gone!.id, price: 1 },
    { id: nobody, price: 1 },
  );
  expect([answer.status, answer.body.code]).toEqual([404, 'not_found']);
  expect(answer.body.detail).toBe(`Not for sale: ${gone!.id}, ${nobody}`);
  expect(await shown(one!.id)).toEqual([100, 1]);
});

test('400 for a product with two prices, for no prices and for more than a thousand; 403 for customers', async () => {
  const [one] = await products(100);
  const twice = await change({ id: one!.id, price: 1 }, { id: one!.id.toUpperCase(), price: 2 });
  expect([twice.status, twice.body.errors[0].pointer]).toEqual([400, '#/items/1/id']);
  expect((await change()).status).toBe(400);
  const many = Array.from({ length: 1_001 }, () => ({ id: nobody, price: 1 }));
  expect((await change(...many)).status).toBe(400);
  const buyer = await shop.buyer();
  expect((await buyer.patch('/prices', { items: [{ id: one!.id, price: 1 }] })).status).toBe(403);
  expect(await shown(one!.id)).toEqual([100, 1]);
});

test('a list of prices that waits for another change comes after it and loses nothing of it', async () => {
  const [one] = await products(100);
  const changed = await asRival(shop.pool, async (rival) => {
    await rival.query('update products set price = 50, version = version + 1 where id = $1', [one!.id]);
    const waiting = change({ id: one!.id, price: 100 });
    await until('it waits', async () => {
      const { rows } = await shop.pool.query(
        `select count(*)::int as n from pg_stat_activity
          where datname = current_database() and wait_event_type = 'Lock' and query like '%wanted as%'`,
      );
      return rows[0].n > 0;
    });
    await rival.query('commit');
    return waiting;
  });
  expect(changed.body.items).toEqual([{ id: one!.id, price: 100, version: 3 }]);
});

test('products are locked in the order of their ids, whatever that of the list: two lists never deadlock', async () => {
  const [first, last] = (await products(100, 100)).map(({ id }) => id).sort() as [string, string];
  const answer = await asRival(shop.pool, async (rival) => {
    await rival.query('select from products where id = $1 for no key update', [last]);
    const waiting = change({ id: last, price: 1 }, { id: first, price: 1 });
    await until('it waits for the last, and has the first', async () => {
      const { rows } = await shop.pool.query(
        `select count(*)::int as n from pg_stat_activity
          where datname = current_database() and wait_event_type = 'Lock' and query like '%wanted as%'`,
      );
      return rows[0].n > 0;
    });
    const free = await rival.query('select from products where id = $1 for no key update skip locked', [
      first,
    ]);
    expect(free.rowCount).toBe(0);
    await rival.query('commit');
    return waiting;
  });
  expect(answer.status).toBe(200);
});
