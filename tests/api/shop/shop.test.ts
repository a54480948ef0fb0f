import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openShop, type Shop } from '../../setup/api.ts';
import { admin, cookieOf } from '../admin/operator.ts';
import { newShopper, type ShopPage, type Shopper } from './shopper.ts';

let shop: Shop;
const destination = {
  email: 'ada@example.org',
  name: 'Ada <Lovelace>',
  line1: '12 St James’s Square',
  city: 'London',
  postalCode: 'SW1Y 4JH',
  country: 'GB',
};

beforeAll(async () => {
  shop = await openShop({ SHOP_PAGES: 'true' });
  const sent = { countries: ['GB', 'DE'], currency: 'GBP' };
  const created = [
    await shop.admin.post('/shipping-methods', { name: 'Parcel', price: 395, ...sent }),
    await shop.admin.post('/shipping-methods', { name: 'Express', price: 995, ...sent }),
    await shop.admin.post('/tax-rates', { country: 'GB', rate: 200_000, name: 'VAT' }),
    await shop.admin.post('/coupons', { code: 'TENTH', kind: 'percent', value: 100_000 }),
    await shop.admin.post('/coupons', {
      code: 'LAST',
      kind: 'amount',
      value: 100,
      currency: 'GBP',
      usageLimit: 1,
    }),
  ];
  expect(created.map(({ status }) => status)).toEqual([201, 201, 201, 201, 201]);
});
afterAll(() => shop?.close());

/** A browser with one product in its cart. */
async function withCart(fields: { stock?: number; price?: number; quantity?: string } = {}) {
  const { quantity = '2', ...product } = fields;
  const { id, name } = await shop.product({ price: 1_000, stock: 10, ...product });
  const shopper = newShopper(shop.app);
  const page = await shopper.open(`/shop/products/${id}`);
  const cart = await shopper.send(page, '/shop/cart/items', { quantity });
  return { shopper, product: { id, name }, cart };
}

const checkout = '/shop/checkout';
const press = (shopper: Shopper, page: ShopPage, fields: Record<string, string>) =>
  shopper.send(page, checkout, fields);

/** The form with its total, one press before the order. */
async function quoted(shopper: Shopper, fields: Record<string, string> = {}): Promise<ShopPage> {
  const form = await shopper.open(checkout);
  return press(shopper, form, { ...destination, ...fields, do: 'quote' });
}

const ordersOf = async (productId: string) => {
  const { rows } = await shop.pool.query(
    'select o.id, o.total from orders o join order_items i on i.order_id = o.id where i.product_id = $1',
    [productId],
  );
  return rows;
};

test('a guest finds a product, sees what it costs with shipping, and orders it for that', async () => {
  const { shopper, product, cart } = await withCart();
  expect(cart.url).toBe('/shop/cart');
  const found = await shopper.open(`/shop?q=${encodeURIComponent(product.name)}`);
  expect(found.text).toContain(product.name);
  const form = await quoted(shopper, { coupons: 'tenth' });
  expect(form.text).toContain('Place the order, £21.95');
  const order = await press(shopper, form, { do: 'order' });
  expect(order.url).toMatch(/^\/shop\/orders\/[0-9a-f-]{36}$/);
  expect(order.html).toContain('Ada &lt;Lovelace&gt;');
  expect(await ordersOf(product.id)).toHaveLength(1);
  expect((await shopper.open('/shop/orders')).html).toContain(order.url);
});

describe('an account', () => {
  const ada = { email: 'ada@account.example', password: 'a long enough password' };

  test('is made by a guest, who keeps cart and orders, and logged in to elsewhere, where a cart is added', async () => {
    const { shopper, product } = await withCart();
    const page = await shopper.open('/shop/account');
    const register = (password: string) =>
      shopper.send(page, '/shop/register', { ...ada, name: 'Ada', password });
    const wrong = await register('short');
    expect(wrong.status).toBe(400);
    expect(wrong.html).toContain('id="register-password-fault"');
    expect(wrong.html).toContain(`value="${ada.email}"`);
    expect(wrong.html).not.toContain('short');
    const made = await register(ada.password);
    expect([made.url, made.text]).toEqual(['/shop/account', expect.stringContaining(ada.email)]);
    const order = await press(shopper, await quoted(shopper), { do: 'order' });
    expect(order.status).toBe(200);

    const { shopper: other, product: another } = await withCart();
    await other.send(await other.open(`/shop/products/${product.id}`), '/shop/cart/items', { quantity: '1' });
    const login = (password: string) => other.post('/shop/login', { email: ada.email, password });
    const refused = await login('another password');
    expect([refused.status, refused.text]).toEqual([401, expect.stringContaining('password is wrong')]);
    expect(refused.html).not.toContain('another password');
    expect((await login(ada.password)).url).toBe('/shop/account');
    const cart = await other.open('/shop/cart');
    for (const { name } of [product, another]) expect(cart.text).toContain(name);
    expect((await other.open('/shop/orders')).html).toContain(order.url);

    const out = await other.send(await other.open('/shop/account'), '/shop/logout', {});
    expect([out.url, [...other.cookies.keys()]]).toEqual(['/shop', []]);
    expect((await other.open('/shop/orders')).html).not.toContain(order.url);
  });

  test('of somebody who works here is none of the shop, which keeps no token of it', async () => {
    await cookieOf(shop.app);
    const { shopper } = await withCart();
    const refused = await shopper.post('/shop/login', { ...admin });
    expect([refused.status, refused.text]).toEqual([403, expect.stringContaining('log in at /admin')]);
    expect([...shopper.cookies.keys()]).toEqual([]);
  });
});

describe('the shop shows in words', () => {
  test('what is short, and keeps the form', async () => {
    const { shopper, product } = await withCart({ stock: 2 });
    const form = await quoted(shopper);
    await shop.pool.query('update products set stock_quantity = 1, version = version + 1 where id = $1', [
      product.id,
    ]);
    const refused = await press(shopper, form, { do: 'order' });
    expect(refused.status).toBe(409);
    expect(refused.text).toContain(`${product.name}: Only 1 left`);
    expect(refused.html).toContain('value="12 St James’s Square"');
    expect(await ordersOf(product.id)).toEqual([]);
  });

  test('a total that has changed since it was shown, which is not ordered for', async () => {
    const { shopper, product } = await withCart();
    const form = await quoted(shopper);
    await shop.pool.query('update products set price = 1500, version = version + 1 where id = $1', [
      product.id,
    ]);
    const refused = await press(shopper, form, { do: 'order' });
    expect(refused.text).toContain('The total has changed');
    expect(refused.text).toContain('Place the order, £33.95');
    expect(await ordersOf(product.id)).toEqual([]);
    await press(shopper, refused, { do: 'order' });
    expect(await ordersOf(product.id)).toMatchObject([{ total: '3395' }]);
  });

  test('a coupon that was used up meanwhile, and the price without it', async () => {
    const [first, second] = [await withCart(), await withCart()];
    const forms = [
      await quoted(first.shopper, { coupons: 'LAST' }),
      await quoted(second.shopper, { coupons: 'LAST' }),
    ] as const;
    await press(first.shopper, forms[0], { do: 'order' });
    const refused = await press(second.shopper, forms[1], { do: 'order' });
    expect(refused.text).toContain('The coupon was just used up');
    expect(refused.text).toContain('Place the order, £23.95');
    expect(await ordersOf(second.product.id)).toEqual([]);
  });

  test('what is wrong with a field, at the field', async () => {
    const { shopper } = await withCart();
    const form = await quoted(shopper, { email: 'nobody' });
    const refused = await press(shopper, form, { do: 'order' });
    expect(refused.status).toBe(400);
    expect(refused.text).toContain('E-mail is not an e-mail address.');
  });

  test('where it is not sent', async () => {
    const { shopper } = await withCart();
    const form = await quoted(shopper, { country: 'US' });
    expect(form.text).toContain('We do not send this there.');
    expect(form.text).not.toContain('Place the order');
  });
});

test('a way of sending that was changed after the total was shown is shown before it is ordered', async () => {
  const { shopper, product } = await withCart();
  const form = await quoted(shopper);
  const [, express = ''] = /value="([0-9a-f-]{36})"><span>Express/.exec(form.html) ?? [];
  const shown = await press(shopper, form, { shippingMethodId: express, do: 'order' });
  expect(shown.text).toContain('With your changes it is £29.95.');
  expect(await ordersOf(product.id)).toEqual([]);
  await press(shopper, shown, { do: 'order' });
  expect(await ordersOf(product.id)).toMatchObject([{ total: '2995' }]);
});

test('a way to pay that the shop has ended since the form was shown is not left out without a word', async () => {
  const { shopper, product } = await withCart();
  const form = await quoted(shopper);
  const refused = await press(shopper, form, { provider: 'manual', do: 'order' });
  expect(refused).toMatchObject({ status: 422, text: expect.stringContaining('not paid in this way') });
  expect(await ordersOf(product.id)).toEqual([]);
});

test('a form that is sent twice at once, or once more later, orders once', async () => {
  const { shopper, product } = await withCart();
  const form = await quoted(shopper);
  const pages = await Promise.all([1, 2, 3].map(() => press(shopper, form, { do: 'order' })));
  pages.push(await press(shopper, form, { do: 'order' }));
  expect(new Set(pages.map(({ url }) => url)).size).toBe(1);
  expect(await ordersOf(product.id)).toHaveLength(1);
});

test('an order is cancelled from its page, once', async () => {
  const { shopper, product } = await withCart();
  const order = await press(shopper, await quoted(shopper), { do: 'order' });
  const cancelled = await shopper.send(order, `${order.url}/cancel`, {});
  expect(cancelled.text).toContain('Cancelled');
  const { rows } = await shop.pool.query('select stock_quantity from products where id = $1', [product.id]);
  expect(rows).toEqual([{ stock_quantity: 10 }]);
  expect((await shopper.post(`${order.url}/cancel`, {})).text).toContain('The order is cancelled.');
});

test('a link that was mistyped leads to nothing', async () => {
  const { shopper } = await withCart();
  for (const path of ['products/xx', 'orders/xx', 'orders?cursor=xx', '?sort=zz', '?cursor=xx'])
    expect(await shopper.open(`/shop${path.startsWith('?') ? '' : '/'}${path}`), path).toMatchObject({
      status: 404,
      text: expect.stringContaining('Nothing here'),
    });
});

test('nobody sees the order of another browser, or changes it', async () => {
  const { shopper } = await withCart();
  const order = await press(shopper, await quoted(shopper), { do: 'order' });
  const { shopper: stranger } = await withCart();
  for (const page of [
    await stranger.open(order.url),
    await stranger.post(`${order.url}/cancel`, {}),
    await newShopper(shop.app).open('/shop/nothing'),
  ])
    expect(page).toMatchObject({ status: 404, text: expect.stringContaining('Nothing here') });
  expect((await newShopper(shop.app).open(order.url)).status).toBe(401);
});

describe('the cart', () => {
  test('adds up, is changed and emptied without scripts', async () => {
    const { shopper, product, cart } = await withCart();
    const [, line = ''] = /action="(\/shop\/cart\/items\/[0-9a-f-]+)"/.exec(cart.html) ?? [];
    expect((await shopper.send(cart, line, { quantity: '7' })).text).toContain('£70.00');
    const none = await shopper.send(cart, line, { quantity: 'many' });
    expect(none).toMatchObject({ status: 400, text: expect.stringContaining('whole number') });
    const page = await shopper.open(`/shop/products/${product.id}`);
    expect((await shopper.send(page, '/shop/cart/items', { quantity: '1' })).text).toContain('Cart (8)');
    expect((await shopper.send(cart, line, { remove: 'yes' })).text).toContain('Your cart is empty');
    expect((await shopper.open('/shop/checkout')).url).toBe('/shop/cart');
  });

  test('stays with the browser when its access token has ended, also for two tabs with one refresh token', async () => {
    const { shopper } = await withCart();
    shopper.cookies.delete('holdfast_shop_access');
    const headers = { 'sec-fetch-site': 'same-origin' };
    const cookie = [...shopper.cookies].map((pair) => pair.join('=')).join('; ');
    const tab = () => shop.app.inject({ url: '/shop/cart', headers: { ...headers, cookie } });
    const tabs = [await tab(), await tab()] as const;
    for (const { payload } of tabs) expect(payload).toContain('Cart (2)');
    shopper.cookies.set('holdfast_shop_access', 'stale');
    for (const { name, value } of tabs[0].cookies)
      if (name === 'holdfast_shop_refresh') shopper.cookies.set(name, value);
    expect((await shopper.open('/shop/cart')).text).toContain('Cart (2)');
    shopper.cookies.set('holdfast_shop_access', 'stale').set('holdfast_shop_refresh', 'unknown');
    expect((await shopper.open('/shop/cart')).text).toContain('Your cart is empty');
    expect(shopper.cookies.size).toBe(0);
  });
});

test('another site’s form does nothing, and the cookie is for this shop’s pages alone', async () => {
  const { shopper, product } = await withCart();
  for (const headers of [{ 'sec-fetch-site': 'cross-site' }, { origin: 'https://evil.example' }, {}])
    expect(
      (await shopper.post('/shop/cart/items', { productId: product.id, quantity: '1' }, headers)).status,
    ).toBe(403);
  const first = await shop.app.inject({
    method: 'POST',
    url: '/shop/cart/items',
    headers: { 'sec-fetch-site': 'same-origin', 'content-type': 'application/x-www-form-urlencoded' },
    payload: `productId=${product.id}&quantity=1`,
  });
  for (const set of [first.headers['set-cookie']].flat())
    expect(set).toMatch(/Path=\/shop;.*HttpOnly;.*SameSite=Lax/);
});

test('what a product is called is text, and no page loads or runs anything', async () => {
  const { id } = await shop.product({ name: '<script>alert(1)</script>' });
  const page = await newShopper(shop.app).open(`/shop/products/${id}`);
  expect(page.html).toContain('&lt;script&gt;');
  expect(page.html).not.toMatch(/<script|<link|<img|javascript:| on\w+=/);
  expect(page.headers['content-security-policy']).toMatch(
    /^default-src 'none';style-src 'sha256-[^']+';form-action 'self';base-uri 'none';frame-ancestors 'none'$/,
  );
});

test('a search that finds nothing says so, and pages of a list follow each other', async () => {
  const shopper = newShopper(shop.app);
  expect((await shopper.open('/shop?q=zzzzzz')).text).toContain('Nothing here');
  for (let n = 0; n < 25; n++) await shop.product({ category: 'Many', name: `Thing ${n}` });
  const first = await shopper.open('/shop?category=Many&sort=name');
  const [, next = ''] = /rel="next" href="([^"]+)"/.exec(first.html) ?? [];
  const second = await shopper.open(next.replaceAll('&amp;', '&'));
  expect([first, second].map(({ html }) => html.match(/<li><a/g)?.length)).toEqual([24, 1]);
});

test('a shop that does not say who has an account says at the form that it has mailed', async () => {
  const discreet = await openShop({ SHOP_PAGES: 'true', REGISTRATION_PRIVACY: 'true' });
  const register = (password: string) =>
    newShopper(discreet.app).post('/shop/register', { email: 'eve@account.example', name: 'Eve', password });
  expect((await register('a long enough password')).url).toBe('/shop/account');
  const taken = await register('another long password');
  expect([taken.status, taken.text]).toEqual([401, expect.stringContaining('We have mailed you')]);
  await discreet.close();
});

test('unless SHOP_PAGES asks for it, there is no storefront', async () => {
  const { buildApp } = await import('../../../src/api/app.ts');
  const { configFor } = await import('../../setup/api.ts');
  const plain = await buildApp(configFor(shop.url));
  const { statusCode } = await plain.inject('/shop');
  await plain.close();
  expect(statusCode).toBe(404);
});
