import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openShop, type Shop } from '../../setup/api.ts';
import { expectSoundBooks } from '../../setup/books.ts';
import { ledgerOf, mug } from '../../setup/mugs.ts';
import { count, stockOf } from '../../setup/records.ts';
import { tally } from '../../setup/two-apis.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.close());

const create = async (more: object = {}) => (await shop.admin.post('/products', mug(more))).body;
const ledger = (id: string) => ledgerOf(shop.pool, id);

describe('POST /products', () => {
  test('201 with Location and ETag; what is left out has its default; the opening stock is in the ledger', async () => {
    const answer = await shop.admin.post('/products', mug());
    expect(answer.status).toBe(201);
    expect(answer.headers.location).toBe(`/products/${answer.body.id}`);
    expect(answer.headers.etag).toBe('"1"');
    expect(answer.body).toMatchObject({ description: '', currency: 'GBP', stockQuantity: 5, version: 1 });
    expect((await shop.anyone.get(answer.headers.location!)).body).toEqual(answer.body);
    expect(Date.parse(answer.body.updatedAt)).toBeGreaterThanOrEqual(Date.parse(answer.body.createdAt));
    expect(await ledger(answer.body.id)).toMatchObject([
      { delta: 5, reason: 'adjustment', reference: shop.admin.id, resulting_quantity: 5 },
    ]);
  });

  test('400 for a category whose name is too long in lower case, where some letters become two', async () => {
    const answer = await shop.admin.post('/products', mug({ category: 'İ'.repeat(51) }));
    expect([answer.status, answer.body.errors?.[0].pointer]).toEqual([400, '#/category']);
    expect((await shop.admin.post('/products', mug({ category: 'İ'.repeat(50) }))).status).toBe(201);
  });

  test('what it is taxed as and what it weighs are shown where somebody said so, and go with PUT and null', async () => {
    const plain = await create({ taxClass: 'standard' });
    expect([plain.taxClass, plain.weight]).toEqual([undefined, undefined]);
    const { id, ...made } = await create({ taxClass: 'books', weight: 350 });
    expect(made).toMatchObject({ taxClass: 'books', weight: 350 });
    expect((await shop.anyone.get(`/products/${id}`)).body).toMatchObject({ taxClass: 'books', weight: 350 });
    expect((await shop.anyone.get(`/products?ids=${id}`)).body.items[0]).toMatchObject({ taxClass: 'books' });
    const lighter = await shop.admin.patch(`/products/${id}`, { weight: null });
    expect([lighter.body.taxClass, lighter.body.weight]).toEqual(['books', undefined]);
    const { sku, name, category, price } = made;
    const replaced = await shop.admin.put(`/products/${id}`, { sku, name, category, price });
    expect([replaced.status, replaced.body.taxClass, replaced.body.weight]).toEqual([
      200,
      undefined,
      undefined,
    ]);
    expect((await shop.admin.patch(`/products/${id}`, { weight: 0 })).status).toBe(400);
    const back = await shop.admin.patch(`/products/${id}`, { taxClass: 'books', weight: 1 });
    expect(back.body).toMatchObject({ taxClass: 'books', weight: 1 });
    expect(
      (await shop.admin.patch(`/products/${id}`, { taxClass: 'standard' })).body.taxClass,
    ).toBeUndefined();
  });

  test('409 sku_taken, and no category left behind for it', async () => {
    const { sku } = await create();
    const answer = await shop.admin.post('/products', mug({ sku, category: 'Only for this' }));
    expect([answer.status, answer.body.code]).toEqual([409, 'sku_taken']);
    expect(await count(shop.pool, 'categories', `slug = 'only for this'`)).toBe(0);
  });

  test('ten of one SKU at once make one product', async () => {
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => shop.admin.post('/products', mug({ sku: 'RACE' }))),
    );
    expect(tally(answers.map((answer) => answer.status))).toEqual({ 201: 1, 409: 9 });
  });

  test('ten first products of a category at once make one category', async () => {
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, n) =>
        shop.admin.post('/products', mug({ category: n % 2 ? 'New' : 'NEW' })),
      ),
    );
    expect(tally(answers.map((answer) => answer.status))).toEqual({ 201: 10 });
    expect(await count(shop.pool, 'categories', `slug = 'new'`)).toBe(1);
  });

  test.each(['ÉTÉ', 'İstanbul', 'ΣΑΣ', 'ǅ', 'STRAẞE'])(
    'a category called %s is made, found again, and one',
    async (category) => {
      const answers = [
        await shop.admin.post('/products', mug({ category })),
        await shop.admin.post('/products', mug({ category })),
      ];
      expect(answers.map((answer) => answer.status)).toEqual([201, 201]);
      const list = await shop.admin.get(`/products?category=${encodeURIComponent(category)}`);
      expect(list.body.items).toHaveLength(2);
    },
  );

  test.each([
    ['a price of a fraction', { price: 12.5 }, '#/price'],
    ['a price as text', { price: '1299' }, '#/price'],
    ['a price below zero', { price: -1 }, '#/price'],
    ['a price beyond the bound', { price: 100_000_001 }, '#/price'],
    ['a price of null', { price: null }, '#/price'],
    ['stock below zero', { stockQuantity: -1 }, '#/stockQuantity'],
    ['stock beyond the bound', { stockQuantity: 1_000_000_001 }, '#/stockQuantity'],
    ['stock as true', { stockQuantity: true }, '#/stockQuantity'],
    ['no stock', { stockQuantity: undefined }, '#/stockQuantity'],
    ['a currency in lower case', { currency: 'gbp' }, '#/currency'],
    ['a currency that ISO 4217 does not have', { currency: 'ABC' }, '#/currency'],
    ['a currency without a minor unit', { currency: 'XAU' }, '#/currency'],
    ['a name of 201 characters', { name: 'x'.repeat(201) }, '#/name'],
    ['a name with a line break', { name: 'a\nb' }, '#/name'],
    ['an empty SKU', { sku: '' }, '#/sku'],
    ['a SKU with NUL', { sku: 'a\u0000' }, '#/sku'],
    ['a description with NUL', { description: '\u0000' }, '#/description'],
    ['a description of 10,001 characters', { description: 'x'.repeat(10_001) }, '#/description'],
    ['an id', { id: '01936b2f-0000-7000-8000-000000000000' }, '#/id'],
    ['a version', { version: 7 }, '#/version'],
    ['archivedAt', { archivedAt: null }, '#/archivedAt'],
  ])('400 for %s', async (_, change, pointer) => {
    const answer = await shop.admin.post('/products', mug(change));
    expect([answer.status, answer.body.code]).toEqual([400, 'validation_failed']);
    expect(answer.body.errors.map((fault: { pointer: string }) => fault.pointer)).toContain(pointer);
  });

  test.each([
    '\ud800',
    '🎉',
    '𝒳'.repeat(200),
    'a\u200bb',
    `'; drop table products; --`,
    '<script>alert(1)</script>',
  ])('a name of %j is stored as it is, or refused; never 500', async (name) => {
    const answer = await shop.admin.post('/products', mug({ name }));
    expect([201, 400]).toContain(answer.status);
    if (answer.status === 201) {
      const read = await shop.anyone.get(`/products/${answer.body.id}`);
      expect(read.body.name).toBe(answer.body.name);
    }
  });
});

describe('GET /products/{id}', () => {
  test('304 for the ETag that it has: strong, weak, in a list, *', async () => {
    const { id } = await create();
    const url = `/products/${id}`;
    const { headers } = await shop.anyone.get(url);
    for (const tag of [headers.etag!, `W/${headers.etag}`, `"x", ${headers.etag}`, '*']) {
      const answer = await shop.anyone.get(url, { 'if-none-match': tag });
      expect([answer.status, answer.text, answer.headers.etag]).toEqual([304, '', headers.etag]);
    }
    for (const tag of ['"0"', 'rubbish', '']) {
      expect((await shop.anyone.get(url, { 'if-none-match': tag })).status).toBe(200);
    }
  });

  test('200 with another ETag after a change, and after a sale', async () => {
    const { id } = await create();
    const etags = [(await shop.admin.get(`/products/${id}`)).headers.etag];
    await shop.admin.patch(`/products/${id}`, { name: 'Cup' });
    etags.push((await shop.admin.get(`/products/${id}`)).headers.etag);
    await (await shop.buyerWith([id, 1])).post('/orders');
    etags.push((await shop.admin.get(`/products/${id}`)).headers.etag);
    expect(new Set(etags).size).toBe(3);
  });

  test('404 for an unknown and for an archived one, 400 for what is no id', async () => {
    const { id } = await create();
    await shop.admin.delete(`/products/${id}`);
    expect((await shop.anyone.get(`/products/${id}`)).body.code).toBe('not_found');
    expect((await shop.anyone.get('/products/01936b2f-0000-7000-8000-000000000000')).status).toBe(404);
    expect((await shop.anyone.get('/products/1')).body.code).toBe('validation_failed');
  });

  test('takes an id in upper case, and HEAD', async () => {
    const { id } = await create();
    expect((await shop.anyone.get(`/products/${id.toUpperCase()}`)).body.id).toBe(id);
    const head = await shop.anyone.send({ method: 'HEAD', url: `/products/${id}` });
    expect([head.status, head.text, head.headers.etag]).toEqual([200, '', '"1"']);
  });
});

describe.each(['put', 'patch'] as const)('%s /products/{id}', (method) => {
  const whole = (body: { sku: string }) => ({ sku: body.sku, name: 'Cup', category: 'Kitchen', price: 1 });
  const changeOf = (product: { sku: string }, more: object = {}) =>
    method === 'put' ? { ...whole(product), ...more } : { name: 'Cup', ...more };

  test('changes what it names, raises the version, and leaves the stock', async () => {
    const product = await create();
    const answer = await shop.admin[method](`/products/${product.id}`, changeOf(product));
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ name: 'Cup', stockQuantity: 5, version: product.version + 1 });
    expect(answer.headers.etag).toBe(`"${product.version + 1}"`);
    expect(answer.body.price).toBe(method === 'put' ? 1 : 1299);
  });

  test('428 precondition_required when it sets the stock without If-Match', async () => {
    const product = await create();
    const answer = await shop.admin[method](
      `/products/${product.id}`,
      changeOf(product, { stockQuantity: 9 }),
    );
    expect([answer.status, answer.body.code]).toEqual([428, 'precondition_required']);
    expect(await stockOf(shop.pool, product.id)).toBe(5);
  });

  test('sets the stock under If-Match and writes the ledger, in one version with its other changes', async () => {
    const product = await create();
    const answer = await shop.admin[method](
      `/products/${product.id}`,
      changeOf(product, { stockQuantity: 2 }),
      { 'if-match': '"1"' },
    );
    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ name: 'Cup', stockQuantity: 2, version: 2 });
    expect(await ledger(product.id)).toMatchObject([{ delta: 5 }, { delta: -3, resulting_quantity: 2 }]);
  });

  test.each(['"2"', 'W/"1"', '"x"', '1', '""', '"1', '"01"'])(
    '412 version_mismatch for If-Match %s',
    async (tag) => {
      const product = await create();
      const answer = await shop.admin[method](`/products/${product.id}`, changeOf(product), {
        'if-match': tag,
      });
      expect([answer.status, answer.body.code]).toEqual([412, 'version_mismatch']);
      expect((await shop.admin.get(`/products/${product.id}`)).body.name).toBe('Mug');
    },
  );

  test.each(['"1"', '*', '"7", "1"'])('200 for If-Match %s', async (tag) => {
    const product = await create();
    const answer = await shop.admin[method](`/products/${product.id}`, changeOf(product), {
      'if-match': tag,
    });
    expect(answer.status).toBe(200);
  });

  test('a sale since the product was read is a version mismatch: no sale is overwritten', async () => {
    const product = await create();
    await (await shop.buyerWith([product.id, 2])).post('/orders');
    const answer = await shop.admin[method](
      `/products/${product.id}`,
      changeOf(product, { stockQuantity: 5 }),
      { 'if-match': '"1"' },
    );
    expect([answer.status, await stockOf(shop.pool, product.id)]).toEqual([412, 3]);
  });

  test('of ten changes under one version at once one is made', async () => {
    const product = await create();
    const answers = await Promise.all(
      Array.from({ length: 10 }, () =>
        shop.admin[method](`/products/${product.id}`, changeOf(product), { 'if-match': '"1"' }),
      ),
    );
    expect(tally(answers.map((answer) => answer.status))).toEqual({ 200: 1, 412: 9 });
  });

  test('409 sku_taken, 404 for an unknown product', async () => {
    const [one, two] = [await create(), await create()];
    const taken = await shop.admin[method](`/products/${one.id}`, changeOf(one, { sku: two.sku }));
    expect([taken.status, taken.body.code]).toEqual([409, 'sku_taken']);
    const unknown = '/products/01936b2f-0000-7000-8000-000000000000';
    expect((await shop.admin[method](unknown, changeOf(one))).status).toBe(404);
  });

  test('moves it to another category', async () => {
    const product = await create();
    const answer = await shop.admin[method](
      `/products/${product.id}`,
      changeOf(product, { category: 'Garden' }),
    );
    expect(answer.body.category).toBe('Garden');
  });

  test('takes an id in upper case', async () => {
    const product = await create();
    const answer = await shop.admin[method](`/products/${product.id.toUpperCase()}`, changeOf(product));
    expect(answer.body.id).toBe(product.id);
  });
});

test('PATCH of nothing is 400', async () => {
  expect((await shop.admin.patch(`/products/${(await create()).id}`, {})).body.code).toBe(
    'validation_failed',
  );
});

test('PUT without a description empties it; PATCH leaves it', async () => {
  const product = await create({ description: 'Old' });
  expect((await shop.admin.patch(`/products/${product.id}`, { name: 'N' })).body.description).toBe('Old');
  const whole = { sku: product.sku, name: 'N', category: 'Kitchen', price: 1 };
  expect((await shop.admin.put(`/products/${product.id}`, whole)).body.description).toBe('');
});

test('a product whose currency nobody checked before is still shown, changed and sold', async () => {
  const { id } = await shop.product({ currency: 'ABC', price: 5 });
  expect((await shop.anyone.get(`/products/${id}`)).body.currency).toBe('ABC');
  expect((await shop.admin.patch(`/products/${id}`, { price: 7 })).body).toMatchObject({
    price: 7,
    currency: 'ABC',
  });
  const buyer = await shop.buyerWith([id, 2]);
  expect((await buyer.post('/orders')).body).toMatchObject({ total: 14, currency: 'ABC' });
  expect((await shop.admin.patch(`/products/${id}`, { currency: 'ABD' })).status).toBe(400);
});

describe('DELETE /products/{id}', () => {
  test('204, then 404; its SKU may be used again', async () => {
    const { id, sku } = await create();
    expect((await shop.admin.delete(`/products/${id}`)).status).toBe(204);
    expect((await shop.admin.delete(`/products/${id}`)).status).toBe(404);
    expect((await shop.admin.patch(`/products/${id}`, { price: 1 })).status).toBe(404);
    expect((await shop.admin.post('/products', mug({ sku }))).status).toBe(201);
  });

  test('412 for an old If-Match', async () => {
    const { id } = await create();
    const answer = await shop.admin.delete(`/products/${id}`, { 'if-match': '"9"' });
    expect([answer.status, answer.body.code]).toEqual([412, 'version_mismatch']);
    expect((await shop.anyone.get(`/products/${id}`)).status).toBe(200);
  });
});

test('the books agree after all of it', () => expectSoundBooks(shop.pool));
