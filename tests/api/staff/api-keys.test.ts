import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { scopes } from '../../../src/accounts/scopes.ts';
import { openShop, type Shop } from '../../setup/api.ts';
import { type Caller, callerOf } from '../../setup/caller.ts';
import { count } from '../../setup/records.ts';
import { keyWith, staffWith } from '../../setup/staff.ts';

let shop: Shop;
let order: string;
let product: string;
beforeAll(async () => {
  shop = await openShop();
  product = (await shop.product()).id;
  order = (await (await shop.buyerWith([product, 3])).post('/orders')).body.id;
});
afterAll(() => shop.close());

const withKey = (key: string): Caller => callerOf(shop.send, '', key);
const codeOf = ({ status, body }: { status: number; body: { code?: string } }) => [status, body?.code];

describe('an API key', () => {
  test('is shown once, and at rest there is only what it cannot be made from', async () => {
    const asked = { name: 'ERP', scopes: ['orders:write', 'orders:read'] };
    const made = await shop.admin.post('/api-keys', asked, { 'idempotency-key': 'made-once' });
    const { key, ...shown } = made.body;
    expect(made.status).toBe(201);
    expect(made.headers.location).toBe(`/api-keys/${shown.id}`);
    expect(key).toMatch(/^hf_[0-9a-f]{8}_[\w-]{43}$/);
    expect(shown).toEqual({
      id: expect.any(String),
      name: 'ERP',
      scopes: ['orders:read', 'orders:write'],
      prefix: key.slice(0, 11),
      createdBy: { id: shop.admin.id, name: 'Test' },
      createdAt: expect.any(String),
      expiresAt: null,
      lastUsedAt: null,
    });
    expect((await shop.admin.get(`/api-keys/${shown.id}`)).body).toEqual(shown);
    const listed = await shop.admin.get('/api-keys?limit=100');
    expect(listed.body.items).toContainEqual(shown);
    const { rows } = await shop.pool.query(
      `select (select json_agg(k) from api_keys k)::text || (select json_agg(i) from idempotency_keys i)::text as kept`,
    );
    expect(rows[0].kept).toContain('ERP');
    expect(rows[0].kept).not.toContain(key.slice(12));
  });

  test('is the same key again under the same Idempotency-Key', async () => {
    const ask = () =>
      shop.admin.post(
        '/api-keys',
        { name: 'Twice', scopes: ['orders:read'] },
        { 'idempotency-key': 'again' },
      );
    const [first, second] = await Promise.all([ask(), ask()]);
    expect([first.status, second.status, second.text]).toEqual([201, 201, first.text]);
    expect(await count(shop.pool, 'api_keys', `name = 'Twice'`)).toBe(1);
    expect((await withKey(first.body.key).get(`/orders/${order}`)).status).toBe(200);
  });

  test('may what its scopes say, and nothing else', async () => {
    const reader = await keyWith(shop, 'orders:read');
    expect((await reader.get(`/orders/${order}`)).status).toBe(200);
    expect((await reader.get('/orders')).body.items).toContainEqual(expect.objectContaining({ id: order }));
    const refused = await Promise.all([
      reader.post(`/orders/${order}/cancellations`, { reason: 'other' }),
      reader.post(`/orders/${order}/fulfillments`),
      reader.patch(`/products/${product}`, { price: 1 }),
      reader.get('/customers'),
      reader.get('/jobs'),
      reader.get('/api-keys'),
    ]);
    expect(refused.map(codeOf)).toEqual(refused.map(() => [403, 'forbidden']));
    // What its maker bought is not the key's business.
    const writer = await keyWith(shop, 'orders:write');
    expect(codeOf(await writer.get('/orders'))).toEqual([403, 'forbidden']);
    expect(codeOf(await writer.get(`/orders/${order}`))).toEqual([403, 'forbidden']);
  });

  test('cannot do what belongs to a person', async () => {
    const key = await keyWith(shop, ...scopes);
    const refused = await Promise.all([
      key.get('/me'),
      key.get('/cart'),
      key.put('/cart', { items: [] }),
      key.post('/orders'),
    ]);
    expect(refused.map(codeOf)).toEqual(refused.map(() => [403, 'forbidden']));
    expect(codeOf(await key.post('/logout'))).toEqual([401, 'unauthenticated']);
    expect((await key.get('/admin', { accept: 'text/html' })).status).not.toBe(200);
  });

  test.each(['deleted', 'expired', 'cut', 'unknown'])('is good for nothing when %s', async (how) => {
    const { id, token } = await keyWith(shop, 'orders:read', 'catalog:write');
    if (how === 'deleted') expect((await shop.admin.delete(`/api-keys/${id}`)).status).toBe(204);
    if (how === 'expired')
      await shop.pool.query(`update api_keys set expires_at = now() - interval '1 second' where id = $1`, [
        id,
      ]);
    const shown = { cut: token.slice(0, -1), unknown: `${token.slice(0, -3)}abc` }[how] ?? token;
    const answer = await withKey(shown).get('/orders');
    expect(codeOf(answer)).toEqual([401, 'unauthenticated']);
    expect(answer.headers['www-authenticate']).toBe('Bearer realm="holdfast", error="invalid_token"');
    // Where anyone may read, its bearer is anyone.
    expect((await withKey(shown).get('/products')).status).toBe(200);
    expect((await withKey(shown).get('/products?archived=true')).status).not.toBe(200);
    if (how !== 'deleted') return;
    expect(codeOf(await shop.admin.get(`/api-keys/${id}`))).toEqual([404, 'not_found']);
    expect(codeOf(await shop.admin.delete(`/api-keys/${id}`))).toEqual([404, 'not_found']);
    const listed = await shop.admin.get('/api-keys?limit=100');
    expect(listed.body.items.map((item: { id: string }) => item.id)).not.toContain(id);
  });

  test('outlives the rights of who made it, and is listed with their name', async () => {
    const maker = await staffWith(shop, 'staff:write', 'orders:read');
    const { body } = await maker.post('/api-keys', { name: 'Left behind', scopes: ['orders:read'] });
    await shop.pool.query(`update users set role = 'CUSTOMER', scopes = '{}' where id = $1`, [maker.id]);
    expect((await withKey(body.key).get('/orders')).status).toBe(200);
    expect((await shop.admin.get(`/api-keys/${body.id}`)).body.createdBy.id).toBe(maker.id);
  });

  test('has no scope that who makes it does not have: nor has one that a key makes', async () => {
    const staff = await staffWith(shop, 'staff:write', 'orders:read');
    const key = await keyWith(shop, 'staff:write', 'orders:read');
    for (const maker of [staff, key]) {
      const wanted = ['orders:read', 'orders:write', 'jobs:write'];
      const refused = await maker.post('/api-keys', { name: 'More', scopes: wanted });
      expect(codeOf(refused)).toEqual([403, 'forbidden']);
      expect(refused.body.detail).toContain('orders:write, jobs:write');
      expect((await maker.post('/api-keys', { name: 'Fits', scopes: ['orders:read'] })).status).toBe(201);
    }
    expect(await count(shop.pool, 'api_keys', `name = 'More'`)).toBe(0);
    const without = await staffWith(shop, 'orders:read');
    expect(codeOf(await without.post('/api-keys', { name: 'x', scopes: ['orders:read'] }))).toEqual([
      403,
      'forbidden',
    ]);
  });

  test.each([
    [{ name: '', scopes: ['orders:read'] }],
    [{ name: 'x', scopes: [] }],
    [{ name: 'x', scopes: ['everything'] }],
    [{ name: 'x\u0000', scopes: ['orders:read'] }],
    [{ name: 'x', scopes: ['orders:read'], expiresAt: '2020-01-01T00:00:00Z' }],
    [{ name: 'x', scopes: ['orders:read'], expiresAt: '2099-02-30T00:00:00Z' }],
    [{ name: 'x', scopes: ['orders:read'], expiresAt: '9999-12-31T23:59:59-12:00' }],
    [{ name: 'x', scopes: ['orders:read'], key: 'hf_mine' }],
  ])('is not made of %j', async (body) => {
    expect(codeOf(await shop.admin.post('/api-keys', body))).toEqual([400, 'validation_failed']);
  });

  test('ends at the instant that was asked for', async () => {
    const asked = { name: 'Until', scopes: ['orders:read'], expiresAt: '2099-01-01T01:00:00+01:00' };
    expect((await shop.admin.post('/api-keys', asked)).body.expiresAt).toBe('2099-01-01T00:00:00.000Z');
  });

  test('tells when it was last used, to the minute, and waits for nobody to note it', async () => {
    const key = await keyWith(shop, 'orders:read');
    const usedAt = async () => (await shop.admin.get(`/api-keys/${key.id}`)).body.lastUsedAt;
    const holder = await shop.pool.connect();
    try {
      await holder.query('begin');
      await holder.query('select from api_keys where id = $1 for update', [key.id]);
      expect((await key.get('/orders')).status).toBe(200);
    } finally {
      await holder.query('rollback');
      holder.release();
    }
    expect(await usedAt()).toBeNull();
    await Promise.all([key.get('/orders'), key.get('/orders')]);
    const first = await usedAt();
    expect(first).toMatch(/^20/);
    await key.get('/orders');
    expect(await usedAt()).toBe(first);
    await shop.pool.query(`update api_keys set last_used_at = now() - interval '61 seconds' where id = $1`, [
      key.id,
    ]);
    await key.get('/orders');
    expect(Date.parse(await usedAt())).toBeGreaterThan(Date.parse(first) - 1_000);
  });

  test('is named by what it did, and not who made it', async () => {
    const key = await keyWith(shop, 'orders:read', 'orders:write', 'catalog:write');
    const shipped = await key.post(`/orders/${order}/fulfillments`, {
      items: [{ productId: product, quantity: 1 }],
    });
    expect(shipped.status).toBe(201);
    const { items } = (await key.get(`/orders/${order}/events`)).body;
    expect(items.at(-1).actor).toEqual({ role: 'KEY', id: key.id });
    const adjusted = await key.post(`/products/${product}/stock-adjustments`, {
      delta: 1,
      reason: 'counted',
    });
    expect(adjusted.status).toBe(201);
    expect(await count(shop.pool, 'stock_movements', 'reference = $1', [key.id])).toBe(1);
    const staff = await staffWith(shop, 'orders:write');
    expect((await staff.post(`/orders/${order}/cancellations`, { reason: 'staff' })).status).toBe(201);
    const last = (await key.get(`/orders/${order}/events`)).body.items.at(-1);
    expect(last.actor).toEqual({ role: 'STAFF', id: staff.id });
  });

  test('leaves a record of who made it and who deleted it, without the key', async () => {
    const { id, token } = await keyWith(shop, 'orders:read');
    await shop.admin.delete(`/api-keys/${id}`);
    const { items } = (await shop.admin.get(`/audit-log?subject=${id}`)).body;
    expect(
      items.map((item: { action: string; actor: { id: string } }) => [item.action, item.actor.id]),
    ).toEqual([
      ['deleteApiKey', shop.admin.id],
      ['createApiKey', shop.admin.id],
    ]);
    expect(items[1].after).toMatchObject({ name: 'Machine', scopes: ['orders:read'] });
    expect(JSON.stringify(items)).not.toContain(token.slice(12));
    const maker = await keyWith(shop, 'staff:write', 'orders:read');
    const made = (await maker.post('/api-keys', { name: 'By a key', scopes: ['orders:read'] })).body;
    const byKey = (await shop.admin.get(`/audit-log?subject=${made.id}`)).body.items;
    expect(byKey[0].actor).toEqual({ role: 'KEY', id: maker.id });
  });

  test('shares no Idempotency-Key with another one of the same maker', async () => {
    const keys = await Promise.all([keyWith(shop, 'catalog:write'), keyWith(shop, 'catalog:write')]);
    const answers = await Promise.all(
      keys.map((key, n) =>
        key.post(
          `/products/${product}/stock-adjustments`,
          { delta: n + 1, reason: 'counted' },
          { 'idempotency-key': 'the-same' },
        ),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual([201, 201]);
  });
});
