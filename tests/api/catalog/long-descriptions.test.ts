import { afterAll, beforeAll, expect, test } from 'vitest';
import { openShop, type Shop } from '../../setup/api.ts';
import { walkPages } from '../../setup/walk.ts';

/** Four bytes a character, as long as a description may be. */
const LONGEST = '🎈'.repeat(10_000);
const MAX_BYTES = 2 * 1_024 * 1_024;

let shop: Shop;
let ids: string[];
beforeAll(async () => {
  shop = await openShop();
  ids = [];
  for (let n = 0; n < 60; n++)
    ids.push((await shop.product({ name: `Balloon ${n}`, description: LONGEST, price: n })).id);
});
afterAll(() => shop.close());

test.each(['', '&sort=price_asc', '&q=balloon', '&q=balloon&sort=price_asc', '&q=balloon&sort=name'])(
  'a list of products%s is bounded by its bytes, and shows every product once',
  async (more) => {
    const url = `/products?limit=100${more}`;
    const page = await shop.anyone.get(url);
    expect(Buffer.byteLength(page.text)).toBeLessThan(MAX_BYTES);
    expect(page.body.items.length).toBeGreaterThan(10);
    expect(page.body.nextCursor).not.toBeNull();
    expect((await walkPages(shop.anyone, url)).toSorted()).toEqual(ids.toSorted());
  },
);

test('a page of one holds its product, however long it is', async () => {
  expect((await shop.anyone.get('/products?limit=1')).body.items).toHaveLength(1);
});
