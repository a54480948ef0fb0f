import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openShop, type Shop } from '../../../setup/api.ts';
import { cardOf, cookieOf, logIn, type Operator } from '../operator.ts';

let shop: Shop;
let operator: Operator;
beforeAll(async () => {
  shop = await openShop();
  operator = await logIn(shop.app);
});
afterAll(() => shop.close());

const pageOf = async (query = '') => {
  const { status, body } = await operator.open(`/admin/audit${query}`);
  expect(status).toBe(200);
  return { body, text: cardOf(body, 'audit') };
};

describe('the audit page', () => {
  test('shows who changed what, when and from where, with before and after', async () => {
    const product = await shop.product({ price: 100, name: 'Mug' });
    await shop.admin.patch(`/products/${product.id}`, { price: 250, name: '<b>"Mug' });
    const { text, body } = await pageOf(`?subject=${product.id}`);
    expect(text).toMatch(/UTC Test ADMIN · 127\.0\.0\.1 updateProduct product/);
    expect(text).toContain('price: 100 250');
    expect(text).toContain('name: Mug <b>"Mug');
    expect(body).not.toContain('<b>"Mug');
    expect(body).toContain(`href="/admin/products/${product.id}"`);
  });

  test('has what is done on these pages, the login among it, under the operator’s name', async () => {
    const product = await shop.product({ stock: 5 });
    const path = `/admin/products/${product.id}/adjust-stock`;
    const review = await operator.send(await operator.formOf(path), { delta: '-2', reason: 'Broken' });
    expect((await operator.confirm(review)).status).toBe(303);
    const { text } = await pageOf(`?actor=${operator.id}`);
    expect(text).toMatch(/adjustStock.*stockQuantity: 5 3 reason: Broken.*login/s);
  });

  test('has what is done on the board of the queues, before it is done', async () => {
    const { statusCode } = await shop.app.inject({
      method: 'PUT',
      url: '/admin/queues/api/queues/mail/pause',
      headers: { cookie: await cookieOf(shop.app), 'sec-fetch-site': 'same-origin' },
    });
    expect(statusCode).toBe(200);
    const { text } = await pageOf('?action=changeQueue');
    expect(text).toContain('PUT /admin/queues/api/queues/mail/pause');
    expect(text).toMatch(/queue mail/);
  });

  test('goes on page by page, with what was asked for, and says where there is nothing', async () => {
    const products = await Promise.all(Array.from({ length: 51 }, () => shop.product({ price: 1 })));
    await shop.admin.patch('/prices', { items: products.map(({ id }) => ({ id, price: 2 })) });
    const { body } = await pageOf('?action=changePrices');
    const [, next = ''] = /rel="next" href="([^"]+)"/.exec(body) ?? [];
    const { text } = await pageOf(next.replaceAll('&amp;', '&').replace('/admin/audit', ''));
    expect(text.match(/changePrices/g)).toHaveLength(1);
    expect((await pageOf('?action=none')).text).toContain('There is none.');
    expect((await pageOf('?from=2099-01-01&actor=nonsense')).text).toContain('There is none.');
    expect((await pageOf(`?to=${new Date().toISOString().slice(0, 10)}`)).text).toContain('changePrices');
    expect((await operator.open('/admin/audit?cursor=x')).status).toBe(400);
  });
});
