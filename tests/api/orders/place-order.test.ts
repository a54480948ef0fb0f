import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { orderNumber } from '../../../src/orders/order-number.ts';
import { openShop, type Shop } from '../../setup/api.ts';
import { expectSoundBooks } from '../../setup/books.ts';
import { count, stockOf } from '../../setup/records.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.close());

const key = (value: string) => ({ 'idempotency-key': value });

describe('POST /orders', () => {
  test('201: the order with Location, the cart empty, the stock taken', async () => {
    const [cup, mug] = [await shop.product({ price: 1299, stock: 5 }), await shop.product({ price: 0 })];
    const buyer = await shop.buyerWith([cup.id, 3], [mug.id, 1]);
    const answer = await buyer.post('/orders');
    expect(answer.status).toBe(201);
    expect(answer.headers['content-type']).toMatch(/^application\/json/);
    expect(answer.headers.location).toBe(`/orders/${answer.body.id}`);
    expect(answer.headers['idempotent-replayed']).toBeUndefined();
    expect(answer.body).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7/),
      number: orderNumber(answer.body.id),
      status: 'PLACED',
      items: [
        { productId: cup.id, sku: cup.sku, name: cup.name, unitPrice: 1299, quantity: 3, lineTotal: 3897 },
        { productId: mug.id, sku: mug.sku, name: mug.name, unitPrice: 0, quantity: 1, lineTotal: 0 },
      ].map((item) => ({
        ...item,
        cancelled: 0,
        fulfilled: 0,
        returned: 0,
        discount: 0,
        tax: 0,
        taxRate: 0,
      })),
      total: 3897,
      currency: 'GBP',
      createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      version: 1,
      fulfillmentStatus: 'UNFULFILLED',
      returnStatus: 'NONE',
      paymentStatus: 'UNPAID',
      expiresAt: null,
      authorized: 0,
      captured: 0,
      refunded: 0,
      charges: [],
      discounts: [],
      taxes: [],
      itemsTotal: 3897,
      discountTotal: 0,
      chargesTotal: 0,
      taxTotal: 0,
      pricesIncludeTax: true,
      contact: null,
      shippingAddress: null,
      billingAddress: null,
      note: null,
    });
    expect((await buyer.get('/cart')).body.items).toEqual([]);
    expect(await stockOf(shop.pool, cup.id)).toBe(2);
    expect((await buyer.get(answer.headers.location!)).body).toEqual(answer.body);
  });

  test.each([
    ['no body', undefined],
    ['{}', {}],
    ['null', 'null'],
  ])('takes %s', async (_, body) => {
    const buyer = await shop.buyerWith([(await shop.product()).id, 1]);
    expect((await buyer.post('/orders', body)).status).toBe(201);
  });

  test('400 for a body that says something', async () => {
    const buyer = await shop.buyerWith([(await shop.product()).id, 1]);
    expect((await buyer.post('/orders', { productId: 'x' })).body.code).toBe('validation_failed');
    expect((await buyer.get('/cart')).body.items).toHaveLength(1);
  });

  test('422 cart_empty', async () => {
    const answer = await (await shop.buyer()).post('/orders');
    expect([answer.status, answer.body.code]).toEqual([422, 'cart_empty']);
  });

  test('409 insufficient_stock names every short item, and an archived product as 0 available', async () => {
    const [few, gone, fine] = [await shop.product({ stock: 1 }), await shop.product(), await shop.product()];
    const buyer = await shop.buyerWith([few.id, 2], [gone.id, 1], [fine.id, 1]);
    await shop.admin.delete(`/products/${gone.id}`);
    const answer = await buyer.post('/orders');
    expect(answer.status).toBe(409);
    expect(answer.body.items).toEqual([
      { productId: few.id, requested: 2, available: 1 },
      { productId: gone.id, requested: 1, available: 0 },
    ]);
    expect((await buyer.get('/cart')).body.items).toHaveLength(3);
  });

  test('422 order_too_large', async () => {
    const dear = await Promise.all(
      Array.from({ length: 91 }, () => shop.product({ price: 100_000_000, stock: 1_000_000 })),
    );
    const buyer = await shop.buyerWith(...dear.map(({ id }): [string, number] => [id, 1_000_000]));
    const answer = await buyer.post('/orders');
    expect([answer.status, answer.body.code]).toEqual([422, 'order_too_large']);
  });

  test('an order of 2,000 products is placed in one piece', async () => {
    const products = await Promise.all(Array.from({ length: 2_000 }, () => shop.product({ price: 7 })));
    const buyer = await shop.buyerWith(...products.map(({ id }): [string, number] => [id, 2]));
    const answer = await buyer.post('/orders');
    expect(answer.status).toBe(201);
    expect(answer.body.total).toBe(28_000);
    expect(answer.body.items.map((item: { productId: string }) => item.productId)).toEqual(
      products.map(({ id }) => id),
    );
  });
});

describe('an Idempotency-Key', () => {
  test('gives the same bytes again, says so, and takes nothing twice', async () => {
    const product = await shop.product({ stock: 10 });
    const buyer = await shop.buyerWith([product.id, 2]);
    const first = await buyer.post('/orders', undefined, key('again'));
    await buyer.post('/cart/items', { productId: product.id, quantity: 1 });
    const second = await buyer.post('/orders', {}, key('again'));
    expect(second.status).toBe(201);
    expect(second.text).toBe(first.text);
    expect(second.headers.location).toBe(first.headers.location);
    expect(second.headers['content-type']).toBe(first.headers['content-type']);
    expect(second.headers['idempotent-replayed']).toBe('true');
    expect(await stockOf(shop.pool, product.id)).toBe(8);
    expect((await buyer.get('/cart')).body.items).toHaveLength(1);
  });

  test('gives the same bytes even after the product has changed', async () => {
    const product = await shop.product();
    const buyer = await shop.buyerWith([product.id, 1]);
    const first = await buyer.post('/orders', undefined, key('before'));
    await shop.admin.patch(`/products/${product.id}`, { name: 'New name', price: 1 });
    expect((await buyer.post('/orders', undefined, key('before'))).text).toBe(first.text);
  });

  test('under another body is 422 idempotency_key_reused', async () => {
    const buyer = await shop.buyerWith([(await shop.product()).id, 1]);
    await buyer.post('/orders', undefined, key('reused'));
    const answer = await buyer.post('/orders', { other: 1 }, key('reused'));
    expect([answer.status, answer.body.code]).toEqual([422, 'idempotency_key_reused']);
  });

  test('of another customer is another key', async () => {
    const product = await shop.product();
    const [one, two] = [await shop.buyerWith([product.id, 1]), await shop.buyerWith([product.id, 1])];
    const answers = [
      await one.post('/orders', undefined, key('mine')),
      await two.post('/orders', undefined, key('mine')),
    ];
    expect(answers.map((answer) => answer.status)).toEqual([201, 201]);
    expect(answers[0]!.body.id).not.toBe(answers[1]!.body.id);
  });

  test('is not used up by a refusal: the same key places the order once it can be placed', async () => {
    const product = await shop.product({ stock: 0 });
    const buyer = await shop.buyerWith([product.id, 1]);
    expect((await buyer.post('/orders', undefined, key('later'))).status).toBe(409);
    expect(await count(shop.pool, 'idempotency_keys', 'user_id = $1', [buyer.id])).toBe(0);
    await shop.admin.post(`/products/${product.id}/stock-adjustments`, { delta: 1, reason: 'Delivery' });
    expect((await buyer.post('/orders', undefined, key('later'))).status).toBe(201);
  });

  test('that has expired stands for nothing and may be used again', async () => {
    const product = await shop.product();
    const buyer = await shop.buyerWith([product.id, 1]);
    const first = await buyer.post('/orders', undefined, key('old'));
    await shop.pool.query(
      `update idempotency_keys set expires_at = now() - interval '1 s' where user_id = $1`,
      [buyer.id],
    );
    await buyer.post('/cart/items', { productId: product.id, quantity: 1 });
    const second = await buyer.post('/orders', undefined, key('old'));
    expect(second.status).toBe(201);
    expect(second.body.id).not.toBe(first.body.id);
    expect((await buyer.post('/orders', undefined, key('old'))).text).toBe(second.text);
  });

  test.each([
    ['empty', ''],
    ['with a blank', 'a b'],
    ['with a control character', 'a\tb'],
    ['longer than 255', 'x'.repeat(256)],
  ])('%s is 400', async (_, value) => {
    const buyer = await shop.buyerWith([(await shop.product()).id, 1]);
    const answer = await buyer.post('/orders', undefined, key(value));
    expect([answer.status, answer.body.code]).toEqual([400, 'validation_failed']);
  });

  test('of 255 characters works', async () => {
    const buyer = await shop.buyerWith([(await shop.product()).id, 1]);
    const first = await buyer.post('/orders', undefined, key('~'.repeat(255)));
    expect((await buyer.post('/orders', undefined, key('~'.repeat(255)))).text).toBe(first.text);
  });

  test('that another transaction is working on is waited for, and its answer given', async () => {
    const product = await shop.product();
    const buyer = await shop.buyerWith([product.id, 1]);
    const rival = await shop.pool.connect();
    await rival.query('begin');
    await rival.query('select from products where id = $1 for update', [product.id]);
    const both = [1, 2].map(() => buyer.post('/orders', undefined, key('slow')));
    await rival.query('rollback');
    rival.release();
    const [first, second] = await Promise.all(both);
    expect([first!.status, second!.status]).toEqual([201, 201]);
    expect(second!.text).toBe(first!.text);
  });
});

test('the books agree after all of it', () => expectSoundBooks(shop.pool));
