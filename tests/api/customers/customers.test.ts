import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openShop, type Shop } from '../../setup/api.ts';
import { statementsOf } from '../../setup/statements.ts';
import { walkPages } from '../../setup/walk.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.close());

let serial = 0;
async function customer(name: string, email = `someone-${++serial}@example.org`): Promise<string> {
  const { body } = await shop.anyone.post('/register', { email, password: 'correct horse battery', name });
  return body.id;
}
const idsOf = async (query: string) =>
  (await shop.admin.get(`/customers?${query}`)).body.items.map((item: { id: string }) => item.id);

describe('GET /customers/{id}', () => {
  test('tells who they are, since when, how many orders, and what is spent in each currency', async () => {
    const product = await shop.product({ price: 250, stock: 100 });
    const yen = await shop.product({ price: 900, currency: 'JPY' });
    const buyer = await shop.buyerWith([product.id, 3]);
    const first = (await buyer.post('/orders')).body;
    for (const [id, quantity] of [
      [product.id, 2],
      [product.id, 1],
      [yen.id, 1],
    ] as const) {
      await buyer.put('/cart', { items: [{ productId: id, quantity }] });
      expect((await buyer.post('/orders')).status).toBe(201);
    }
    // One of them is cancelled, one unit of another.
    await shop.pool.query(
      `update orders set status = 'CANCELLED', cancelled_at = now(), version = 2 where user_id = $1 and total = 500`,
      [buyer.id],
    );
    await shop.pool.query(
      `with changed as (update orders set version = 2 where id = $1 returning id)
       insert into order_cancellations (id, order_id, reason, restock, refund, amount, actor_role)
       select gen_random_uuid(), id, 'customer', true, true, 250, 'ADMIN' from changed`,
      [first.id],
    );
    const { status, body } = await shop.admin.get(`/customers/${buyer.id}`);
    expect([status, body.orders, body.spent]).toEqual([
      200,
      4,
      [
        { amount: 750, currency: 'GBP' },
        { amount: 900, currency: 'JPY' },
      ],
    ]);
    expect(Date.parse(body.lastOrderAt)).toBeGreaterThanOrEqual(Date.parse(body.createdAt));
    expect(body.email).toMatch(/@/);
    expect(await idsOf(`email=${encodeURIComponent(body.email.toUpperCase())}`)).toEqual([buyer.id]);
  });

  test('404 for nobody and for an administrator; nothing of the password', async () => {
    expect((await shop.admin.get('/customers/00000000-0000-7000-8000-000000000000')).status).toBe(404);
    expect((await shop.admin.get(`/customers/${shop.admin.id}`)).status).toBe(404);
    const id = await customer('New');
    const { body, text } = await shop.admin.get(`/customers/${id}`);
    expect(body).toMatchObject({ name: 'New', orders: 0, lastOrderAt: null, spent: [] });
    expect(text).not.toMatch(/password|argon/i);
  });
});

describe('GET /customers', () => {
  test('who came last comes first, page by page', async () => {
    const made = [await customer('A'), await customer('B'), await customer('C')];
    expect((await idsOf('limit=3')).toReversed()).toEqual(made);
    const all = await walkPages(shop.admin, '/customers?limit=2');
    expect(all.slice(0, 3)).toEqual(made.toReversed());
    expect(all).not.toContain(shop.admin.id);
  });

  test('guests are none: they are left out, and not waded through', async () => {
    const ada = await customer('Ada');
    const { rows } = await shop.pool.query<{ id: string }>(
      `insert into users (id, role)
       select ('fffe0000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, 'GUEST' from generate_series(1, 5000) n
       returning id`,
    );
    await shop.pool.query('vacuum analyze users');
    expect(await idsOf('limit=1')).toEqual([ada]);
    expect(await idsOf('q=Ada&limit=1')).toEqual([ada]);
    const statements = await statementsOf(() => shop.admin.get('/customers?limit=1'));
    const list = statements.find((sql) => sql.includes('order by id desc'))!;
    const client = await shop.pool.connect();
    await client.query(`prepare customers as ${list}`);
    const plan = await client.query(
      `explain (analyze, format json) execute customers (2, 'ffffffff-ffff-ffff-ffff-ffffffffffff')`,
    );
    client.release(true);
    expect(JSON.stringify(plan.rows)).not.toMatch(/"Rows Removed by Filter":\s*[1-9]/);
    // One whom an order names is found by that.
    const [first] = rows;
    expect((await shop.admin.get(`/customers/${first!.id}`)).body).toMatchObject({
      isGuest: true,
      name: null,
      email: null,
      orders: 0,
    });
    expect((await shop.admin.get(`/customers/${ada}`)).body.isGuest).toBe(false);
    await shop.pool.query('delete from users where id = any($1)', [rows.map(({ id }) => id)]);
  });

  test('q: a part of name or address, whatever the case, and its signs as they are', async () => {
    const ada = await customer('Ada Lovelace', 'countess@example.net');
    const li = await customer('李明', 'li_ming@example.net');
    expect(await idsOf('q=LOVE')).toEqual([ada]);
    expect(await idsOf('q=countess%40')).toEqual([ada]);
    expect(await idsOf(`q=${encodeURIComponent('李明')}`)).toEqual([li]);
    expect(await idsOf('q=li_m')).toEqual([li]);
    expect(await idsOf('q=l_m')).toEqual([]);
    expect(await idsOf('q=%25')).toEqual([]);
    expect(await idsOf('q=love&email=li_ming%40example.net')).toEqual([]);
    expect(await walkPages(shop.admin, '/customers?q=example.net&limit=1')).toEqual([li, ada]);
    const { body } = await shop.admin.get('/customers?q=example.net&limit=1');
    const other = await shop.admin.get(`/customers?q=example.org&cursor=${body.nextCursor}`);
    expect(other.body.code).toBe('invalid_cursor');
  });

  test('of very many, a common part is met among the next, a rare one is looked up, a short one comes in short pages', async () => {
    await shop.pool.query(
      `insert into users (id, email, name, password_hash, role)
       select ('ffff0000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, 'crowd' || n || '@example.com',
              case when n in (7, 9) then 'Zaphod' else 'Crowd' end, '', 'CUSTOMER'
         from generate_series(1, 21000) n`,
    );
    await shop.pool.query('vacuum analyze users');
    const id = (n: number) => `ffff0000-0000-7000-8000-${String(n).padStart(12, '0')}`;
    expect(await idsOf('q=crowd&limit=2')).toEqual([id(21_000), id(20_999)]);
    expect(await idsOf('q=aphod')).toEqual([id(9), id(7)]);
    expect(await walkPages(shop.admin, '/customers?q=aphod&limit=1')).toEqual([id(9), id(7)]);
    const short = await shop.admin.get('/customers?q=za');
    expect([short.body.items, short.body.nextCursor]).toEqual([[], expect.any(String)]);
    expect(await walkPages(shop.admin, '/customers?q=za')).toEqual([id(9), id(7)]);
    // None of it reads the whole table: what is rare comes out of the index of parts.
    const { rows } = await shop.app.pg.query(
      `explain select id from users where (lower(name) || ' ' || email) like lower($1)`,
      ['%aphod%'],
    );
    expect(JSON.stringify(rows)).toContain('users_find');
  });
});
