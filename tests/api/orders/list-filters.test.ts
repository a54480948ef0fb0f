import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listOrders } from '../../../src/orders/read-orders.ts';
import { openShop, type Shop } from '../../setup/api.ts';
import type { Caller } from '../../setup/caller.ts';
import { walkPages } from '../../setup/walk.ts';

/** Six orders in this order, of two customers. */
const names = ['plain', 'part', 'shipped', 'cancelled', 'free', 'paid'] as const;
type Name = (typeof names)[number];

let shop: Shop;
let ada: Caller;
let bob: Caller;
const ids = {} as Record<Name, string>;
const placedAt = {} as Record<Name, string>;
beforeAll(async () => {
  shop = await openShop();
  [ada, bob] = [await shop.buyer(), await shop.buyer()];
  for (const name of names) {
    const product = await shop.product({ price: name === 'free' ? 0 : 500 });
    const buyer = name === 'part' || name === 'paid' ? bob : ada;
    await buyer.put('/cart', { items: [{ productId: product.id, quantity: 2 }] });
    const { body } = await buyer.post('/orders');
    [ids[name], placedAt[name]] = [body.id, body.createdAt];
    const some = [{ productId: product.id, quantity: name === 'shipped' ? 2 : 1 }];
    if (name === 'part' || name === 'shipped')
      await shop.admin.post(`/orders/${ids[name]}/fulfillments`, { items: some });
  }
  await shop.admin.post(`/orders/${ids.cancelled}/cancellations`, { reason: 'fraud' });
  await shop.pool.query('update orders set captured = total where id = $1', [ids.paid]);
});
afterAll(() => shop.close());

const nameOf = (id: string) => names.find((name) => ids[name] === id);
const listed = async (caller: Caller, query: string, limit = 2) =>
  (await walkPages(caller, `/orders?limit=${limit}&${query}`)).map(nameOf);
const ending = (name: Name) => ids[name].slice(-6);
const emailOf = async (caller: Caller) => (await caller.get('/me')).body.email as string;

describe('GET /orders finds', () => {
  test.each<[string, Name[]]>([
    ['status=PLACED', ['paid', 'free', 'shipped', 'part', 'plain']],
    ['status=CANCELLED', ['cancelled']],
    ['status=PENDING', []],
    ['fulfillmentStatus=UNFULFILLED', ['paid', 'free', 'cancelled', 'plain']],
    ['fulfillmentStatus=UNFULFILLED&status=PLACED', ['paid', 'free', 'plain']],
    ['fulfillmentStatus=PARTIALLY_FULFILLED', ['part']],
    ['fulfillmentStatus=FULFILLED', ['shipped']],
    ['paymentStatus=UNPAID', ['cancelled', 'shipped', 'part', 'plain']],
    ['paymentStatus=UNPAID&status=PLACED', ['shipped', 'part', 'plain']],
    ['paymentStatus=NOT_REQUIRED', ['free']],
    ['paymentStatus=PAID', ['paid']],
    ['paymentStatus=PROCESSING', []],
  ])('%s', async (query, found) => {
    expect(await listed(shop.admin, query)).toEqual(found);
    expect(await listed(shop.admin, query, 100)).toEqual(found);
  });

  test('those of a customer, by id and by e-mail in any case', async () => {
    const email = await emailOf(bob);
    for (const query of [`customerId=${bob.id}`, `email=${email}`, `email=${email.toUpperCase()}`])
      expect([query, await listed(shop.admin, query)]).toEqual([query, ['paid', 'part']]);
    expect(await listed(shop.admin, 'email=nobody@example.org')).toEqual([]);
    expect(await listed(shop.admin, `customerId=${bob.id}&fulfillmentStatus=UNFULFILLED`)).toEqual(['paid']);
  });

  test('those whose contact has an address, in any case, beside those of the account that has it', async () => {
    const contact = (name: Name, email: string) =>
      shop.pool.query('insert into order_contacts (order_id, email) values ($1, $2)', [ids[name], email]);
    await contact('shipped', 'Gift@Example.org');
    await contact('paid', 'gift@example.org');
    await contact('free', await emailOf(bob));
    for (const limit of [1, 2, 100])
      expect(await listed(shop.admin, 'email=gift@example.ORG', limit)).toEqual(['paid', 'shipped']);
    expect(await listed(shop.admin, 'email=gift@example.org&fulfillmentStatus=FULFILLED', 1)).toEqual([
      'shipped',
    ]);
    expect(await listed(shop.admin, `email=${await emailOf(bob)}`)).toEqual(['paid', 'free', 'part']);
    expect(await listed(ada, 'email=gift@example.org')).toEqual(['shipped']);
    expect(await listed(shop.admin, `email=gift@example.org&to=${placedAt.part}`)).toEqual([]);
    const { body } = await shop.admin.get('/orders?email=gift@example.org&limit=1');
    expect(body.items[0].contact).toEqual({ email: 'gift@example.org' });
    await shop.pool.query('delete from order_contacts');
  });

  test('one by its number and by the last six characters of it, in any case', async () => {
    const { number } = (await ada.get(`/orders/${ids.shipped}`)).body;
    for (const sought of [number, number.toLowerCase(), ending('shipped'), ending('shipped').toUpperCase()]) {
      expect(await listed(shop.admin, `number=${sought}`)).toEqual(['shipped']);
      expect(await listed(ada, `number=${sought}`)).toEqual(['shipped']);
      expect(await listed(bob, `number=${sought}`)).toEqual([]);
    }
    expect(
      await listed(shop.admin, `number=261399-9999-${ending('shipped')}`.replace('9999', '1200')),
    ).toEqual([]);
  });

  test('those of a time, both ends included', async () => {
    const between = (from: string, to: string) =>
      listed(shop.admin, `from=${encodeURIComponent(from)}&to=${encodeURIComponent(to)}`);
    const inside = names.filter((name) => placedAt[name] >= placedAt.part && placedAt[name] <= placedAt.free);
    expect(await between(placedAt.part, placedAt.free)).toEqual(inside.toReversed());
    expect(await between('2000-01-01T00:00:00Z', '2001-01-01T00:00:00Z')).toEqual([]);
    expect(await listed(shop.admin, 'from=9999-12-31T23:59:59Z')).toEqual([]);
    expect(await listed(shop.admin, 'to=9999-12-31T23:59:59-12:00')).toHaveLength(names.length);
  });

  test("a customer's own and no other's, whatever is asked for", async () => {
    expect(await listed(ada, 'status=PLACED')).toEqual(['free', 'shipped', 'plain']);
    expect(await listed(ada, `customerId=${bob.id}`)).toEqual([]);
    expect(await listed(ada, `email=${await emailOf(bob)}`)).toEqual([]);
    expect(await listed(ada, `customerId=${ada.id}&paymentStatus=NOT_REQUIRED`)).toEqual(['free']);
  });
});

test('400 for what is no status, number, time or address, and for the cursor of another filter', async () => {
  for (const query of [
    'paymentStatus=paid',
    'fulfillmentStatus=x',
    'number=12345',
    'number=xyz123',
    'from=yesterday',
    'to=2026-11-27',
    'customerId=1',
    'email=x',
  ])
    expect([query, (await shop.admin.get(`/orders?${query}`)).body.code]).toEqual([
      query,
      'validation_failed',
    ]);
  const { nextCursor } = (await shop.admin.get('/orders?limit=1&paymentStatus=UNPAID')).body;
  for (const query of ['paymentStatus=PAID', 'status=PLACED', 'limit=1'])
    expect((await shop.admin.get(`/orders?${query}&cursor=${nextCursor}`)).body.code).toBe('invalid_cursor');
});

test('a page that has looked at its share of orders ends, and the next one goes on: each is met once', async () => {
  const seen: string[] = [];
  let pages = 0;
  let cursor: string | undefined;
  do {
    const page = await listOrders(shop.app.pg, { number: ending('plain'), limit: 20, cursor }, 2);
    seen.push(...page.items.map(({ id }) => id));
    cursor = page.nextCursor ?? undefined;
    pages++;
  } while (cursor !== undefined);
  // Six orders in looks of two; the last one finds that there is nothing more.
  expect([seen, pages]).toEqual([[ids.plain], 4]);
});
