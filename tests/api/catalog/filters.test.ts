import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openShop, type Shop } from '../../setup/api.ts';
import { walkPages } from '../../setup/walk.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.close());

const idsOf = async (query: string, caller = shop.admin) => {
  const { status, body, text } = await caller.get(`/products?${query}`);
  if (status !== 200) throw new Error(text);
  return body.items.map((item: { id: string }) => item.id);
};

describe('GET /products with filters', () => {
  /** Prices 100 to 1,200; every third is sold out, every second is in the category "Even". */
  const made: string[] = [];
  beforeAll(async () => {
    for (let n = 1; n <= 12; n++) {
      const fields = { price: n * 100, stock: n % 3, category: n % 2 ? 'Odd' : 'Even', name: `N ${n % 5}` };
      made.push((await shop.product({ ...fields, sku: `F-${n}` })).id);
    }
  });
  const numbers = async (query: string) => (await idsOf(query)).map((id: string) => made.indexOf(id) + 1);

  test('ids: those that are for sale, repeated or with commas, all on one page', async () => {
    const [a, b, c] = made as [string, string, string];
    const unknown = '00000000-0000-7000-8000-000000000000';
    expect(await idsOf(`ids=${b},${a}&ids=${unknown}`)).toEqual([b, a]);
    expect(await idsOf(`ids=${[c, a, b].join().toUpperCase()}&sort=price_asc`, shop.anyone)).toEqual([
      a,
      b,
      c,
    ]);
    expect(await walkPages(shop.anyone, `/products?ids=${[a, b, c]}&limit=1`)).toEqual([c, b, a]);
    const many = await Promise.all(Array.from({ length: 40 }, () => shop.product({ category: 'Many' })));
    expect(await idsOf(`ids=${many.map(({ id }) => id)}`)).toHaveLength(40);
  });

  test('sku: the whole of it, in the form in which it is kept', async () => {
    expect(await numbers('sku=F-7')).toEqual([7]);
    expect(await numbers(`sku=${encodeURIComponent(' F-7\u200b')}`)).toEqual([7]);
    expect(await numbers('sku=F-70')).toEqual([]);
    expect(await numbers('sku=F-7&minPrice=701')).toEqual([]);
  });

  test.each([
    ['minPrice=400&maxPrice=600&sort=price_asc', [4, 5, 6]],
    ['minPrice=1000&sort=price_desc&category=even', [12, 10]],
    ['maxPrice=300', [3, 2, 1]],
    ['maxPrice=500&sort=name', [5, 1, 2, 3, 4]],
    ['maxPrice=400&inStock=true', [4, 2, 1]],
    ['inStock=false&category=Even', [12, 6]],
    ['inStock=true&minPrice=300&maxPrice=800&sort=price_desc', [8, 7, 5, 4]],
  ])('%s', async (query, expected) => {
    // Others stand in the shop as well: ids would be found among all, so these are told apart by their place.
    const scope = /category/.test(query) ? [''] : ['&category=odd', '&category=even'];
    const found = await Promise.all(scope.map((one) => numbers(query + one)));
    expect(found.flat().toSorted((a, b) => a - b)).toEqual(expected.toSorted((a, b) => a - b));
    for (const some of found) expect(some).toEqual(expected.filter((n) => some.includes(n)));
    for (const [index, one] of scope.entries()) {
      const walked = await walkPages(shop.admin, `/products?${query}${one}&limit=1`);
      expect(walked.map((id) => made.indexOf(id) + 1)).toEqual(found[index]);
    }
  });

  test.each([
    ['q=mug&inStock=true', '#/inStock'],
    ['q=mug&ids=00000000-0000-7000-8000-000000000000', '#/ids'],
    ['minPrice=5&maxPrice=4', '#/maxPrice'],
    ['ids=1', '#/ids/0'],
    ['ids=', '#/ids/0'],
    [`ids=${Array(101).fill('00000000-0000-7000-8000-000000000000')}`, '#/ids'],
    ['inStock=maybe', '#/inStock'],
    ['minPrice=-1', '#/minPrice'],
  ])('400 that names the filter: %s', async (query, pointer) => {
    const { status, body } = await shop.anyone.get(`/products?${query}`);
    expect([status, body.code, body.errors[0].pointer]).toEqual([400, 'validation_failed', pointer]);
  });

  test('a cursor of one filter is none of another', async () => {
    const { body } = await shop.anyone.get('/products?maxPrice=900&limit=1');
    const other = await shop.anyone.get(`/products?maxPrice=800&limit=1&cursor=${body.nextCursor}`);
    expect(other.body.code).toBe('invalid_cursor');
  });

  test('the memory of an answer with filters ends when a product comes to belong to it', async () => {
    const { id } = await shop.product({ category: 'Late', price: 5_000 });
    const url = 'category=late&maxPrice=4000';
    for (let n = 0; n < 3; n++) expect(await idsOf(url, shop.anyone)).toEqual([]);
    await shop.admin.patch(`/products/${id}`, { price: 3_000 });
    expect(await idsOf(url, shop.anyone)).toEqual([id]);
  });
});

describe('GET /categories', () => {
  const categories = async () => (await shop.anyone.get('/categories')).body.items;

  test('names those with products for sale, by name, and how many; a change is seen at once', async () => {
    const create = async (category: string) => (await shop.product({ category })).id;
    const first = await create('zebra mugs');
    await create('Zebra plates');
    const ours = async () =>
      (await categories()).filter(({ name }: { name: string }) => name.toLowerCase().startsWith('zebra'));
    const both = [
      { name: 'zebra mugs', productCount: 1 },
      { name: 'Zebra plates', productCount: 1 },
    ];
    for (let n = 0; n < 3; n++) expect(await ours()).toEqual(both);
    await shop.admin.patch(`/products/${first}`, { category: 'Zebra Plates' });
    expect(await ours()).toEqual([{ name: 'Zebra plates', productCount: 2 }]);
    await shop.admin.delete(`/products/${first}`);
    expect(await ours()).toEqual([{ name: 'Zebra plates', productCount: 1 }]);
  });

  test('is answered from memory, with a tag that a client may hold against it', async () => {
    await categories();
    await categories();
    const again = await shop.anyone.get('/categories');
    expect(again.headers['cache-status']).toBe('holdfast; hit');
    const held = await shop.anyone.get('/categories', { 'if-none-match': again.headers.etag! });
    expect(held.status).toBe(304);
  });
});
