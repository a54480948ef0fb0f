import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fullAddress, leastAddress, wrongAddresses } from '../../setup/addresses.ts';
import { openShop, type Shop } from '../../setup/api.ts';
import { expectSoundBooks } from '../../setup/books.ts';
import type { Answer, Caller } from '../../setup/caller.ts';
import { expectNoneOf } from '../../setup/logs.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(async () => {
  await expectSoundBooks(shop.pool);
  await shop.close();
});

interface Placed {
  buyer: Caller;
  url: string;
  units: { productId: string; quantity: number }[];
}

/** An order of two units with a shipping address, or with what `body` says. */
async function placed(body: object = { shippingAddress: fullAddress }): Promise<Placed> {
  const product = await shop.product();
  const buyer = await shop.buyerWith([product.id, 2]);
  const { headers } = await buyer.post('/orders', body);
  return { buyer, url: headers.location!, units: [{ productId: product.id, quantity: 1 }] };
}
const codeOf = ({ status, body }: Answer) => [status, body?.code];
const stateOf = async ({ url }: Placed) => {
  const { version, shippingAddress, billingAddress } = (await shop.admin.get(url)).body;
  return { version, shippingAddress, billingAddress };
};
const patch = ({ url }: Placed, change: object, headers?: Record<string, string>, kind = 'shipping') =>
  shop.admin.patch(`${url}/addresses/${kind}`, change, headers);

describe('PATCH /orders/{id}/addresses/{kind}', () => {
  test('200 with the order: members that are named change, null takes one out, all else stays', async () => {
    const order = await placed();
    const answer = await patch(order, { line1: 'Elsewhere 1', company: null }, { 'if-match': '"1"' });
    const { company: _, ...rest } = fullAddress;
    expect([answer.status, answer.headers.etag, answer.body.version]).toEqual([200, '"2"', 2]);
    expect(answer.body.shippingAddress).toEqual({ ...rest, line1: 'Elsewhere 1' });
    expect(answer.body).toEqual((await shop.admin.get(order.url)).body);
    expect((await order.buyer.get(order.url)).body.shippingAddress.line1).toBe('Elsewhere 1');
  });

  test('gives an order an address that had none; then all that an address must have is asked for', async () => {
    const order = await placed({ contact: { email: 'a@b.de' } });
    const lacking = await patch(order, { city: 'Hilltown', line2: 'Left' }, {}, 'billing');
    expect(codeOf(lacking)).toEqual([400, 'validation_failed']);
    expect(lacking.body.errors).toEqual(
      ['name', 'line1', 'country'].map((member) => ({ pointer: `#/${member}`, detail: 'is required' })),
    );
    expect(await stateOf(order)).toEqual({ version: 1, shippingAddress: null, billingAddress: null });
    expect((await patch(order, leastAddress, {}, 'billing')).status).toBe(200);
    expect(await stateOf(order)).toEqual({ version: 2, shippingAddress: null, billingAddress: leastAddress });
  });

  test('the same again changes nothing: no version, no event', async () => {
    const order = await placed();
    for (const change of [fullAddress, {}, { city: fullAddress.city }]) {
      const answer = await patch(order, change);
      expect([answer.status, answer.headers.etag]).toEqual([200, '"1"']);
    }
    expect((await shop.admin.get(`${order.url}/events`)).body.items).toHaveLength(1);
  });

  test('the event says which members of which address changed, and not what they say', async () => {
    const order = await placed();
    await patch(order, { name: 'Somebody Else', phone: null, city: fullAddress.city });
    const { items } = (await order.buyer.get(`${order.url}/events`)).body;
    expect(items.at(-1)).toMatchObject({
      type: 'order.address_changed',
      version: 2,
      data: { kind: 'shipping', fields: ['name', 'phone'] },
    });
    expectNoneOf(['Somebody Else', fullAddress.name, fullAddress.phone], JSON.stringify(items));
  });

  test('412 with a stale If-Match, also for what would change nothing', async () => {
    const order = await placed();
    await patch(order, { line1: 'First' });
    for (const change of [{ line1: 'Second' }, { line1: 'First' }])
      expect(codeOf(await patch(order, change, { 'if-match': '"1"' }))).toEqual([412, 'version_mismatch']);
    expect((await stateOf(order)).shippingAddress.line1).toBe('First');
  });

  test('409 order_fulfilled once one unit is shipped; not any more when the parcel is taken back', async () => {
    const order = await placed();
    const parcel = await shop.admin.post(`${order.url}/fulfillments`, { items: order.units });
    for (const kind of ['shipping', 'billing'])
      expect(codeOf(await patch(order, leastAddress, {}, kind))).toEqual([409, 'order_fulfilled']);
    expect((await stateOf(order)).shippingAddress).toEqual(fullAddress);
    await shop.admin.delete(parcel.headers.location!);
    expect((await patch(order, { line1: 'In time' })).status).toBe(200);
  });

  test('409 order_cancelled', async () => {
    const order = await placed();
    await shop.admin.post(`${order.url}/cancellations`, { reason: 'staff' });
    expect(codeOf(await patch(order, { line1: 'Nowhere' }))).toEqual([409, 'order_cancelled']);
  });

  test('of two at once with one If-Match one is made; a parcel and a correction at once leave one of two stories', async () => {
    const order = await placed();
    const both = await Promise.all(
      ['One', 'Two'].map((line1) => patch(order, { line1 }, { 'if-match': '"1"' })),
    );
    expect(both.map(({ status }) => status).toSorted()).toEqual([200, 412]);

    const raced = await placed();
    const [shipped, corrected] = await Promise.all([
      shop.admin.post(`${raced.url}/fulfillments`, { items: raced.units }),
      patch(raced, { line1: 'Just now' }),
    ]);
    expect(shipped.status).toBe(201);
    expect([200, 409]).toContain(corrected.status);
    const { line1 } = (await stateOf(raced)).shippingAddress;
    expect(line1).toBe(corrected.status === 200 ? 'Just now' : fullAddress.line1);
  });

  test('400 for another kind, and for what an address may not be; 404 for no order', async () => {
    const order = await placed();
    expect(codeOf(await patch(order, {}, {}, 'home'))).toEqual([400, 'validation_failed']);
    for (const [, change, member, detail] of wrongAddresses) {
      if (Object.values(change)[0] === undefined) continue;
      const answer = await patch(order, change);
      expect([answer.status, answer.body.errors]).toEqual([
        400,
        expect.arrayContaining([{ pointer: `#/${member}`, detail: expect.stringMatching(detail) }]),
      ]);
    }
    const none = { ...order, url: `/orders/${order.units[0]!.productId}` };
    expect(codeOf(await patch(none, leastAddress))).toEqual([404, 'not_found']);
    expect((await stateOf(order)).version).toBe(1);
  });
});
