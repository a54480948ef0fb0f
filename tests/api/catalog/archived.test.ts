import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openShop, type Shop } from '../../setup/api.ts';
import { mug } from '../../setup/mugs.ts';
import { walkPages } from '../../setup/walk.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.close());

async function archived(more: object = {}) {
  const { body } = await shop.admin.post('/products', mug(more));
  await shop.admin.delete(`/products/${body.id}`);
  return body;
}

describe('GET /products?archived=true', () => {
  test('shows an administrator what was taken out of the shop, newest first, page by page', async () => {
    const made = [await archived(), await archived(), await archived()].map(({ id }) => id);
    await shop.admin.post('/products', mug());
    const { body } = await shop.admin.get('/products?archived=true');
    expect(body.items.map((item: { id: string }) => item.id)).toEqual(made.toReversed());
    expect(body.items[0].archived).toBe(true);
    expect(await walkPages(shop.admin, '/products?archived=true&limit=2')).toEqual(made.toReversed());
    expect((await shop.admin.get(`/products/${made[0]}`)).body.archived).toBe(true);
    expect((await shop.anyone.get(`/products/${made[0]}`)).status).toBe(404);
  });

  test('is for administrators, and goes with no other filter', async () => {
    const buyer = await shop.buyer();
    for (let n = 0; n < 3; n++) {
      expect((await shop.anyone.get('/products?archived=true')).body.code).toBe('unauthenticated');
      expect((await buyer.get('/products?archived=true')).body.code).toBe('forbidden');
    }
    const { body } = await shop.admin.get('/products?archived=true&q=mug&sort=name');
    expect(body.errors.map(({ pointer }: { pointer: string }) => pointer).toSorted()).toEqual([
      '#/q',
      '#/sort',
    ]);
    expect((await shop.anyone.get('/products?archived=false')).status).toBe(200);
  });
});

describe('PATCH /products/{id} { archived }', () => {
  test('false puts it back: for sale, listed, searched, counted and stocked as it was', async () => {
    const { id, version } = await archived({ name: 'Lazarus', category: 'Risen' });
    for (let n = 0; n < 3; n++) await shop.anyone.get('/products?category=risen');
    const { headers } = await shop.admin.get(`/products/${id}`);
    const stale = await shop.admin.patch(
      `/products/${id}`,
      { archived: false },
      { 'if-match': `"${version}"` },
    );
    expect(stale.body.code).toBe('version_mismatch');
    const back = await shop.admin.patch(
      `/products/${id}`,
      { archived: false },
      { 'if-match': headers.etag! },
    );
    expect([back.status, back.body.archived, back.body.stockQuantity]).toEqual([200, undefined, 5]);
    for (const url of ['/products?category=risen', '/products?q=lazarus']) {
      expect((await shop.anyone.get(url)).body.items.map((item: { id: string }) => item.id)).toEqual([id]);
    }
    expect((await shop.anyone.get(`/products/${id}`)).body).toEqual(back.body);
    expect((await shop.anyone.get('/categories')).body.items).toContainEqual({
      name: 'Risen',
      productCount: 1,
    });
    const buyer = await shop.buyerWith([id, 1]);
    expect((await buyer.post('/orders')).status).toBe(201);
  });

  test('409 where the SKU was given again, unless the same change brings another', async () => {
    const { id, sku } = await archived();
    await shop.admin.post('/products', mug({ sku }));
    const taken = await shop.admin.patch(`/products/${id}`, { archived: false });
    expect([taken.status, taken.body.code]).toEqual([409, 'sku_taken']);
    expect((await shop.admin.get(`/products/${id}`)).body.archived).toBe(true);
    const other = await shop.admin.patch(`/products/${id}`, { archived: false, sku: `${sku}-2` });
    expect(other.body).toMatchObject({ id, sku: `${sku}-2` });
  });

  test('of ten at once with one SKU one comes back', async () => {
    const first = await archived();
    const others = [];
    for (let n = 0; n < 9; n++) others.push(await archived({ sku: first.sku }));
    const answers = await Promise.all(
      [first, ...others].map(({ id }) => shop.admin.patch(`/products/${id}`, { archived: false })),
    );
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, ...Array(9).fill(409)]);
  });

  test('true takes it out as DELETE does; what says nothing of it finds no archived product', async () => {
    const { body } = await shop.admin.post('/products', mug());
    const gone = await shop.admin.patch(`/products/${body.id}`, { archived: true });
    expect([gone.status, gone.body.archived]).toEqual([200, true]);
    expect((await shop.anyone.get(`/products/${body.id}`)).status).toBe(404);
    expect((await shop.admin.patch(`/products/${body.id}`, { price: 1 })).status).toBe(404);
    expect((await shop.admin.patch(`/products/${body.id}`, { archived: false })).body.price).toBe(1299);
  });
});
