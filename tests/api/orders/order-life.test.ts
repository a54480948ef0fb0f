import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newId } from '../../../src/ids.ts';
import { openShop, type Shop } from '../../setup/api.ts';
import { expectSoundBooks } from '../../setup/books.ts';
import type { Answer, Caller } from '../../setup/caller.ts';
import { stockOf } from '../../setup/records.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(async () => {
  await expectSoundBooks(shop.pool);
  await shop.close();
});

/** An order of `quantity` units of one product, by a buyer of its own. */
async function placed(quantity = 5) {
  const product = await shop.product({ price: 700, stock: 10 });
  const buyer = await shop.buyerWith([product.id, quantity]);
  const { body } = await buyer.post('/orders');
  const units = (n: number, more: object = {}) => [{ productId: product.id, quantity: n, ...more }];
  return { product, buyer, url: `/orders/${body.id}`, id: body.id as string, units };
}
const codeOf = ({ status, body }: Answer) => [status, body?.code];
const key = (value: string) => ({ 'idempotency-key': value });
/** Ships `n` units and announces that they come back. */
async function announced({ url, units, buyer }: Awaited<ReturnType<typeof placed>>, n: number) {
  await shop.admin.post(`${url}/fulfillments`, { items: units(n) });
  return (await buyer.post(`${url}/returns`, { items: units(n, { reason: 'Too small' }) })).headers.location!;
}

describe('POST /orders/{id}/cancellations', () => {
  test('201: units are cancelled, their stock is back, the record is where Location says', async () => {
    const { url, id, units, buyer, product } = await placed();
    const answer = await shop.admin.post(`${url}/cancellations`, {
      items: units(2),
      reason: 'inventory',
      note: 'Two broke',
    });
    expect(answer.status).toBe(201);
    expect(answer.body).toEqual({
      id: expect.any(String),
      orderId: id,
      items: units(2),
      reason: 'inventory',
      restock: true,
      refund: true,
      note: 'Two broke',
      amount: 1_400,
      currency: 'GBP',
      createdAt: expect.stringMatching(/Z$/),
    });
    expect(await stockOf(shop.pool, product.id)).toBe(7);
    expect((await shop.admin.get(answer.headers.location!)).body).toEqual(answer.body);
    const order = (await buyer.get(url)).body;
    expect(order).toMatchObject({ status: 'PLACED', version: 2, items: [{ quantity: 5, cancelled: 2 }] });
    // What operators write down is not for the customer.
    expect((await buyer.get(answer.headers.location!)).body).toEqual({ ...answer.body, note: null });
    expect((await buyer.get(`${url}/cancellations`)).body.items).toEqual([{ ...answer.body, note: null }]);
  });

  test('without items: all that is open; then 409 order_cancelled', async () => {
    const { url, buyer, product } = await placed();
    const kept = await buyer.post(`${url}/cancellations`, { reason: 'customer', refund: false });
    expect([kept.status, kept.body.code]).toEqual([400, 'validation_failed']);
    const answer = await buyer.post(`${url}/cancellations`, { reason: 'customer', restock: false });
    expect([answer.status, answer.body.amount, answer.body.restock]).toEqual([201, 3_500, true]);
    expect((await buyer.get(url)).body).toMatchObject({ status: 'CANCELLED', paymentStatus: 'UNPAID' });
    expect(await stockOf(shop.pool, product.id)).toBe(10);
    const again = await buyer.post(`${url}/cancellations`, { reason: 'customer' });
    expect(codeOf(again)).toEqual([409, 'order_cancelled']);
  });

  test('409 order_fulfilled to a customer once something is shipped; an administrator cancels the rest', async () => {
    const { url, buyer, units, product } = await placed();
    await shop.admin.post(`${url}/fulfillments`, { items: units(1) });
    expect(codeOf(await buyer.post(`${url}/cancellations`, { reason: 'customer' }))).toEqual([
      409,
      'order_fulfilled',
    ]);
    const tooMany = await shop.admin.post(`${url}/cancellations`, { items: units(5), reason: 'staff' });
    expect([...codeOf(tooMany), tooMany.body.productIds]).toEqual([409, 'nothing_open', [product.id]]);
    expect((await shop.admin.post(`${url}/cancellations`, { reason: 'staff' })).status).toBe(201);
    expect(codeOf(await shop.admin.post(`${url}/cancellations`, { reason: 'staff' }))).toEqual([
      409,
      'nothing_open',
    ]);
    expect((await buyer.get(url)).body).toMatchObject({ status: 'PLACED', fulfillmentStatus: 'FULFILLED' });
  });

  test('400 for no reason, an unknown one, no items, no units, a product that is not in the order', async () => {
    const { url, units, buyer } = await placed();
    const other = await shop.product();
    for (const body of [
      {},
      undefined,
      { reason: 'whim' },
      { reason: 'staff', items: [] },
      { reason: 'staff', items: units(0) },
      { reason: 'staff', items: units(1.5) },
      { reason: 'staff', items: units(1, { price: 1 }) },
      { reason: 'staff', items: [{ productId: other.id, quantity: 1 }] },
    ])
      expect(codeOf(await buyer.post(`${url}/cancellations`, body))).toEqual([400, 'validation_failed']);
    expect((await buyer.get(url)).body.version).toBe(1);
  });

  test('the same again under its Idempotency-Key: the same bytes, stock moves once, also after more has happened', async () => {
    const { url, units, buyer, product } = await placed();
    const cancel = () =>
      buyer.post(
        `${url}/cancellations`,
        { items: units(2), reason: 'customer' },
        { ...key('c'), 'if-match': '"1"' },
      );
    const answers: Answer[] = await Promise.all([cancel(), cancel(), cancel()]);
    await buyer.post(`${url}/cancellations`, { reason: 'customer' });
    answers.push(await cancel());
    expect(
      new Set(answers.map(({ status, text, headers }) => `${status} ${text} ${headers.location}`)).size,
    ).toBe(1);
    expect(answers[0]!.status).toBe(201);
    expect(answers.at(-1)!.headers['idempotent-replayed']).toBe('true');
    expect(await stockOf(shop.pool, product.id)).toBe(10);
    const another = await buyer.post(`${url}/cancellations`, { reason: 'customer' }, key('c'));
    expect(codeOf(another)).toEqual([422, 'idempotency_key_reused']);
  });

  test('a product id in capitals is the same product, one that is named twice counts twice', async () => {
    const { url, id, units, product } = await placed();
    const items = [...units(1), { productId: product.id.toUpperCase(), quantity: 2 }];
    const answer = await shop.admin.post(`/orders/${id.toUpperCase()}/cancellations`, {
      items,
      reason: 'other',
    });
    expect(answer.body.items).toEqual(units(3));
    expect(
      (await shop.admin.get(`${url.toUpperCase().replace('ORDERS', 'orders')}/cancellations`)).body.items,
    ).toHaveLength(1);
  });
});

describe('POST /orders/{id}/fulfillments', () => {
  test('201 with what the carrier says, 409 once nothing is open, PATCH when it was delivered', async () => {
    const { url, id, units, buyer, product } = await placed();
    const parcel = { carrier: 'DHL', trackingNumber: '00340', trackingUrl: 'https://example.org/t?n=00340' };
    const answer = await shop.admin.post(`${url}/fulfillments`, { items: units(3), ...parcel });
    expect(answer.status).toBe(201);
    expect(answer.body).toEqual({
      id: expect.any(String),
      orderId: id,
      items: units(3),
      ...parcel,
      createdAt: expect.stringMatching(/Z$/),
      deliveredAt: null,
    });
    expect((await buyer.get(url)).body).toMatchObject({
      fulfillmentStatus: 'PARTIALLY_FULFILLED',
      version: 2,
    });
    expect((await shop.admin.post(`${url}/fulfillments`)).body).toMatchObject({
      items: units(2),
      carrier: null,
    });
    expect(codeOf(await shop.admin.post(`${url}/fulfillments`, {}))).toEqual([409, 'nothing_open']);
    expect((await buyer.get(url)).body.fulfillmentStatus).toBe('FULFILLED');

    const future = { deliveredAt: new Date(Date.now() + 48 * 3_600_000).toISOString() };
    const early = await shop.admin.patch(answer.headers.location!, future);
    expect([early.status, early.body.errors]).toEqual([
      400,
      [{ pointer: '#/deliveredAt', detail: 'lies in the future' }],
    ]);
    const at = { deliveredAt: '2026-11-27T11:00:00+01:00' };
    const delivered = await shop.admin.patch(answer.headers.location!, at);
    expect(delivered.body).toEqual({ ...answer.body, deliveredAt: '2026-11-27T10:00:00.000Z' });
    expect((await shop.admin.patch(answer.headers.location!, at)).status).toBe(200);
    expect(codeOf(await shop.admin.delete(answer.headers.location!))).toEqual([409, 'already_delivered']);
    expect((await buyer.get(answer.headers.location!)).body).toEqual(delivered.body);
    expect(await stockOf(shop.pool, product.id)).toBe(5);
  });

  test('DELETE takes a parcel back: 204, its units are open again, lists leave it out', async () => {
    const { url, buyer } = await placed();
    const { headers } = await shop.admin.post(`${url}/fulfillments`, {});
    expect((await shop.admin.delete(headers.location!)).status).toBe(204);
    expect((await buyer.get(url)).body).toMatchObject({
      fulfillmentStatus: 'UNFULFILLED',
      items: [{ fulfilled: 0 }],
    });
    expect((await buyer.get(`${url}/fulfillments`)).body.items).toEqual([]);
    expect((await shop.admin.delete(headers.location!)).status).toBe(404);
    expect((await buyer.get(headers.location!)).status).toBe(404);
  });

  test('409 order_cancelled and order_unpaid', async () => {
    const [cancelled, unpaid] = [await placed(), await placed()];
    await shop.admin.post(`${cancelled.url}/cancellations`, { reason: 'fraud' });
    expect(codeOf(await shop.admin.post(`${cancelled.url}/fulfillments`, {}))).toEqual([
      409,
      'order_cancelled',
    ]);
    await shop.pool.query(`update orders set status = 'PENDING' where id = $1`, [unpaid.id]);
    expect(codeOf(await shop.admin.post(`${unpaid.url}/fulfillments`, {}))).toEqual([409, 'order_unpaid']);
  });

  test('400 for a link that is none to a web page', async () => {
    const { url } = await placed();
    for (const trackingUrl of ['javascript:alert(1)', 'ftp://example.org/', 'https://', 'https://a b/', 'x'])
      expect(codeOf(await shop.admin.post(`${url}/fulfillments`, { trackingUrl }))).toEqual([
        400,
        'validation_failed',
      ]);
  });
});

describe('POST /orders/{id}/returns', () => {
  test('400 for a product with two reasons: neither is lost', async () => {
    const { buyer, url, units } = await placed();
    await shop.admin.post(`${url}/fulfillments`);
    const two = [...units(1, { reason: 'Too small' }), ...units(1, { reason: 'Broken' })];
    const answer = await buyer.post(`${url}/returns`, { items: two });
    expect([answer.status, answer.body.errors]).toEqual([
      400,
      [{ pointer: '#/items/1/reason', detail: 'this product has another reason before' }],
    ]);
    expect((await buyer.get(`${url}/returns`)).body.items).toEqual([]);
  });

  test('of three shipped units two are restocked and one is not: stock + 2, a fourth is 422', async () => {
    const order = await placed();
    const { url, units, buyer, product } = order;
    await shop.admin.post(`${url}/fulfillments`, { items: units(3) });
    const ask = (n: number) => buyer.post(`${url}/returns`, { items: units(n, { reason: 'Too small' }) });
    const fourth = await ask(4);
    expect([...codeOf(fourth), fourth.body.productIds]).toEqual([422, 'quantity_exceeded', [product.id]]);
    const answer = await ask(3);
    expect([answer.status, answer.body.status, answer.body.receipts]).toEqual([201, 'REQUESTED', []]);
    expect((await buyer.get(url)).body.returnStatus).toBe('REQUESTED');
    const receipt = await shop.admin.post(`${answer.headers.location}/receipts`, {
      items: [...units(2, { disposition: 'RESTOCK' }), ...units(1, { disposition: 'DISCARD' })],
    });
    expect(receipt.body).toMatchObject({ amount: 2_100, refund: true, returnId: answer.body.id });
    expect([receipt.status, receipt.headers.location]).toEqual([201, answer.headers.location]);
    expect(await stockOf(shop.pool, product.id)).toBe(7);
    const found = (await buyer.get(answer.headers.location!)).body;
    expect(found).toMatchObject({
      status: 'RECEIVED',
      items: [{ quantity: 3, received: 3, restocked: 2, discarded: 1, reason: 'Too small' }],
      receipts: [receipt.body],
    });
    expect((await buyer.get(`${url}/returns`)).body.items).toEqual([found]);
    expect((await buyer.get(url)).body).toMatchObject({
      returnStatus: 'PARTIALLY_RETURNED',
      items: [{ returned: 3 }],
    });
    expect(codeOf(await ask(1))).toEqual([422, 'quantity_exceeded']);
    const late = await shop.admin.post(`${answer.headers.location}/receipts`, {
      items: units(1, { disposition: 'RESTOCK' }),
    });
    expect(codeOf(late)).toEqual([409, 'return_closed']);
  });

  test('a refusal ends it, with a body and without, and once under a key', async () => {
    const [first, second] = [await placed(), await placed()];
    const [one, two] = [await announced(first, 2), await announced(second, 2)];
    const refused = await shop.admin.post(`${one}/refusals`, undefined, key(one));
    expect([refused.status, refused.body.status]).toEqual([201, 'REFUSED']);
    expect((await shop.admin.post(`${one}/refusals`, undefined, key(one))).text).toBe(refused.text);
    expect(codeOf(await shop.admin.post(`${one}/refusals`))).toEqual([409, 'return_closed']);
    expect((await shop.admin.post(`${two}/refusals`, {})).status).toBe(201);
    expect((await first.buyer.get(first.url)).body.returnStatus).toBe('NONE');
  });

  test('a parcel whose units are announced is not taken back: 409 units_returned', async () => {
    const order = await placed();
    await announced(order, 2);
    const [parcel] = (await shop.admin.get(`${order.url}/fulfillments`)).body.items;
    expect(codeOf(await shop.admin.delete(`${order.url}/fulfillments/${parcel.id}`))).toEqual([
      409,
      'units_returned',
    ]);
  });
});

describe('the version of an order', () => {
  test('is its ETag: 304 for who has it, and another after a change', async () => {
    const { url, buyer } = await placed();
    const first = await buyer.get(url);
    expect([first.headers.etag, first.body.version]).toEqual(['"1"', 1]);
    for (const known of ['"1"', 'W/"1"', '"7", "1"', '*']) {
      const answer = await buyer.get(url, { 'if-none-match': known });
      expect([known, answer.status, answer.headers.etag, answer.text]).toEqual([known, 304, '"1"', '']);
    }
    await shop.admin.post(`${url}/fulfillments`, {});
    expect((await buyer.get(url, { 'if-none-match': '"1"' })).headers.etag).toBe('"2"');
  });

  test('is demanded by If-Match of every change: 412 where it is another, and nothing happens', async () => {
    const order = await placed();
    const { url, units, product } = order;
    const back = await announced(order, 1);
    const [parcel] = (await shop.admin.get(`${url}/fulfillments`)).body.items;
    const stale = { 'if-match': '"1"' };
    const { admin } = shop;
    const before = (await admin.get(url)).body;
    for (const answer of [
      await admin.post(`${url}/cancellations`, { reason: 'staff' }, stale),
      await admin.post(`${url}/fulfillments`, {}, stale),
      await admin.patch(`${url}/fulfillments/${parcel.id}`, { deliveredAt: '2026-11-27T10:00:00Z' }, stale),
      await admin.delete(`${url}/fulfillments/${parcel.id}`, stale),
      await admin.post(`${url}/returns`, { items: units(1, { reason: 'R' }) }, stale),
      await admin.post(`${back}/receipts`, { items: units(1, { disposition: 'RESTOCK' }) }, stale),
      await admin.post(`${back}/refusals`, {}, stale),
    ])
      expect(codeOf(answer)).toEqual([412, 'version_mismatch']);
    expect((await admin.get(url)).body).toEqual(before);
    expect(await stockOf(shop.pool, product.id)).toBe(5);
    const current = { 'if-match': `"${before.version}"` };
    expect((await admin.post(`${back}/refusals`, {}, current)).status).toBe(201);
  });
});

describe('GET /orders/{id}/events', () => {
  const timeline = async (caller: Caller, url: string, query = '') =>
    (await caller.get(`${url}/events${query}`)).body;

  test('tells what happened, when and by whom, a page at a time; to customers without who works there', async () => {
    const order = await placed();
    const { url, id, units, buyer } = order;
    await buyer.post(`${url}/cancellations`, { items: units(1), reason: 'customer' });
    const back = await announced(order, 2);
    await shop.admin.post(`${back}/refusals`);
    const all = (await timeline(shop.admin, url)).items;
    const of = (type: string, version: number, actor: object) =>
      expect.objectContaining({ type, version, actor, orderId: id });
    const [customer, operator] = [
      { role: 'CUSTOMER', id: buyer.id },
      { role: 'ADMIN', id: shop.admin.id },
    ];
    expect(all).toEqual([
      of('order.placed', 1, customer),
      of('order.items_cancelled', 2, customer),
      of('fulfillment.created', 3, operator),
      of('return.requested', 4, customer),
      of('return.refused', 5, operator),
    ]);
    expect(all[1].data).toMatchObject({ reason: 'customer', items: units(1) });
    const seen = (await timeline(buyer, url)).items;
    expect(seen.map((event: { actor: object }) => event.actor)).toEqual([
      customer,
      customer,
      { role: 'ADMIN' },
      customer,
      { role: 'ADMIN' },
    ]);
    const walked = [];
    let cursor = '';
    do {
      const page = await timeline(shop.admin, url, `?limit=1${cursor}`);
      walked.push(...page.items);
      cursor = page.nextCursor === null ? '' : `&cursor=${page.nextCursor}`;
    } while (cursor !== '');
    expect(walked).toEqual(all);
  });

  test('a cursor of another list or order is 400 invalid_cursor', async () => {
    const [one, two] = [await placed(), await placed()];
    for (const { url, units } of [one, two])
      for (const n of [1, 2])
        await shop.admin.post(`${url}/cancellations`, { items: units(n), reason: 'staff' });
    const { nextCursor } = (await shop.admin.get(`${one.url}/cancellations?limit=1`)).body;
    expect(
      (await shop.admin.get(`${one.url}/cancellations?limit=1&cursor=${nextCursor}`)).body,
    ).toMatchObject({
      items: [{ items: one.units(2) }],
      nextCursor: null,
    });
    for (const path of [`${two.url}/cancellations`, `${one.url}/fulfillments`, `${one.url}/events`])
      expect(codeOf(await shop.admin.get(`${path}?cursor=${nextCursor}`))).toEqual([400, 'invalid_cursor']);
  });
});

test('404 for an order, a parcel and a return that are not there, and for those of another order', async () => {
  const [mine, other] = [await placed(), await placed()];
  const back = (await announced(other, 1)).split('/').at(-1);
  const [parcel] = (await shop.admin.get(`${other.url}/fulfillments`)).body.items;
  const { admin } = shop;
  const items = mine.units(1, { disposition: 'RESTOCK' });
  for (const answer of [
    await admin.post(`/orders/${newId()}/cancellations`, { reason: 'staff' }),
    await admin.get(`/orders/${newId()}/events`),
    await admin.delete(`${mine.url}/fulfillments/${parcel.id}`),
    await admin.get(`${mine.url}/fulfillments/${parcel.id}`),
    await admin.get(`${mine.url}/returns/${back}`),
    await admin.post(`${mine.url}/returns/${back}/receipts`, { items }),
    await admin.post(`${mine.url}/returns/${back}/refusals`),
  ])
    expect(codeOf(answer)).toEqual([404, 'not_found']);
});

test('pages of records end before they hold too many lines, and the next one goes on', async () => {
  const products = await Promise.all(
    Array.from({ length: 1_500 }, () => shop.product({ price: 1, stock: 9 })),
  );
  const buyer = await shop.buyerWith(...products.map(({ id }): [string, number] => [id, 4]));
  const { headers } = await buyer.post('/orders');
  const items = products.map(({ id }) => ({ productId: id, quantity: 1 }));
  for (let n = 0; n < 4; n++)
    expect(
      (await buyer.post(`${headers.location}/cancellations`, { items, reason: 'customer' })).status,
    ).toBe(201);
  for (const list of ['cancellations', 'events']) {
    const first = (await buyer.get(`${headers.location}/${list}`)).body;
    const second = (await buyer.get(`${headers.location}/${list}?cursor=${first.nextCursor}`)).body;
    const all = [...first.items, ...second.items];
    expect([list, all.length, second.items.length, second.nextCursor]).toEqual([
      list,
      list === 'events' ? 5 : 4,
      1,
      null,
    ]);
    expect(new Set(all.map(({ id }: { id: string }) => id)).size).toBe(all.length);
  }
});
