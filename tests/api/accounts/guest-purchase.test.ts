import { afterAll, beforeAll, expect, test } from 'vitest';
import { orderNumber } from '../../../src/orders/order-number.ts';
import { openShop, type Shop } from '../../setup/api.ts';
import { callerOf } from '../../setup/caller.ts';
import { newGuest } from '../../setup/guests.ts';
import { openPostOffice, type PostOffice, PUBLIC_URL } from '../../setup/post-office.ts';
import { textOf } from '../admin/operator.ts';

let shop: Shop;
let post: PostOffice;
beforeAll(async () => {
  shop = await openShop({ PUBLIC_URL });
  post = await openPostOffice(shop);
});
afterAll(async () => {
  await post?.close();
  await shop?.close();
});

test('a guest buys, gets mail where they said, looks at the order from it, registers and finds it', async () => {
  const [mug, email] = [await shop.product({ name: 'Stoneware mug', stock: 3 }), 'grace@example.com'];
  const guest = await newGuest(shop, [mug.id, 2]);
  const placed = await guest.post('/orders', {
    contact: { email },
    shippingAddress: { name: 'Grace Hopper', line1: '1 Harbour Road', city: 'Hull', country: 'GB' },
  });
  expect(placed.status).toBe(201);
  const order = placed.body;

  // The link in the mail shows the order to whoever has it, without a login.
  const [confirmation] = await post.mailsTo(email);
  expect(confirmation!.subject).toContain(orderNumber(order.id));
  const [, link = ''] =
    /Look at the order: https:\/\/shop\.example(\S+)/.exec(confirmation?.text ?? '') ?? [];
  const page = await shop.app.inject({ url: link, headers: { accept: 'text/html' } });
  expect([page.statusCode, textOf(page.body)]).toEqual([200, expect.stringContaining('Stoneware mug')]);

  await shop.admin.post(`/orders/${order.id}/fulfillments`, { items: [{ productId: mug.id, quantity: 1 }] });
  expect(await post.mailsTo(email)).toHaveLength(2);

  // An account of the same person, who is the same id: the order is theirs, and its mails still go to its contact.
  const password = 'correct horse battery';
  const account = await guest.post('/register', {
    email: 'g.hopper@example.com',
    password,
    name: 'Grace Hopper',
  });
  expect(account.body).toMatchObject({ id: guest.id, role: 'CUSTOMER' });
  const login = await shop.anyone.post('/login', { email: 'g.hopper@example.com', password });
  const grace = callerOf(shop.send, guest.id, login.body.accessToken);
  expect((await grace.get('/orders')).body.items).toMatchObject([{ id: order.id, contact: { email } }]);
  await shop.admin.post(`/orders/${order.id}/fulfillments`, { items: [{ productId: mug.id, quantity: 1 }] });
  expect(await post.mailsTo(email)).toHaveLength(3);
});

test('a guest who says nothing of themselves buys, and no mail is owed, failed or sent', async () => {
  const mug = await shop.product();
  const guest = await newGuest(shop, [mug.id, 1]);
  const sent = post.server.mails.length;
  const { id } = (await guest.post('/orders')).body;
  await post.quiet();
  expect(post.server.mails).toHaveLength(sent);
  const { rows } = await shop.pool.query(
    'select settled_at is not null as settled, failed_at from outbox_messages where subject_id = $1',
    [id],
  );
  expect(rows).toEqual([{ settled: true, failed_at: null }]);
});
