import { afterAll, beforeAll, expect, test } from 'vitest';
import { PASSWORD, registered } from '../../setup/account.ts';
import { openShop, type Shop } from '../../setup/api.ts';
import { newGuest } from '../../setup/guests.ts';
import { openPostOffice, type PostOffice, tokenIn } from '../../setup/post-office.ts';

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

/** A page, as a browser without scripts and cookies asks for it. */
async function browse(url: string, form?: Record<string, string>) {
  const { statusCode, body, headers } = await shop.app.inject({
    method: form ? 'POST' : 'GET',
    url,
    headers: { accept: 'text/html', 'content-type': 'application/x-www-form-urlencoded' },
    ...(form ? { payload: new URLSearchParams(form).toString() } : {}),
  });
  return { status: statusCode, body, headers };
}

test("the mailed link's page shows the order, keeps the link when it is looked at, and takes the order by a form", async () => {
  const [guest, email] = [await newGuest(shop), 'page@example.org'];
  const buyer = await registered(shop, { email });
  const product = await shop.product({ name: 'Oak <table>' });
  await guest.put('/cart', { items: [{ productId: product.id, quantity: 1 }] });
  const { body: order } = await guest.post('/orders', { contact: { email } });
  await shop.anyone.post('/order-lookups', { number: order.number, email });
  const url = `/orders/claims/${tokenIn((await post.mailsTo(email)).findLast(({ text }) => text?.includes('/orders/claims/')))}`;

  for (const look of [await browse(url), await browse(url)]) {
    expect(look.status).toBe(200);
    expect(look.body).toContain(order.number);
    expect(look.body).toContain('Oak &lt;table&gt;');
    expect(look.body).toContain(`action="${url.split('/').at(-1)}/form"`);
    expect(look.headers).toMatchObject({
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-robots-tag': 'noindex, nofollow',
      'content-security-policy': expect.stringContaining("form-action 'self'"),
    });
  }
  const form = `${url}/form`;
  expect((await browse(form, { email })).status).toBe(400);
  const wrong = await browse(form, { email, password: 'another horse' });
  expect([wrong.status, wrong.body.includes('E-mail or password is wrong')]).toEqual([401, true]);
  expect(wrong.body).toContain(`value="${email}"`);
  expect((await guest.get(`/orders/${order.id}`)).status).toBe(200);

  const done = await browse(form, { email, password: PASSWORD });
  expect([done.status, done.body.includes('listed among your orders now')]).toEqual([200, true]);
  expect((await buyer.get(`/orders/${order.id}`)).status).toBe(200);
  for (const after of [await browse(url), await browse(form, { email, password: PASSWORD })]) {
    expect(after.status).toBe(410);
    expect(after.body).toContain('This link has ended');
    expect(after.body).not.toContain(order.number);
  }
});

test("another account's order is shown, and not given away", async () => {
  const owner = await registered(shop, { email: 'owner@example.org' });
  const product = await shop.product();
  await owner.put('/cart', { items: [{ productId: product.id, quantity: 1 }] });
  const email = 'mistyped@example.org';
  const { body: order } = await owner.post('/orders', { contact: { email } });
  await shop.anyone.post('/order-lookups', { number: order.number, email });
  const token = tokenIn(
    (await post.mailsTo(email)).findLast(({ text }) => text?.includes('/orders/claims/')),
  );
  const page = await browse(`/orders/claims/${token}`);
  expect([page.status, page.body.includes(order.number), page.body.includes('<form')]).toEqual([
    200,
    true,
    false,
  ]);
});
