import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { registered } from '../../setup/account.ts';
import { openShop, type Shop } from '../../setup/api.ts';
import type { Caller } from '../../setup/caller.ts';
import { newGuest } from '../../setup/guests.ts';
import { openPostOffice, type PostOffice, tokenIn } from '../../setup/post-office.ts';
import { count } from '../../setup/records.ts';
import { statementsOf } from '../../setup/statements.ts';

let shop: Shop;
let post: PostOffice;
beforeAll(async () => {
  shop = await openShop();
  post = await openPostOffice(shop);
});
afterAll(async () => {
  await post.close();
  await shop.close();
});

let serial = 0;
const address = () => `buyer-${++serial}@example.org`;
const somebody = () => registered(shop, { email: address() });
async function order(buyer: Caller, contact?: string) {
  const product = await shop.product();
  await buyer.put('/cart', { items: [{ productId: product.id, quantity: 2 }] });
  return (await buyer.post('/orders', contact === undefined ? undefined : { contact: { email: contact } }))
    .body;
}
const lookUp = (number: string, email: string) => shop.anyone.post('/order-lookups', { number, email });
const linkMails = async (email: string) =>
  (await post.mailsTo(email)).filter(({ text }) => text?.includes('/orders/claims/'));
async function tokenFor(number: string, email: string): Promise<string> {
  const before = (await linkMails(email)).length;
  await lookUp(number, email);
  const mails = await linkMails(email);
  expect(mails).toHaveLength(before + 1);
  return tokenIn(mails.at(-1));
}
const claim = (who: Caller, token: string) => who.post('/orders/claims', { token });
const expired = async (who: Caller, token: string) => {
  const { status, body } = await claim(who, token);
  expect([status, body.code]).toEqual([410, 'link_expired']);
};
const sees = async (who: Caller, id: string) => (await who.get(`/orders/${id}`)).status;

describe('POST /order-lookups', () => {
  test("mails a link to the order's own address alone, with the same answer and the same statements", async () => {
    const [guest, email] = [await newGuest(shop), address()];
    const { number } = await order(guest, email.toUpperCase());
    const other = address();
    await post.quiet();
    const answers = new Set<string>();
    const lookUps = [
      [number.toLowerCase(), email],
      [number, other],
      ['261122-2113-000000', email],
      ['not a number', email],
    ] as const;
    const statements = [];
    for (const [wanted, to] of lookUps)
      statements.push(
        await statementsOf(async () => {
          const { status, text, headers } = await lookUp(wanted, to);
          answers.add(JSON.stringify([status, text, Object.keys(headers)]));
        }),
      );
    expect([...answers]).toEqual([expect.stringMatching(/^\[202,"\{\}"/)]);
    const ofRequest = statements.map((texts) =>
      texts.filter((text) => text.includes('insert into mailed_links')),
    );
    expect(ofRequest.map((texts) => texts.length)).toEqual([1, 1, 1, 1]);
    expect(new Set(ofRequest.flat()).size).toBe(1);
    const mails = await linkMails(email);
    expect(mails).toHaveLength(1);
    expect(mails[0]?.text).toContain(number);
    expect(await linkMails(other)).toHaveLength(0);
    // What fits nobody leaves nothing.
    expect(await count(shop.pool, 'mailed_links')).toBe(1);
    expect(await count(shop.pool, 'outbox_messages', 'failed_at is not null')).toBe(0);
  });

  test("goes to the account's address where the order names none, and to no other where it does", async () => {
    const email = address();
    const buyer = await registered(shop, { email });
    const [plain, elsewhere] = [await order(buyer), await order(buyer, address())];
    expect(await tokenFor(plain.number, email)).toMatch(/^[\w-]{43}$/);
    await lookUp(elsewhere.number, email);
    expect(await linkMails(email)).toHaveLength(1);
  });
});

describe('POST /orders/claims', () => {
  test("a guest's order is theirs who reads its mail: not before the link, once, and nobody else's after it", async () => {
    const [guest, email] = [await newGuest(shop), address()];
    const placed = await order(guest, email);
    const buyer = await registered(shop, { email });
    expect((await buyer.get('/orders')).body.items).toEqual([]);
    const token = await tokenFor(placed.number, email);
    expect(await sees(buyer, placed.id)).toBe(404);

    const { status, body, headers } = await claim(buyer, token);
    expect([status, headers.etag]).toEqual([200, '"2"']);
    expect(body).toEqual({ ...placed, version: 2 });
    expect((await buyer.get('/orders')).body.items).toEqual([body]);
    expect(await sees(guest, placed.id)).toBe(404);
    const { body: events } = await buyer.get(`/orders/${placed.id}/events`);
    const last = events.items.at(-1);
    expect([last.type, last.actor, last.version, last.data]).toEqual([
      'order.claimed',
      { role: 'CUSTOMER', id: buyer.id },
      2,
      {},
    ]);
    const { body: whole } = await shop.admin.get(`/orders/${placed.id}/events`);
    expect(whole.items.at(-1).data).toEqual({ previousCustomerId: guest.id });
    // Who took it over did not place it.
    const placing = { type: 'order.placed', actor: { role: 'CUSTOMER', id: guest.id } };
    expect(whole.items[0]).toMatchObject(placing);
    expect(events.items[0].actor).toEqual({ role: 'CUSTOMER' });

    // The answer was lost.
    expect((await claim(buyer, token)).body).toEqual(body);
    await expired(await somebody(), token);
  });

  test('what was answered to whoever had it before is not told again, and nothing is done again', async () => {
    const [guest, email, product] = [await newGuest(shop), address(), await shop.product({ stock: 10 })];
    const items = (quantity: number) => ({ items: [{ productId: product.id, quantity }] });
    const place = () => guest.post('/orders', { contact: { email } }, { 'idempotency-key': 'placed' });
    await guest.put('/cart', items(3));
    const { body: placed } = await place();
    const note = { ...items(1), reason: 'customer', note: 'Call Hildegard' };
    const cancel = () =>
      guest.post(`/orders/${placed.id}/cancellations`, note, { 'idempotency-key': 'cancelled' });
    expect((await cancel()).status).toBe(201);
    // Of another order: it stays.
    await guest.put('/cart', items(1));
    const other = () => guest.post('/orders', undefined, { 'idempotency-key': 'other' });
    const kept = await other();

    const buyer = await registered(shop, { email });
    expect((await claim(buyer, await tokenFor(placed.number, email))).status).toBe(200);
    await guest.put('/cart', items(2));
    for (const repeat of [place, cancel]) {
      const { status, body } = await repeat();
      expect([status, body.code]).toEqual([404, 'not_found']);
    }
    expect((await guest.get('/cart')).body.items).toHaveLength(1);
    expect((await guest.get('/orders')).body.items).toEqual([kept.body]);
    expect((await other()).text).toBe(kept.text);
    expect(
      await count(shop.pool, 'idempotency_keys', 'user_id = $1 and body like $2', [
        guest.id,
        `%${placed.id}%`,
      ]),
    ).toBe(0);
    // Another request under the key is what it was.
    const { body } = await guest.post('/orders', { note: 'New' }, { 'idempotency-key': 'placed' });
    expect(body.code).toBe('idempotency_key_reused');
  });

  test('two at once: one has it', async () => {
    const [guest, email] = [await newGuest(shop), address()];
    const { number, id } = await order(guest, email);
    const token = await tokenFor(number, email);
    const buyers = [await somebody(), await somebody(), await somebody()];
    const statuses = await Promise.all(buyers.map(async (buyer) => (await claim(buyer, token)).status));
    expect(statuses.toSorted()).toEqual([200, 410, 410]);
    expect(await count(shop.pool, 'order_events', 'order_id = $1', [id])).toBe(1);
  });

  test('410 for a link that is over, made up or of another kind', async () => {
    const [guest, email] = [await newGuest(shop), address()];
    const { number, id } = await order(guest, email);
    const buyer = await registered(shop, { email });
    const token = await tokenFor(number, email);
    await shop.pool.query(`update mailed_links set expires_at = now() where email = $1`, [email]);
    await expired(buyer, token);
    await expired(buyer, 'x'.repeat(43));
    await shop.anyone.post('/password-resets', { email });
    const reset = (await post.mailsTo(email)).find(({ text }) => text?.includes('/password-resets/'));
    await expired(buyer, tokenIn(reset));
    expect(await sees(guest, id)).toBe(200);
    expect((await claim(guest, token)).status).toBe(403);
  });

  test("another account's order moves by a link to that account's address, and by no other: nothing is used up", async () => {
    const [owner, mistyped] = [await somebody(), address()];
    const stranger = await registered(shop, { email: mistyped });
    const elsewhere = await order(owner, mistyped);
    const token = await tokenFor(elsewhere.number, mistyped);
    await expired(stranger, token);
    expect([await sees(owner, elsewhere.id), await sees(stranger, elsewhere.id)]).toEqual([200, 404]);
    // It is the owner's already.
    expect((await claim(owner, token)).body.version).toBe(1);

    const [old, email] = [await somebody(), address()];
    const plain = await order(old);
    await shop.pool.query('update users set email = $2 where id = $1', [old.id, email]);
    await shop.pool.query('update orders set customer_email = $2 where id = $1', [plain.id, email]);
    const next = await somebody();
    expect((await claim(next, await tokenFor(plain.number, email))).status).toBe(200);
    // Erased later, the one who had it leaves nothing in it.
    expect((await shop.admin.post(`/customers/${old.id}/erasures`)).status).toBe(202);
    const { body: seen } = await shop.admin.get(`/orders/${plain.id}`);
    expect(seen.customer.id).toBe(next.id);
    expect(JSON.stringify(seen)).not.toContain(email);
  });

  test('whoever was erased meanwhile gets nothing', async () => {
    const [guest, email] = [await newGuest(shop), address()];
    const { number, id } = await order(guest, email);
    const buyer = await somebody();
    const token = await tokenFor(number, email);
    await shop.pool.query('update users set erased_at = now(), email = null where id = $1', [buyer.id]);
    await expired(buyer, token);
    expect(await sees(guest, id)).toBe(200);
  });
});
