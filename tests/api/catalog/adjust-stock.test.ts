import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openShop, type Shop } from '../../setup/api.ts';
import { expectSoundBooks } from '../../setup/books.ts';
import { ledgerOf, mug } from '../../setup/mugs.ts';
import { resolved } from '../../setup/openapi.ts';
import { stockOf } from '../../setup/records.ts';
import { tally } from '../../setup/two-apis.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.close());

const create = async (more: object = {}) => (await shop.admin.post('/products', mug(more))).body;
const ledger = (id: string) => ledgerOf(shop.pool, id);

describe('POST /products/{id}/stock-adjustments', () => {
  const adjust = (id: string, delta: unknown, reason: unknown = 'Counted') =>
    shop.admin.post(`/products/${id}/stock-adjustments`, { delta, reason });

  test('201: adds up with what is there, and says in the ledger who and why', async () => {
    const { id } = await create();
    const answer = await adjust(id, -3, 'Broken');
    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({
      productId: id,
      delta: -3,
      reason: 'Broken',
      stockQuantity: 2,
      version: 2,
    });
    expect((await ledger(id)).at(-1)).toMatchObject({ delta: -3, note: 'Broken', reference: shop.admin.id });
  });

  test('one word stands for one thing: why is the note, in the answer as in the ledger, whose reason is the kind', async () => {
    const { id } = await create();
    expect((await adjust(id, 4, 'Delivery')).body).toMatchObject({ reason: 'Delivery', note: 'Delivery' });
    const { body } = await shop.admin.get(`/products/${id}/stock-movements?limit=1`);
    expect(body.items).toMatchObject([{ reason: 'adjustment', note: 'Delivery' }]);
    const operation = shop.document.paths['/products/{id}/stock-adjustments'].post;
    const { schema } = operation.requestBody.content['application/json'];
    const described = resolved(shop.document, schema).properties.reason.description;
    expect(described).toContain('`note`');
  });

  test('409 insufficient_stock with what is there when it would go below zero', async () => {
    const { id } = await create();
    const answer = await adjust(id, -6);
    expect([answer.status, answer.body.code]).toEqual([409, 'insufficient_stock']);
    expect(answer.body.items).toEqual([{ productId: id, requested: 6, available: 5 }]);
  });

  test('100 at once add up exactly, with sales in between', async () => {
    const { id } = await create({ stockQuantity: 100 });
    const buyers = await Promise.all(Array.from({ length: 20 }, () => shop.buyerWith([id, 3])));
    const [adjustments, sales] = await Promise.all([
      Promise.all(Array.from({ length: 50 }, (_, n) => adjust(id, n % 2 ? 5 : -2))),
      Promise.all(buyers.map((buyer) => buyer.post('/orders'))),
    ]);
    expect(tally(adjustments.map((answer) => answer.status))).toEqual({ 201: 50 });
    expect(tally(sales.map((answer) => answer.status))).toEqual({ 201: 20 });
    expect(await stockOf(shop.pool, id)).toBe(100 + 25 * 5 - 25 * 2 - 60);
  });

  test('never passes the bound of the stock', async () => {
    const { id } = await create({ stockQuantity: 1_000_000_000 });
    const answer = await adjust(id, 1);
    expect([answer.status, answer.body.code]).toEqual([400, 'validation_failed']);
  });

  test.each([0, 0.5, '1', null, 1_000_000_001, -1_000_000_001])('400 for a delta of %j', async (delta) => {
    expect((await adjust((await create()).id, delta)).body.code).toBe('validation_failed');
  });

  test('400 without a reason, 404 for an unknown product', async () => {
    const { id } = await create();
    expect((await adjust(id, 1, '')).status).toBe(400);
    expect((await adjust('01936b2f-0000-7000-8000-000000000000', 1)).status).toBe(404);
  });
});

test('the books agree after all of it', () => expectSoundBooks(shop.pool));
