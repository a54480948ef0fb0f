import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newId } from '../../../src/ids.ts';
import { findOrderDrift } from '../../../src/order-life/find-order-drift.ts';
import { PASSWORD, registered } from '../../setup/account.ts';
import { openShop, type Shop } from '../../setup/api.ts';
import type { Caller } from '../../setup/caller.ts';
import { tablesWith } from '../../setup/dump.ts';
import { logIn } from '../admin/operator.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.close());

let serial = 0;
const somebody = () => registered(shop, { email: `somebody-${++serial}@example.org` });

async function order(buyer: Caller, quantity = 2) {
  const product = await shop.product({ stock: 10 });
  await buyer.put('/cart', { items: [{ productId: product.id, quantity }] });
  const { body } = await buyer.post('/orders');
  return { ...body, productId: product.id };
}
const ship = (id: string, items?: { productId: string; quantity: number }[]) =>
  shop.admin.post(`/orders/${id}/fulfillments`, items ? { items } : {});
const erase = (who: Caller, password = PASSWORD) => who.post('/me/erasure', { password });

describe('POST /me/erasure', () => {
  test('takes the person out of every table and page; what was bought stays, and what it cost', async () => {
    const [name, email] = ['Zerubavel Quibble', 'zerubavel@quibble.example'];
    const person = await registered(shop, { email, name });
    const tells = ['zerubavel', 'quibble', '4960000', 'LS1 4AP'];
    const key = (text: string) => ({ 'idempotency-key': text });
    const product = await shop.product({ price: 1_250, stock: 10 });
    const items = (quantity: number) => [{ productId: product.id, quantity }];
    await person.put('/cart', { items: items(4) });
    const address = {
      name,
      company: 'Quibble & Sons',
      line1: '1 Zerubavel Street',
      line2: 'Quibble Court',
      city: 'Leeds',
      region: 'Yorkshire',
      postalCode: 'LS1 4AP',
      country: 'GB',
      phone: '+44 113 4960000',
    };
    const { body: placed } = await person.post(
      '/orders',
      {
        contact: { email: 'reach@quibble.example', phone: '+44 113 4960000' },
        shippingAddress: address,
        billingAddress: { name, line1: '1 Zerubavel Street', city: 'Leeds', country: 'GB', postalCode: 'LS' },
        note: 'Ask for Zerubavel',
      },
      key('zerubavel-1'),
    );
    await shop.pool.query(
      `insert into addresses (id, user_id, name, line1, city, country) values ($1, $2, $3, '1 Zerubavel Street', 'Leeds', 'GB')`,
      [newId(), person.id, name],
    );
    await shop.pool.query(
      `insert into mailed_links (id, kind, email, user_id, token_hash, expires_at, mailed_at)
       values ($1, 'password-reset', $2, null, $3, now() + interval '1 hour', now()),
              ($4, 'order-claim', 'reach@quibble.example', null, $5, now() + interval '1 hour', now())`,
      [newId(), email, randomBytes(32), newId(), randomBytes(32)],
    );
    const note = { items: items(1), reason: 'customer', note: 'Zerubavel changed his mind' };
    await person.post(`/orders/${placed.id}/cancellations`, note, key('zerubavel-2'));
    await ship(placed.id);
    const sentBack = [{ ...items(1)[0], reason: 'Quibble is too tall for it' }];
    const { body: back } = await person.post(`/orders/${placed.id}/returns`, { items: sentBack });
    await shop.admin.post(`/orders/${placed.id}/returns/${back.id}/receipts`, {
      items: [{ ...items(1)[0], disposition: 'RESTOCK' }],
    });
    await shop.admin.post(`/orders/${placed.id}/invoices`);
    await person.put('/cart', { items: items(3) });
    // Else the search below would find nothing whatever is done.
    expect(await tablesWith(shop.pool, ...tells)).toEqual([
      'addresses',
      'idempotency_keys',
      'invoices',
      'mailed_links',
      'order_addresses',
      'order_cancellations',
      'order_contacts',
      'order_return_items',
      'orders',
      'users',
    ]);
    const before = (await shop.admin.get(`/orders/${placed.id}`)).body;
    const ledger = () => shop.pool.query('select * from stock_movements where product_id = $1', [product.id]);
    const movements = (await ledger()).rows;

    const { status, body: erasure } = await erase(person);
    expect([status, erasure]).toEqual([
      202,
      { id: erasure.id, customerId: person.id, requestedAt: erasure.requestedAt, completedAt: null },
    ]);

    // Tax law keeps what was issued as it was, and no more of the buyer than name and address.
    expect(await tablesWith(shop.pool, ...tells)).toEqual(['invoices']);
    const { rows: kept } = await shop.pool.query('select document from invoices');
    expect(JSON.stringify(kept)).not.toMatch(/@quibble|4960000|Ask for|changed his mind/);
    const { body: after } = await shop.admin.get(`/orders/${placed.id}`);
    expect(after).toEqual({
      ...before,
      version: before.version + 1,
      customer: { id: person.id, name: null, email: null },
      contact: null,
      note: null,
      shippingAddress: { city: 'Leeds', region: 'Yorkshire', postalCode: 'LS1', country: 'GB' },
      billingAddress: { city: 'Leeds', postalCode: 'LS', country: 'GB' },
    });
    expect((await ledger()).rows).toEqual(movements);
    const { body: customer } = await shop.admin.get(`/customers/${person.id}`);
    expect([customer.name, customer.email, customer.orders, customer.spent]).toEqual([
      null,
      null,
      1,
      [{ amount: 3 * 1_250, currency: 'GBP' }],
    ]);
    const client = await shop.pool.connect();
    expect(await findOrderDrift(client)).toEqual([]);
    client.release();
    const operator = await logIn(shop.app);
    for (const url of [
      '/admin',
      '/admin/customers',
      `/admin/customers/${person.id}`,
      `/admin/orders/${placed.id}`,
    ]) {
      const page = await operator.open(url);
      expect([url, page.status]).toEqual([url, 200]);
      expect(page.body).not.toMatch(/zerubavel|quibble/i);
    }

    expect((await person.get('/me')).status).toBe(401);
    expect((await shop.anyone.post('/token/refresh', { refreshToken: person.refreshToken })).status).toBe(
      401,
    );
    expect((await shop.anyone.post('/login', { email, password: PASSWORD })).status).toBe(401);
    const again = await registered(shop, { email, name });
    expect((await again.get('/orders')).body.items).toEqual([]);
  });

  test('takes what was answered about the orders to whoever had them before, and to those who work here', async () => {
    const [before, person] = [await somebody(), await somebody()];
    const product = await shop.product({ stock: 10 });
    const items = [{ productId: product.id, quantity: 2 }];
    await before.put('/cart', { items });
    const key = { 'idempotency-key': 'hermione' };
    const place = () => before.post('/orders', { note: 'Ask for Hermione' }, key);
    const { body: placed } = await place();
    // As a release from before kept what it had answered: whose the order was is told by the event alone.
    await shop.pool.query('update orders set user_id = $2, version = 2 where id = $1', [
      placed.id,
      person.id,
    ]);
    await shop.pool.query(
      `insert into order_events (id, order_id, order_version, type, actor_role, actor_id, data)
       values ($1, $2, 2, 'order.claimed', 'CUSTOMER', $3, $4)`,
      [newId(), placed.id, person.id, { previousCustomerId: before.id }],
    );
    const cancel = () =>
      shop.admin.post(
        `/orders/${placed.id}/cancellations`,
        { items: [{ ...items[0], quantity: 1 }], reason: 'customer', note: 'Hermione rang' },
        key,
      );
    expect((await cancel()).status).toBe(201);
    expect(await ship(placed.id)).toMatchObject({ status: 201 });
    expect(await tablesWith(shop.pool, 'Hermione')).toContain('idempotency_keys');
    expect((await erase(person)).status).toBe(202);
    expect(await tablesWith(shop.pool, 'Ask for Hermione', 'Hermione rang')).toEqual([]);
    for (const repeat of [place, cancel]) expect((await repeat()).body.code).toBe('not_found');
    const { body } = await shop.admin.get(`/orders/${placed.id}/cancellations`);
    expect(body.items).toHaveLength(1);
  });

  test('asks for the password, and does nothing without it', async () => {
    const person = await somebody();
    expect((await erase(person, 'another horse battery')).body.code).toBe('invalid_credentials');
    expect((await person.get('/me')).body.email).toMatch(/^somebody/);
  });

  test('waits until nothing is under way: 409 order_open', async () => {
    const refused = async (buyer: Caller) => {
      const { body } = await erase(buyer);
      expect((await buyer.get('/me')).status).toBe(200);
      return body.code;
    };
    const unshipped = await somebody();
    const first = await order(unshipped);
    await unshipped.put('/cart', { items: [{ productId: first.productId, quantity: 1 }] });
    expect(await refused(unshipped)).toBe('order_open');
    expect((await unshipped.get('/cart')).body.items).toHaveLength(1);
    await ship(first.id, [{ productId: first.productId, quantity: 1 }]);
    expect(await refused(unshipped)).toBe('order_open');

    const unpaid = await somebody();
    const { id } = await order(unpaid);
    await shop.pool.query(`update orders set status = 'PENDING' where id = $1`, [id]);
    expect(await refused(unpaid)).toBe('order_open');

    // Something came back already, and more is announced.
    const sendsBack = await somebody();
    const third = await order(sendsBack);
    await ship(third.id);
    const one = [{ productId: third.productId, quantity: 1 }];
    for (const received of [true, false]) {
      const { body } = await sendsBack.post(`/orders/${third.id}/returns`, {
        items: [{ ...one[0], reason: 'Too small' }],
      });
      const items = [{ ...one[0], disposition: 'DISCARD' }];
      if (received) await shop.admin.post(`/orders/${third.id}/returns/${body.id}/receipts`, { items });
    }
    expect(await refused(sendsBack)).toBe('order_open');

    const cancelled = await somebody();
    await cancelled.post(`/orders/${(await order(cancelled)).id}/cancellations`, { reason: 'customer' });
    expect((await erase(cancelled)).status).toBe(202);
  });
});

describe('POST /customers/{id}/erasures', () => {
  test('erases for those who may, once, and tells how far it is', async () => {
    const person = await somebody();
    const url = `/customers/${person.id}/erasures`;
    const first = await shop.admin.post(url);
    expect(first.status).toBe(202);
    expect(first.headers.location).toBe(`${url}/${first.body.id}`);
    expect((await shop.admin.post(url)).body).toEqual(first.body);
    expect((await shop.admin.get(first.headers.location!)).body).toEqual(first.body);
    expect((await person.get('/me')).status).toBe(401);
    expect((await shop.admin.get(`${url}/${person.id}`)).status).toBe(404);
  });

  test('404 for nobody and for those who work here', async () => {
    for (const id of ['00000000-0000-7000-8000-000000000000', shop.admin.id])
      expect((await shop.admin.post(`/customers/${id}/erasures`)).status).toBe(404);
    expect((await shop.admin.get('/orders')).status).toBe(200);
  });
});
