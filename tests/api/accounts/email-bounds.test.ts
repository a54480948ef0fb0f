import { afterAll, beforeAll, expect, it } from 'vitest';
import { isEmail } from '../../../src/api/plugins/email-format.ts';
import { openShop, type Shop } from '../../setup/api.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.close());

const long = (letter: string, length: number) => letter.repeat(length);
const register = (email: string) =>
  shop.anyone.post('/register', { email, password: 'correct horse', name: 'Ada' });

it.each([
  ['a local part of 64', `${long('a', 64)}@shop.example`],
  ['labels of 63', `ada@${long('b', 63)}.${long('c', 63)}.example`],
  ['254 in all', `${long('a', 64)}@${[63, 63, 53].map((n) => long('b', n)).join('.')}.example`],
])('an address that mail can reach is taken: %s', async (_, email) => {
  expect((await register(email)).status).toBe(201);
});

it.each([
  ['a local part of 65', `${long('a', 65)}@shop.example`],
  ['a local part of 65 in atoms', `${long('a', 32)}.${long('a', 32)}@shop.example`],
  ['a label of 64', `ada@${long('b', 64)}.example`],
  ['a last label of 64', `ada@shop.${long('b', 64)}`],
  ['255 in all', `${long('a', 64)}@${[63, 63, 54].map((n) => long('b', n)).join('.')}.example`],
  ['two @', 'ada@home@shop.example'],
  ['nothing before it', '@shop.example'],
])('an address that no mail would ever reach is refused where it is given: %s', async (_, email) => {
  const { status, body } = await register(email);
  expect([status, body.errors?.[0]?.pointer]).toEqual([400, '#/email']);
});

it('no pattern reads what is longer than an address', () => {
  let read = 0;
  const huge = Object.assign(new String('a'.repeat(1_000_000)), {
    lastIndexOf: () => read++,
    toString: () => String(read++),
  });
  expect([isEmail(huge as unknown as string), read]).toEqual([false, 0]);
});
