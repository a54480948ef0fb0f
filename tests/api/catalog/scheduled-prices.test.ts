import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { settlePrices } from '../../../src/catalog/settle-prices.ts';
import { openShop, type Shop } from '../../setup/api.ts';
import { until } from '../../setup/wait.ts';
import { walkPages } from '../../setup/walk.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.close());

const HOUR_MS = 3_600_000;
/** An instant by the database's clock. */
const inMs = async (ms: number): Promise<number> =>
  (await shop.pool.query('select clock_timestamp() as now')).rows[0].now.getTime() + ms;
const instant = async (ms: number) => new Date(await inMs(ms)).toISOString();
const hasCome = (at: string) =>
  until(
    `it is ${at}`,
    async () => (await shop.pool.query('select clock_timestamp() >= $1 as come', [at])).rows[0].come,
  );
const schedule = async (id: string, body: object) => {
  const made = await shop.admin.post(`/products/${id}/scheduled-prices`, body);
  expect([made.status, made.text]).toEqual([201, made.text]);
  return made.body;
};
const sale = async (id: string, price: number) =>
  schedule(id, { price, startsAt: await instant(-HOUR_MS), endsAt: await instant(HOUR_MS) });
const shown = async (id: string) => {
  const { price, compareAtPrice } = (await shop.anyone.get(`/products/${id}`)).body;
  return [price, compareAtPrice];
};
const stored = async (id: string) =>
  (await shop.pool.query('select price, usual_price, version from products where id = $1', [id])).rows[0];

describe('a scheduled price', () => {
  test('counts from its instant to its instant, everywhere and for everybody, with no job to help', async () => {
    const product = await shop.product({ price: 1_000, stock: 10 });
    const buyer = await shop.buyerWith([product.id, 2]);
    const at = `/products/${product.id}`;
    const startsAt = await instant(3_000);
    const { id } = await schedule(product.id, { price: 700, startsAt });

    const prices = async () => {
      const [page, list, cart, quote, admin, again] = await Promise.all([
        shop.anyone.get(at),
        shop.anyone.get(`/products?ids=${product.id}`),
        buyer.get('/cart'),
        buyer.post('/cart/quote', {}),
        shop.admin.get(at),
        buyer.put('/cart', { items: [{ productId: product.id, quantity: 2 }] }),
      ]);
      return [
        page.body.price,
        list.body.items[0].price,
        cart.body.total / 2,
        quote.body.total / 2,
        admin.body.price,
        again.body.total / 2,
      ];
    };
    // Asked all the time, so that every cache holds what was right until then.
    await until('it has begun', async () => {
      const all = await prices();
      const isStill = (await inMs(0)) < Date.parse(startsAt);
      if (isStill) expect(new Set(all)).toEqual(new Set([1_000]));
      return !isStill;
    });
    expect(await prices()).toEqual([700, 700, 700, 700, 700, 700]);
    // Nobody has stored it yet: what was told as this version is another price.
    expect(await stored(product.id)).toMatchObject({ price: 1_000, usual_price: 1_000 });
    const tag = (await shop.pool.query('select version from products where id = $1', [product.id])).rows[0];
    const known = { 'if-none-match': `"${tag.version}"` };
    expect((await shop.anyone.get(at, known)).status).toBe(200);
    const order = await buyer.post('/orders');
    expect([order.body.total, order.body.items[0].unitPrice]).toEqual([1_400, 700]);

    expect(await settlePrices(shop.pool, 10)).toBe(1);
    expect(await settlePrices(shop.pool, 10)).toBe(0);
    expect(await stored(product.id)).toMatchObject({ price: 700, usual_price: 1_000 });
    expect(await shown(product.id)).toEqual([700, 1_000]);
    const endsAt = await instant(700);
    await shop.admin.patch(`${at}/scheduled-prices/${id}`, { endsAt });
    await hasCome(endsAt);
    expect(await shown(product.id)).toEqual([1_000, undefined]);
    await settlePrices(shop.pool, 10);
    expect(await stored(product.id)).toMatchObject({ price: 1_000, usual_price: null });
  });

  test('is shown with the usual price to compare with, or with what was given to compare with', async () => {
    const { id } = await shop.product({ price: 1_000, stock: 10 });
    await shop.admin.patch(`/products/${id}`, { compareAtPrice: 900 });
    expect(await shown(id)).toEqual([1_000, undefined]);
    await shop.admin.patch(`/products/${id}`, { compareAtPrice: 1_200 });
    expect(await shown(id)).toEqual([1_000, 1_200]);
    await sale(id, 700);
    expect(await shown(id)).toEqual([700, 1_200]);
    await shop.admin.patch(`/products/${id}`, { compareAtPrice: null });
    expect(await shown(id)).toEqual([700, 1_000]);
  });

  test('a price that is set meanwhile is the usual one; one that is sent back as it was read changes nothing', async () => {
    const { id } = await shop.product({ price: 1_000, stock: 10 });
    const { id: priceId } = await sale(id, 700);
    const { price, name, sku, category } = (await shop.admin.get(`/products/${id}`)).body;
    await shop.admin.put(`/products/${id}`, { price, name: `${name}!`, sku, category });
    expect(await stored(id)).toMatchObject({ price: 700, usual_price: 1_000 });
    const changed = await shop.admin.patch(`/products/${id}`, { price: 900 });
    expect(changed.body).toMatchObject({ price: 700, compareAtPrice: 900 });
    const many = await shop.admin.patch('/prices', { items: [{ id, price: 950 }] });
    expect(many.body.items).toMatchObject([{ id, price: 700 }]);
    // As a release does that knows nothing of scheduled prices.
    await shop.pool.query('update products set price = 980, version = version + 1 where id = $1', [id]);
    expect(await stored(id)).toMatchObject({ price: 700, usual_price: 980 });
    const log = (await shop.admin.get(`/audit-log?subject=${id}&limit=2`)).body.items;
    expect(log.map(({ before, after }: { before: object; after: object }) => [before, after])).toEqual([
      [{ price: 900 }, { price: 950 }],
      [{ price: 1_000 }, { price: 900 }],
    ]);
    await shop.admin.delete(`/products/${id}/scheduled-prices/${priceId}`);
    expect(await shown(id)).toEqual([980, undefined]);
  });

  test('lists are sorted by it once it is stored, page by page without gaps before that too', async () => {
    const category = 'Sorted';
    const products = await Promise.all(
      [100, 200, 300, 400].map((price) => shop.product({ price, category, stock: 1 })),
    );
    const third = products[2]?.id;
    const { id } = await schedule(third!, { price: 50, startsAt: '2999-01-01T00:00:00Z' });
    // It has begun, and nobody has stored it.
    await shop.pool.query(
      `update scheduled_prices set starts_at = now() - interval '1 minute' where id = $1`,
      [id],
    );
    await shop.pool.query(`update products set price_due_at = now() - interval '1 minute' where id = $1`, [
      third,
    ]);
    expect(await shown(third!)).toEqual([50, 300]);
    const sorted = () => walkPages(shop.admin, `/products?category=${category}&sort=price_asc&limit=1`);
    const ids = products.map((product) => product.id);
    expect(await sorted()).toEqual(ids);
    await settlePrices(shop.pool, 10);
    expect(await sorted()).toEqual([third, ids[0], ids[1], ids[3]]);
    const cheap = await shop.admin.get(`/products?category=${category}&maxPrice=60`);
    expect(cheap.body.items.map(({ id }: { id: string }) => id)).toEqual([third]);
  });
});

describe('scheduled prices of one product', () => {
  const at = (id: string) => `/products/${id}/scheduled-prices`;
  const day = (n: number) => `2999-01-${String(n).padStart(2, '0')}T00:00:00.000Z`;

  test('are added once, read, changed under their version and removed; each change is on record', async () => {
    const { id } = await shop.product({ price: 1_000, stock: 10 });
    const body = { price: 700, startsAt: day(1), endsAt: day(2) };
    const key = { 'idempotency-key': 'one-price' };
    const [made, again] = [
      await shop.admin.post(at(id), body, key),
      await shop.admin.post(at(id), body, key),
    ];
    expect([made.status, again.text]).toEqual([201, made.text]);
    expect(made.body).toMatchObject({ ...body, productId: id, version: 1 });
    const one = made.headers.location as string;
    expect((await shop.admin.get(at(id))).body).toEqual({ items: [made.body], nextCursor: null });
    expect((await shop.admin.get(one)).headers.etag).toBe('"1"');
    const changed = await shop.admin.patch(one, { endsAt: null }, { 'if-match': '"1"' });
    expect([changed.body.endsAt, changed.headers.etag]).toEqual([null, '"2"']);
    expect((await shop.admin.patch(one, { price: 1 }, { 'if-match': '"1"' })).status).toBe(412);
    expect((await shop.admin.delete(one, { 'if-match': '"1"' })).status).toBe(412);
    expect((await shop.admin.delete(one)).status).toBe(204);
    expect((await shop.admin.get(one)).status).toBe(404);
    const log = (await shop.admin.get(`/audit-log?subject=${made.body.id}`)).body.items;
    expect(log.map(({ action }: { action: string }) => action)).toEqual([
      'deleteScheduledPrice',
      'updateScheduledPrice',
      'schedulePrice',
    ]);
    const other = await shop.product({});
    expect((await shop.admin.post(at(other.id), { ...body, price: -1 })).status).toBe(400);
    expect((await shop.admin.post(at(other.id), { ...body, endsAt: day(1) })).body.errors[0].pointer).toBe(
      '#/endsAt',
    );
    expect((await shop.admin.post(at(made.body.id), body)).status).toBe(404);
  });

  test('do not overlap, however many are added at once', async () => {
    const { id } = await shop.product({ price: 1_000, stock: 10 });
    const add = (from: number, to: number | null) =>
      shop.admin.post(at(id), { price: 1, startsAt: day(from), endsAt: to === null ? null : day(to) });
    const answers = await Promise.all([add(5, 9), add(5, 9), add(7, 12), add(1, 8), add(6, null)]);
    expect(answers.map(({ status, body }) => body.code ?? status).sort()).toEqual([
      201,
      ...Array(4).fill('scheduled_price_overlap'),
    ]);
    await shop.pool.query('delete from scheduled_prices where product_id = $1', [id]);
    expect((await add(5, 9)).status).toBe(201);
    expect((await add(9, null)).status).toBe(201);
    expect((await add(1, 5)).status).toBe(201);
    expect((await add(20, 21)).body.code).toBe('scheduled_price_overlap');
  });

  test('are a hundred at most that are still to end', async () => {
    const { id } = await shop.product({ price: 1_000, stock: 10 });
    await shop.pool.query(
      `insert into scheduled_prices (id, product_id, price, starts_at, ends_at)
       select gen_random_uuid(), $1, 1, now() + n * interval '2 days', now() + n * interval '2 days' + interval '1 day'
         from generate_series(-5, 99) n`,
      [id],
    );
    expect((await shop.admin.post(at(id), { price: 1, startsAt: day(1) })).body.code).toBe(
      'validation_failed',
    );
  });
});
