import { afterAll, beforeAll, expect, test } from 'vitest';
import { openShop, type Shop } from '../setup/api.ts';
import { stockOf } from '../setup/records.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.close());

const key = (value: string) => ({ 'idempotency-key': value });
const newProduct = (sku: string) => ({
  sku,
  name: `"What's $1?" \\ ?`,
  category: 'Kitchen',
  price: 1,
  stockQuantity: 3,
});

test('a product is made once, and a repeat has the same bytes, Location and ETag even after a change', async () => {
  const first = await shop.admin.post('/products', newProduct('once'), key('product'));
  expect([first.status, first.headers['idempotent-replayed']]).toEqual([201, undefined]);
  await shop.admin.patch(`/products/${first.body.id}`, { price: 2 });
  const second = await shop.admin.post('/products', newProduct('once'), key('product'));
  expect([second.status, second.text]).toEqual([201, first.text]);
  expect(second.headers).toMatchObject({
    'idempotent-replayed': 'true',
    location: first.headers.location,
    etag: first.headers.etag,
    'content-type': first.headers['content-type'],
  });
  expect(first.body.name).toBe(newProduct('once').name);
});

test('stock moves once under one key, however many requests carry it at once', async () => {
  const product = await shop.product({ stock: 10 });
  const answers = await Promise.all(
    Array.from({ length: 8 }, () =>
      shop.admin.post(
        `/products/${product.id}/stock-adjustments`,
        { delta: -2, reason: 'Broken' },
        key('broken'),
      ),
    ),
  );
  expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
  expect(answers[0]!.status).toBe(201);
  expect(await stockOf(shop.pool, product.id)).toBe(8);
});

test('under the key of another request: 422, also where the other was for another product or the body is not valid', async () => {
  const [one, two] = [await shop.product({ stock: 10 }), await shop.product({ stock: 10 })];
  const adjust = (id: string, body: object) =>
    shop.admin.post(`/products/${id}/stock-adjustments`, body, key('mine'));
  expect((await adjust(one.id, { delta: 1, reason: 'Found' })).status).toBe(201);
  for (const answer of [
    await adjust(two.id, { delta: 1, reason: 'Found' }),
    await adjust(one.id, { delta: 2, reason: 'Found' }),
    await adjust(one.id, { delta: 'x' }),
  ])
    expect([answer.status, answer.body.code]).toEqual([422, 'idempotency_key_reused']);
  expect([await stockOf(shop.pool, one.id), await stockOf(shop.pool, two.id)]).toEqual([11, 10]);
});

test('a refusal is not kept: the same request under the key is done once it can be', async () => {
  const product = await shop.product({ stock: 1 });
  const take = () =>
    shop.admin.post(`/products/${product.id}/stock-adjustments`, { delta: -2, reason: 'Lost' }, key('later'));
  expect((await take()).status).toBe(409);
  await shop.admin.post(`/products/${product.id}/stock-adjustments`, { delta: 1, reason: 'Found' });
  expect((await take()).status).toBe(201);
  expect(await stockOf(shop.pool, product.id)).toBe(0);
});

test('a key that is none is a fault: longer than 255 characters, or with a blank', async () => {
  for (const none of ['x'.repeat(256), 'two words']) {
    const answer = await shop.admin.post('/products', newProduct('none'), key(none));
    expect([answer.status, answer.body.errors]).toMatchObject([400, [{ pointer: '#/idempotency-key' }]]);
  }
  expect((await shop.admin.post('/products', newProduct('longest'), key('x'.repeat(255)))).status).toBe(201);
});

test('every POST that takes a key says so in the document, with what may come of it', () => {
  const keyed = shop.operations.filter(({ spec }) =>
    spec.parameters?.some(({ name }: { name: string }) => name === 'idempotency-key'),
  );
  expect(keyed.map(({ spec }) => spec.operationId)).toEqual(
    expect.arrayContaining([
      'placeOrder',
      'createProduct',
      'adjustStock',
      'claimOrder',
      'eraseMe',
      'eraseCustomer',
      'inviteStaffAgain',
      'requestEmailConfirmation',
    ]),
  );
  for (const { path, spec } of keyed) {
    const codes = Object.values<{ content?: Record<string, { examples?: object }> }>(spec.responses).flatMap(
      ({ content = {} }) => Object.keys(content['application/problem+json']?.examples ?? {}),
    );
    expect([path, codes]).toEqual([
      path,
      expect.arrayContaining(['idempotency_in_progress', 'idempotency_key_reused']),
    ]);
    const done = Object.keys(spec.responses).find((status) => status.startsWith('2'));
    expect([path, 'Idempotent-Replayed' in spec.responses[done!].headers]).toEqual([path, true]);
  }
});
