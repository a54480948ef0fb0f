import { afterAll, beforeAll, expect, test } from 'vitest';
import { PASSWORD, registered } from '../setup/account.ts';
import { openShop, type Shop } from '../setup/api.ts';
import type { Answer } from '../setup/caller.ts';
import { newGuest } from '../setup/guests.ts';
import { openPostOffice, type PostOffice, tokenIn } from '../setup/post-office.ts';
import { count } from '../setup/records.ts';

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
const address = () => `person-${++serial}@example.org`;
const somebody = (email = address()) => registered(shop, { email });
const key = (value: string) => ({ 'idempotency-key': value });
const codeOf = ({ status, body }: Answer) => [status, body?.code];
const reused = [422, 'idempotency_key_reused'];
const linksTo = (email: string) => count(shop.pool, 'mailed_links', 'email = $1', [email]);

/** The second is the answer to the first again: status, bytes and what a client reads from its headers. */
function expectRepeat(first: Answer, second: Answer, status: number): void {
  expect([first.status, first.headers['idempotent-replayed']]).toEqual([status, undefined]);
  expect([second.status, second.text, second.headers['idempotent-replayed']]).toEqual([
    status,
    first.text,
    'true',
  ]);
  for (const name of ['location', 'etag', 'content-type'])
    expect(second.headers[name]).toBe(first.headers[name]);
}

test('an invitation that is asked for twice under one key is one mail, and its link is good', async () => {
  const email = address();
  const { body: member } = await shop.admin.post('/staff', { email, scopes: [] });
  const ask = (id: string) => shop.admin.post(`/staff/${id}/invitations`, undefined, key('invited'));
  const first = await ask(member.id);
  const token = tokenIn((await post.mailsTo(email)).at(-1));
  expectRepeat(first, await ask(member.id), 202);
  expect(await linksTo(email)).toBe(2);
  const { body: other } = await shop.admin.post('/staff', { email: address(), scopes: [] });
  expect(codeOf(await ask(other.id))).toEqual(reused);
  const accepted = await shop.anyone.post(`/staff-invitations/${token}`, {
    name: 'Grace',
    password: PASSWORD,
  });
  expect(accepted.status).toBe(204);
});

test('the link that confirms an address is mailed once under one key, however many ask at once', async () => {
  const email = address();
  const person = await somebody(email);
  const before = await linksTo(email);
  const ask = () => person.post('/me/email-confirmations', undefined, key('confirm'));
  const answers = await Promise.all([ask(), ask(), ask()]);
  expect(answers.map(({ status, text }) => `${status} ${text}`)).toEqual(Array(3).fill('202 {}'));
  expect(answers.filter(({ headers }) => headers['idempotent-replayed'])).toHaveLength(2);
  expect(await linksTo(email)).toBe(before + 1);
});

test('an order is claimed once under one key, and the repeat is the answer of that time', async () => {
  const [guest, person, email] = [await newGuest(shop), await somebody(), address()];
  const product = await shop.product();
  await guest.put('/cart', { items: [{ productId: product.id, quantity: 1 }] });
  const { body: order } = await guest.post('/orders', { contact: { email } });
  await shop.anyone.post('/order-lookups', { number: order.number, email });
  const token = tokenIn((await post.mailsTo(email)).at(-1));
  const claim = (token: string) => person.post('/orders/claims', { token }, key('claim'));
  const first = await claim(token);
  expect((await shop.admin.post(`/orders/${order.id}/fulfillments`, {})).status).toBe(201);
  expectRepeat(first, await claim(token), 200);
  expect(first.headers.etag).toBeDefined();
  expect(codeOf(await claim(`${token}x`))).toEqual(reused);
  expect(await count(shop.pool, 'order_events', `order_id = $1 and type = 'order.claimed'`, [order.id])).toBe(
    1,
  );
});

test('an erasure that an operator asks for twice under one key is the same one', async () => {
  const [one, two] = [await somebody(), await somebody()];
  const erase = (id: string) => shop.admin.post(`/customers/${id}/erasures`, undefined, key('erase'));
  expectRepeat(await erase(one.id), await erase(one.id), 202);
  expect(codeOf(await erase(two.id))).toEqual(reused);
  expect(await count(shop.pool, 'erasures', 'user_id = $1', [two.id])).toBe(0);
});

test('erasures of oneself at once under one key are one, and all hear of it, also those whose password is not judged before the account is gone', async () => {
  const person = await somebody();
  const erase = () => person.post('/me/erasure', { password: PASSWORD }, key('mine'));
  const answers = await Promise.all(Array.from({ length: 8 }, erase));
  // One that comes when the login has ended is no worse off than a later repeat.
  const heard = answers.filter(({ body }) => body.code !== 'unauthenticated');
  expect(new Set(heard.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
  expect(heard[0]!.status).toBe(202);
  expect(codeOf(await erase())).toEqual([401, 'unauthenticated']);
  expect(await count(shop.pool, 'erasures', 'user_id = $1', [person.id])).toBe(1);
});

test('what is kept of an erasure does not depend on the password, which nobody can guess from it', async () => {
  const kept = async (password: string) => {
    const email = address();
    await shop.anyone.post('/register', { email, password, name: 'Ada' });
    const { body: login } = await shop.anyone.post('/login', { email, password });
    const headers = { authorization: `Bearer ${login.accessToken}`, ...key('secret') };
    const { body } = await shop.anyone.post('/me/erasure', { password }, headers);
    const { rows } = await shop.pool.query(
      `select encode(fingerprint, 'hex') as fingerprint from idempotency_keys where user_id = $1`,
      [body.customerId],
    );
    return rows.map(({ fingerprint }) => fingerprint);
  };
  const [one, two] = [await kept('correct horse'), await kept('another horse')];
  expect(one).toHaveLength(1);
  expect(two).toEqual(one);
});

test('a key that is none is refused by each of them', async () => {
  const person = await somebody();
  const none = key('two words');
  const answers = [
    await person.post('/orders/claims', { token: 'x' }, none),
    await person.post('/me/erasure', { password: PASSWORD }, none),
    await person.post('/me/email-confirmations', undefined, none),
    await shop.admin.post(`/customers/${person.id}/erasures`, undefined, none),
    await shop.admin.post(`/staff/${person.id}/invitations`, undefined, none),
  ];
  expect(answers.map(codeOf)).toEqual(Array(5).fill([400, 'validation_failed']));
});
