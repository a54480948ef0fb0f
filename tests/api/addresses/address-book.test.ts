import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { limits } from '../../../src/limits.ts';
import { fullAddress, leastAddress, wrongAddresses } from '../../setup/addresses.ts';
import { openShop, type Shop } from '../../setup/api.ts';
import type { Answer } from '../../setup/caller.ts';
import { count } from '../../setup/records.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.close());

const codeOf = ({ status, body }: Answer) => [status, body?.code];

describe('the address book', () => {
  test('keeps addresses, newest first, and shows, replaces and removes each', async () => {
    const ada = await shop.buyer();
    const first = await ada.post('/addresses', fullAddress);
    expect([first.status, first.headers.location]).toEqual([201, `/addresses/${first.body.id}`]);
    expect(first.body).toEqual({ id: first.body.id, ...fullAddress });
    const second = await ada.post('/addresses', { ...leastAddress, phone: null });
    expect(second.body).toEqual({ id: second.body.id, ...leastAddress });
    expect((await ada.get('/addresses')).body).toEqual({ items: [second.body, first.body] });
    expect((await ada.get(first.headers.location!)).body).toEqual(first.body);

    const replaced = await ada.put(first.headers.location!, leastAddress);
    expect([replaced.status, replaced.body]).toEqual([200, { id: first.body.id, ...leastAddress }]);
    expect((await ada.get(first.headers.location!)).body).toEqual(replaced.body);
    expect((await ada.delete(first.headers.location!)).status).toBe(204);
    expect((await ada.get('/addresses')).body.items).toEqual([second.body]);
    for (const answer of [
      await ada.delete(first.headers.location!),
      await ada.put(first.headers.location!, leastAddress),
    ])
      expect(codeOf(answer)).toEqual([404, 'not_found']);
  });

  test('of somebody else is not there', async () => {
    const [ada, bob] = [await shop.buyer(), await shop.buyer()];
    const url = (await ada.post('/addresses', fullAddress)).headers.location!;
    for (const answer of [await bob.get(url), await bob.put(url, leastAddress), await bob.delete(url)])
      expect(codeOf(answer)).toEqual([404, 'not_found']);
    expect((await bob.get('/addresses')).body.items).toEqual([]);
    expect((await ada.get(url)).body).toMatchObject(fullAddress);
  });

  test(`holds ${limits.addressBook}, also when many come at once`, async () => {
    const ada = await shop.buyer();
    const answers = await Promise.all(
      Array.from({ length: limits.addressBook + 10 }, () => ada.post('/addresses', leastAddress)),
    );
    const full = answers.filter(({ status }) => status !== 201);
    expect(full.map(codeOf)).toEqual(Array(10).fill([422, 'address_book_full']));
    const { items } = (await ada.get('/addresses')).body;
    expect(items).toHaveLength(limits.addressBook);
    await ada.delete(`/addresses/${items[0].id}`);
    expect((await ada.post('/addresses', leastAddress)).status).toBe(201);
  });

  test('the same again under its Idempotency-Key is one address, and a full book uses no key up', async () => {
    const ada = await shop.buyer();
    const key = { 'idempotency-key': 'home' };
    const answers = await Promise.all([1, 2, 3].map(() => ada.post('/addresses', fullAddress, key)));
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    expect(await count(shop.pool, 'addresses', 'user_id = $1', [ada.id])).toBe(1);
    expect(codeOf(await ada.post('/addresses', leastAddress, key))).toEqual([422, 'idempotency_key_reused']);
  });

  test('changes no order, and no order changes it', async () => {
    const ada = await shop.buyerWith([(await shop.product()).id, 1]);
    const kept = await ada.post('/addresses', fullAddress);
    const { id: _, ...shippingAddress } = kept.body;
    const order = await ada.post('/orders', { shippingAddress });
    await ada.put(kept.headers.location!, leastAddress);
    expect((await ada.get(order.headers.location!)).body.shippingAddress).toEqual(fullAddress);
    await shop.admin.patch(`${order.headers.location}/addresses/shipping`, { line1: 'By hand' });
    expect((await ada.get(kept.headers.location!)).body).toMatchObject(leastAddress);
  });

  test.each(wrongAddresses)('400 for an address with %s', async (_, change, member, detail) => {
    const ada = await shop.buyer();
    const answer = await ada.post('/addresses', { ...fullAddress, ...change });
    expect([answer.status, answer.body.errors]).toEqual([
      400,
      expect.arrayContaining([{ pointer: `#/${member}`, detail: expect.stringMatching(detail) }]),
    ]);
    expect((await ada.get('/addresses')).body.items).toEqual([]);
  });

  test('of an account whose data is erased keeps nothing, whatever token is still about', async () => {
    const ada = await shop.buyer();
    await shop.pool.query(
      'update users set email = null, name = null, password_hash = null, erased_at = now() where id = $1',
      [ada.id],
    );
    expect(codeOf(await ada.post('/addresses', fullAddress))).toEqual([404, 'not_found']);
    expect(await count(shop.pool, 'addresses', 'user_id = $1', [ada.id])).toBe(0);
  });
});
