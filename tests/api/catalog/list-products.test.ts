import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openShop, type Shop } from '../../setup/api.ts';
import { walkPages } from '../../setup/walk.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.close());

const idsOf = (answer: { body: { items: { id: string }[] } }) => answer.body.items.map((item) => item.id);
const find = async (q: string, more = '') =>
  idsOf(await shop.admin.get(`/products?q=${encodeURIComponent(q)}${more}`));

describe('GET /products', () => {
  test('gives 20, newest first, unless told otherwise', async () => {
    const made = [];
    for (let n = 0; n < 23; n++) made.push((await shop.product({ category: 'Default' })).id);
    const first = await shop.anyone.get('/products?category=Default');
    expect(idsOf(first)).toEqual(made.toReversed().slice(0, 20));
    expect(first.headers['content-type']).toMatch(/^application\/json/);
    const rest = await shop.anyone.get(`/products?category=Default&cursor=${first.body.nextCursor}`);
    expect(idsOf(rest)).toEqual(made.toReversed().slice(20));
    expect(rest.body.nextCursor).toBeNull();
  });

  test.each([
    ['price_asc', (a: number, b: number) => a - b],
    ['price_desc', (a: number, b: number) => b - a],
  ])('sort=%s, with equal prices in an order that stays', async (sort, compare) => {
    const category = `Sorted ${sort}`;
    for (const price of [500, 100, 100, 0, 300, 100, 100_000_000]) await shop.product({ category, price });
    const url = `/products?category=${category}&sort=${sort}`;
    const { items } = (await shop.anyone.get(url)).body;
    const prices = items.map((item: { price: number }) => item.price);
    expect(prices).toEqual(prices.toSorted(compare));
    expect(await walkPages(shop.anyone, `${url}&limit=1`)).toEqual(
      items.map((item: { id: string }) => item.id),
    );
  });

  test('sort=name, without regard to case', async () => {
    const names = ['b', 'a', 'É', 'C', 'a', '10', '9', 'z z', 'Ω'];
    for (const name of names) await shop.product({ category: 'Names', name });
    const { items } = (await shop.anyone.get('/products?category=Names&sort=name')).body;
    const { rows } = await shop.pool.query(
      `select p.id from products p join categories c on c.id = p.category_id where c.slug = 'names' order by lower(p.name), p.id`,
    );
    expect(items.map((item: { id: string }) => item.id)).toEqual(rows.map((row) => row.id));
    const letters = items
      .map((item: { name: string }) => item.name)
      .filter((name: string) => /^[a-z]$/i.test(name));
    expect(letters).toEqual(['a', 'a', 'b', 'C']);
    expect(await walkPages(shop.anyone, '/products?category=Names&sort=name&limit=2')).toHaveLength(9);
  });

  test.each(['newest', 'price_asc', 'price_desc', 'name'])(
    'sort=%s: paging neither skips nor repeats what stays, while others are sold, added, removed and changed',
    async (sort) => {
      const category = `Moving ${sort}`;
      const made = [];
      for (let n = 0; n < 30; n++) {
        made.push((await shop.product({ category, name: `Name ${n % 7}`, price: (n % 5) * 100 })).id);
      }
      const [staying, leaving] = [made.filter((_, n) => n % 3 !== 0), made.filter((_, n) => n % 3 === 0)];
      const seen = await walkPages(
        shop.admin,
        `/products?category=${category}&sort=${sort}&limit=4`,
        async (page) => {
          const id = leaving[page];
          if (id !== undefined && page % 2) await shop.admin.delete(`/products/${id}`);
          if (id !== undefined && page % 2 === 0) {
            await shop.admin.patch(`/products/${id}`, { price: 777, name: `Changed ${page}` });
          }
          await shop.product({ category, name: `Name ${page}`, price: page * 50 });
          await shop.pool.query(
            'update products set stock_quantity = stock_quantity - 1, version = version + 1 where id = any($1)',
            [staying],
          );
        },
      );
      const seenStaying = seen.filter((id) => staying.includes(id));
      expect(seenStaying.toSorted()).toEqual(staying.toSorted());
    },
  );

  test('a page that ends exactly at the end has no next one', async () => {
    for (let n = 0; n < 4; n++) await shop.product({ category: 'Exact' });
    expect(await walkPages(shop.anyone, '/products?category=Exact&limit=2')).toHaveLength(4);
    expect((await shop.anyone.get('/products?category=Exact&limit=4')).body.nextCursor).toBeNull();
  });

  test('category counts without regard to case; one that nobody has is an empty list', async () => {
    const { id } = await shop.product({ category: 'Straße & Söhne' });
    expect(
      idsOf(await shop.anyone.get(`/products?category=${encodeURIComponent('STRASSE & SÖHNE')}`)),
    ).toEqual([]);
    expect(
      idsOf(await shop.anyone.get(`/products?category=${encodeURIComponent('straße & söhne')}`)),
    ).toEqual([id]);
    expect((await shop.anyone.get('/products?category=none')).body).toEqual({ items: [], nextCursor: null });
  });

  test('an archived product leaves the list', async () => {
    const { id } = await shop.product({ category: 'Leaving' });
    expect(idsOf(await shop.anyone.get('/products?category=Leaving'))).toEqual([id]);
    await shop.admin.delete(`/products/${id}`);
    expect(idsOf(await shop.anyone.get('/products?category=Leaving'))).toEqual([]);
  });
});

describe('q', () => {
  test.each([
    ['100% wool', '100%', '100 percent'],
    ['snake_case', 'snake_', 'snakeXcase'],
    ['back\\slash', 'k\\s', 'backslash'],
    [`O'Neill "quoted"`, `'Neill "`, 'ONeill quoted'],
    ['Party 🎉 hat', '🎉', 'Party hat'],
    ['Ärmel', 'ärmel', 'Armel'],
    ['semi;colon -- drop', ';colon --', 'semicolon drop'],
    ['$1 note', '$1', '1 note'],
  ])('finds %j by %j and not %j: every character is itself', async (name, q, decoy) => {
    const { id } = await shop.product({ name });
    await shop.product({ name: decoy });
    expect(await find(q)).toEqual([id]);
  });

  test('finds words in name, SKU and description, in any case and order, all of them', async () => {
    const { id } = await shop.product({
      name: 'Copper kettle',
      sku: 'KET-77',
      description: 'Whistles loudly',
    });
    await shop.product({ name: 'Copper pan' });
    for (const q of ['KETTLE copper', 'ket-77', 'loudly whistles', '  kettle   loud ', 'ettl']) {
      expect(await find(q)).toEqual([id]);
    }
    expect(await find('kettle pan')).toEqual([]);
  });

  test('of blanks is no filter, and one of 200 characters is answered', async () => {
    expect((await find('   ', '&limit=1')).length).toBe(1);
    expect(await find('x'.repeat(200))).toEqual([]);
    expect(await find('a '.repeat(100))).toBeInstanceOf(Array);
    expect((await shop.anyone.get(`/products?q=${'x'.repeat(201)}`)).status).toBe(400);
  });

  test('pages, too', async () => {
    for (let n = 0; n < 5; n++) await shop.product({ name: `Pageable ${n}` });
    expect(await walkPages(shop.anyone, '/products?q=pageable&limit=2&sort=name')).toHaveLength(5);
  });
});

describe('a list that is asked for wrongly', () => {
  test.each([
    'limit=0',
    'limit=101',
    'limit=-1',
    'limit=1.5',
    'limit=',
    'limit=1&limit=2',
    'sort=cheapest',
    'sort=',
    'colour=red',
    'category=',
    'category=%00',
    'q=%00',
    'cursor=',
    '__proto__=1',
    'constructor=1',
    'q[]=1',
  ])('?%s is 400', async (query) => {
    const answer = await shop.anyone.get(`/products?${query}`);
    expect([answer.status, answer.body.code]).toEqual([400, 'validation_failed']);
  });

  const cursor = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const id = '01936b2f-0000-7000-8000-000000000000';
  test.each([
    ['rubbish', 'rubbish'],
    ['JSON of another kind', cursor({ sort: 'newest' })],
    ['null', cursor(null)],
    ['another sort', cursor(['name', 'x', id])],
    ['no id', cursor(['newest', null])],
    ['an id that is none', cursor(['newest', null, `${id}' or 1=1`])],
    ['an id that is a list', cursor(['newest', null, [id]])],
    ['a value where there is none', cursor(['newest', 1, id])],
  ])('a cursor of %s is 400 invalid_cursor', async (_, text) => {
    const answer = await shop.anyone.get(`/products?cursor=${text}`);
    expect([answer.status, answer.body.code]).toEqual([400, 'invalid_cursor']);
  });

  test.each([
    ['beyond 32 bits', 2 ** 40],
    ['below 32 bits', -(2 ** 40)],
    ['a fraction', 1.5],
    ['text', '100'],
    ['null', null],
  ])('a price cursor %s is 400 invalid_cursor, never 500', async (_, value) => {
    const answer = await shop.anyone.get(
      `/products?sort=price_asc&cursor=${cursor(['price_asc', value, id])}`,
    );
    expect([answer.status, answer.body.code]).toEqual([400, 'invalid_cursor']);
  });

  test.each(['\u0000', '\ud800', '\udc00x'])('a name cursor with %j is never 500', async (value) => {
    const answer = await shop.anyone.get(`/products?sort=name&cursor=${cursor(['name', value, id])}`);
    expect([200, 400]).toContain(answer.status);
  });
});
