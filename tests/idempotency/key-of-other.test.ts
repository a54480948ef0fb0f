import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { isKeyOfOther } from '../../src/idempotency/is-key-of-other.ts';
import { type OrderDesk, openDesk, orderOf } from '../setup/orders.ts';

let shop: OrderDesk;
beforeAll(async () => {
  shop = await openDesk();
});
afterAll(() => shop.close());

const fingerprintOf = (content: string) => createHash('sha256').update(content).digest();

test('a key is of another request only where it stands for an answer to one: not new, not the same, not expired', async () => {
  const product = await shop.product({ stock: 5 });
  const [buyer, stranger] = [await shop.buyer([product.id, 1]), await shop.customer()];
  const isOther = (user: string, content: string) =>
    isKeyOfOther(shop.pool, { userId: user, key: 'key', fingerprint: fingerprintOf(content) });
  expect(await isOther(buyer, '')).toBe(false);
  orderOf(await shop.place(buyer, 'key'));
  expect(await isOther(buyer, '')).toBe(false);
  expect(await isOther(buyer, 'something else')).toBe(true);
  expect(await isOther(stranger, 'something else')).toBe(false);
  await shop.pool.query(
    `update idempotency_keys set expires_at = now() - interval '1 second' where user_id = $1`,
    [buyer],
  );
  expect(await isOther(buyer, 'something else')).toBe(false);
});
