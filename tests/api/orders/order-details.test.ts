import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fullAddress, leastAddress, wrongAddresses } from '../../setup/addresses.ts';
import { openShop, type Shop } from '../../setup/api.ts';
import { expectSoundBooks } from '../../setup/books.ts';
import type { Caller } from '../../setup/caller.ts';
import { expectNoneOf } from '../../setup/logs.ts';
import { count } from '../../setup/records.ts';
import { statementsOf } from '../../setup/statements.ts';

let shop: Shop;
let buyer: Caller;
let productId: string;
beforeAll(async () => {
  shop = await openShop();
  buyer = await shop.buyer();
  productId = (await shop.product()).id;
});
afterAll(async () => {
  await expectSoundBooks(shop.pool);
  await shop.close();
});

const full = {
  contact: { email: 'Zoe.Q@example.org', phone: '+48 1' },
  shippingAddress: fullAddress,
  billingAddress: leastAddress,
  note: 'Ring twice.\nThen wait – 2 minutes 🐕',
};
const fill = () => buyer.put('/cart', { items: [{ productId, quantity: 1 }] });
const order = async (body?: unknown, headers?: Record<string, string>) => {
  await fill();
  return buyer.post('/orders', body, headers);
};

describe('an order keeps', () => {
  test('contact, addresses and note, and shows them wherever it is shown', async () => {
    const answer = await order(full);
    expect([answer.status, answer.body]).toEqual([201, expect.objectContaining(full)]);
    expect((await buyer.get(answer.headers.location!)).body).toEqual(answer.body);
    expect((await buyer.get('/orders?limit=1')).body.items).toEqual([answer.body]);
    const { customer, ...shown } = (await shop.admin.get(answer.headers.location!)).body;
    expect([shown, customer.id]).toEqual([answer.body, buyer.id]);
    expect((await (await shop.buyer()).get(answer.headers.location!)).status).toBe(404);
  });

  test.each([
    ['the least of each', { contact: { email: 'a@b.de' }, shippingAddress: leastAddress }],
    ['a contact alone', { contact: { email: 'a@b.de' } }],
    ['a note alone', { note: 'Hello' }],
    ['a billing address alone', { billingAddress: fullAddress }],
  ])('%s; what is not named is null', async (_, body) => {
    const answer = await order(body);
    const nothing = { contact: null, shippingAddress: null, billingAddress: null, note: null };
    expect([answer.status, answer.body]).toEqual([201, expect.objectContaining({ ...nothing, ...body })]);
    expect((await buyer.get(answer.headers.location!)).body).toEqual(answer.body);
  });

  test('members that are null, and an empty note, as if they were not there', async () => {
    const none = { company: null, line2: null, region: null, postalCode: null, phone: null };
    const answer = await order({
      contact: { email: 'a@b.de', phone: null },
      shippingAddress: { ...leastAddress, ...none },
      note: '',
    });
    expect(answer.body).toMatchObject({ contact: { email: 'a@b.de' }, note: null });
    expect(answer.body.shippingAddress).toEqual(leastAddress);
    expect((await buyer.get(answer.headers.location!)).body).toEqual(answer.body);
  });

  test('texts as long as they may be, in characters and not in bytes', async () => {
    const long = (length: number) => '🏠'.repeat(length);
    const shippingAddress = {
      name: long(200),
      company: long(200),
      line1: long(200),
      line2: long(200),
      city: long(100),
      region: long(100),
      postalCode: long(20),
      country: 'DE',
      phone: long(40),
    };
    const body = { ...full, shippingAddress, billingAddress: shippingAddress, note: long(1_000) };
    // As a client writes it that knows ASCII alone.
    const ascii = JSON.stringify(body).replace(
      /[^\x20-\x7e]/g,
      (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
    const answer = await order(ascii);
    expect([answer.status, answer.body]).toEqual([201, expect.objectContaining(body)]);
  });
});

describe('400, with its place and in words, and nothing is ordered, for', () => {
  test.each(wrongAddresses)('an address with %s', async (_, change, member, detail) => {
    for (const kind of ['shippingAddress', 'billingAddress']) {
      const answer = await order({ [kind]: { ...fullAddress, ...change } });
      expect([answer.status, answer.body.code]).toEqual([400, 'validation_failed']);
      expect(answer.body.errors).toEqual([
        { pointer: `#/${kind}/${member}`, detail: expect.stringMatching(detail) },
        ...answer.body.errors.slice(1),
      ]);
      expect(new Set(answer.body.errors.map((error: { pointer: string }) => error.pointer)).size).toBe(1);
    }
    expect((await buyer.get('/cart')).body.items).toHaveLength(1);
  });

  test.each<[string, object, string]>([
    ['a contact without an address', { contact: { phone: '1' } }, '#/contact/email'],
    ['a contact that is no address', { contact: { email: 'x' } }, '#/contact/email'],
    ['two receivers', { contact: { email: 'a@b.de, c@d.de' } }, '#/contact/email'],
    ['a header in the address', { contact: { email: 'a@b.de\nBcc: c@d.de' } }, '#/contact/email'],
    ['a note of 1,001 characters', { note: 'n'.repeat(1_001) }, '#/note'],
    ['a note with NUL', { note: 'a\u0000' }, '#/note'],
    ['a note with an escape', { note: '\u001b[2J' }, '#/note'],
    ['a member of its own', { gift: true }, '#/gift'],
  ])('%s', async (_, body, pointer) => {
    const answer = await order(body);
    expect(answer.status).toBe(400);
    expect(answer.body.errors.map((error: { pointer: string }) => error.pointer)).toContain(pointer);
  });
});

test('the same key with another address is another request; with the same body it is the same answer', async () => {
  const key = { 'idempotency-key': 'where-to' };
  const first = await order(full, key);
  const again = await order(full, key);
  expect([again.status, again.text]).toEqual([201, first.text]);
  expect(again.headers['idempotent-replayed']).toBe('true');
  const other = { ...full, shippingAddress: { ...fullAddress, line1: 'Elsewhere' } };
  for (const body of [other, undefined]) {
    const answer = await order(body, key);
    expect([answer.status, answer.body.code]).toEqual([422, 'idempotency_key_reused']);
  }
  expect(await count(shop.pool, 'order_contacts', 'order_id = $1', [first.body.id])).toBe(1);
});

test.each([
  ['its body is not valid', { gift: true }],
  ['it is sent without an address', { shippingMethodId: randomUUID() }],
  ['it names a coupon twice', { couponCodes: ['TWICE', 'twice'] }],
  ['nobody here takes its payment', { payment: { provider: 'stripe' } }],
])('that a key stands for another request is said before %s', async (what, body) => {
  const key = { 'idempotency-key': what.replaceAll(' ', '-') };
  const refused = await order(body, key);
  expect(refused.status).toBeGreaterThanOrEqual(400);
  expect(refused.body.code).not.toBe('idempotency_key_reused');
  expect((await order(undefined, key)).status).toBe(201);
  const answer = await order(body, key);
  expect([answer.status, answer.body.code]).toEqual([422, 'idempotency_key_reused']);
});

test('a body costs an order no look at its key beside that of its transaction', async () => {
  await fill();
  const sent = await statementsOf(() => buyer.post('/orders', full, { 'idempotency-key': randomUUID() }));
  expect(sent.filter((text) => text.includes('idempotency_keys i')).length).toBe(1);
});

test('an order that names none of it sends the statements that it always has, and writes no row for it', async () => {
  const tables = ['order_contacts', 'order_addresses'];
  const rows = () => Promise.all(tables.map((table) => count(shop.pool, table)));
  const before = await rows();
  const sent: string[] = [];
  for (const body of [undefined, {}, 'null']) {
    await fill();
    sent.push(...(await statementsOf(() => buyer.post('/orders', body))));
  }
  expect(sent.length).toBeGreaterThan(0);
  expect(sent.filter((text) => tables.some((table) => text.includes(table)))).toEqual([]);
  expect(await rows()).toEqual(before);
});

test('what a person is known by stands in no event and in no message of the outbox', async () => {
  const { body } = await order(full);
  const { rows } = await shop.pool.query(
    `select payload::text as text from outbox_messages union all select data::text from order_events`,
  );
  expect(rows.length).toBeGreaterThan(0);
  const written = rows.map(({ text }) => text).join('\n');
  expect(written).toContain(body.id);
  expectNoneOf(
    [full.contact.email, full.note, fullAddress.name, fullAddress.line1, leastAddress.line1],
    written,
  );
});
