import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { orderLinkKey, orderLinks, readOrderToken, signOrderToken } from '../../../src/orders/order-link.ts';
import { orderNumber } from '../../../src/orders/order-number.ts';
import { fullAddress, leastAddress } from '../../setup/addresses.ts';
import { openShop, type Shop } from '../../setup/api.ts';
import { JWT_SECRET } from '../../setup/tokens.ts';
import { textOf } from '../admin/operator.ts';

const key = orderLinkKey(JWT_SECRET);
const id = '0198c0de-0000-7000-8000-000000000001';
const inAnHour = () => Math.floor(Date.now() / 1_000) + 3_600;

describe('a token for an order', () => {
  it('stands for its order until it ends', () => {
    const token = signOrderToken(key, id, 2_000);
    expect(token).toMatch(/^[\w-]{48}$/);
    expect(readOrderToken(key, token, new Date(1_999_999))).toEqual({ orderId: id });
    expect(readOrderToken(key, token, new Date(2_000_000))).toBe('ended');
  });

  it('is worth nothing once a character of it is another one, missing or too many', () => {
    const token = signOrderToken(key, id, inAnHour());
    for (let at = 0; at < token.length; at++) {
      const other = token[at] === 'A' ? 'B' : 'A';
      expect(readOrderToken(key, token.slice(0, at) + other + token.slice(at + 1))).toBeUndefined();
    }
    for (const wrong of [token.slice(1), `${token}A`, '', token.replace(/.$/, '='), 'ü'.repeat(48)]) {
      expect(readOrderToken(key, wrong)).toBeUndefined();
    }
  });

  it('needs a key that is made for nothing else', () => {
    const end = inAnHour();
    for (const other of [orderLinkKey(`${JWT_SECRET}x`), Buffer.from(JWT_SECRET), Buffer.alloc(32)]) {
      expect(readOrderToken(key, signOrderToken(other, id, end))).toBeUndefined();
    }
  });
});

describe('the link in a mail', () => {
  const placedAt = new Date('2026-11-22T18:23:00Z');
  const settings = { orderUrl: undefined, publicUrl: 'https://api.example/shop', jwtSecret: JWT_SECRET };

  it('leads to the page of ours for 90 days', () => {
    const link = orderLinks(settings)?.({ id, since: placedAt }) ?? '';
    expect(link).toMatch(/^https:\/\/api\.example\/shop\/o\/[\w-]{48}$/);
    const token = link.slice(-48);
    const days = (n: number) => new Date(placedAt.getTime() + n * 86_400_000);
    expect(readOrderToken(key, token, days(89.99))).toEqual({ orderId: id });
    expect(readOrderToken(key, token, days(90))).toBe('ended');
  });

  it('leads where ORDER_URL says, with or without a secret', () => {
    const orderUrl = 'https://shop.example/orders/{id}?number={number}';
    const link = orderLinks({ ...settings, orderUrl, jwtSecret: '' })?.({ id, since: placedAt });
    expect(link).toBe(`https://shop.example/orders/${id}?number=${orderNumber(id)}`);
  });

  it('is none where it could be neither', () => {
    expect(orderLinks({ ...settings, jwtSecret: '' })).toBeUndefined();
  });
});

describe('the page behind the link', () => {
  let shop: Shop;
  // biome-ignore lint/suspicious/noExplicitAny: the order as the API answers it
  let order: any;
  const path = (orderId: string, endsAt = inAnHour()) => `/o/${signOrderToken(key, orderId, endsAt)}`;
  const open = (url: string) => shop.anyone.get(url, { accept: 'text/html,application/xhtml+xml' });

  beforeAll(async () => {
    shop = await openShop();
    const mug = await shop.product({ name: 'Mug <b>"1"</b>', sku: "M'1", price: 1_299 });
    const buyer = await shop.buyerWith([mug.id, 2]);
    const shippingAddress = { ...fullAddress, company: '<i>Tea</i>' };
    const more = {
      contact: { email: 'somebody@example.org' },
      billingAddress: leastAddress,
      note: 'Ring twice',
    };
    order = (await buyer.post('/orders', { shippingAddress, ...more })).body;
  });
  afterAll(() => shop.close());

  it('shows number, status, items and total to whoever has it, without a login', async () => {
    const { status, text, headers } = await open(path(order.id));
    expect(status).toBe(200);
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    for (const part of [
      orderNumber(order.id),
      'Placed',
      'Mug &lt;b&gt;&quot;1&quot;&lt;/b&gt;',
      '2 × £12.99',
      '£25.98',
      '&lt;i&gt;Tea&lt;/i&gt;<br>12 Wunderbarstraße',
    ]) {
      expect(text).toContain(part);
    }
    for (const part of ['somebody@example.org', leastAddress.line1, 'Ring twice', fullAddress.phone])
      expect(text).not.toContain(part);
  });

  it('says what became of it: shipped, cancelled, sent back, paid', async () => {
    const change = (text: string) => shop.pool.query(text, [order.id]);
    const said = async () => textOf((await open(path(order.id))).text);
    await change('update order_items set cancelled = 1 where order_id = $1');
    expect(await said()).toContain('2 × £12.99 1 cancelled');
    await change('update order_items set fulfilled = 1, returned = 1 where order_id = $1');
    await change(
      `update orders set captured = 2598, refunded = 1299, fulfillment_status = 'FULFILLED', return_status = 'RETURNED'
        where id = $1`,
    );
    for (const part of [
      'Status Shipped, sent back',
      '1 cancelled, 1 shipped, 1 sent back',
      'Paid £25.98',
      'Paid back £12.99',
    ])
      expect(await said()).toContain(part);
    await change(`update orders set status = 'CANCELLED' where id = $1`);
    expect(await said()).toContain('Status Cancelled');
    await change(`update orders set status = 'PENDING', expires_at = '2026-11-27T12:30Z' where id = $1`);
    expect(await said()).toContain('Waiting for payment until 27 November 2026 at 12:30 UTC');
  });

  it('says nothing of who ordered it', async () => {
    const { rows } = await shop.pool.query(
      'select u.id, u.email, u.name from users u join orders o on o.user_id = u.id where o.id = $1',
      [order.id],
    );
    const { text } = await open(path(order.id));
    for (const personal of Object.values(rows[0])) expect(text).not.toContain(personal);
  });

  it.each([
    ['is there', () => path(order.id), 200],
    ['has ended', () => path(order.id, inAnHour() - 7_200), 410],
    ['is no order’s', () => path(id), 404],
    ['was made up', () => `/o/${'A'.repeat(48)}`, 404],
    ['is broken', () => path(order.id).slice(0, 20), 404],
    ['is an id', () => `/o/${order.id}`, 404],
  ])('is kept by nobody and loads nothing, where its order %s', async (_, url, status) => {
    const answer = await open(url());
    expect(answer.status).toBe(status);
    expect(answer.text).toContain('<meta name="robots" content="noindex">');
    expect(answer.headers).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
      'x-robots-tag': 'noindex, nofollow',
      'content-security-policy': expect.stringMatching(
        /^default-src 'none';style-src 'sha256-[^']+';base-uri 'none';form-action 'none';frame-ancestors 'none'$/,
      ),
    });
    if (status !== 200) expect(answer.text).not.toContain('M&#39;1');
  });

  it('is only ever read', async () => {
    const answer = await shop.anyone.post(path(order.id), {});
    expect([answer.status, answer.headers.allow]).toEqual([405, 'GET, HEAD, OPTIONS']);
  });

  it('leaves GET /orders/{id} to those who log in', async () => {
    const answer = await open(`/orders/${order.id}`);
    expect([answer.status, answer.body?.code]).toEqual([406, 'not_acceptable']);
    expect((await shop.anyone.get(`/orders/${order.id}`)).status).toBe(401);
  });

  it('says so in HTML while the database does not answer', async () => {
    const broken = shop.app.pg.query;
    try {
      shop.app.pg.query = (() =>
        Promise.reject(Object.assign(new Error('gone'), { code: 'ECONNREFUSED' }))) as never;
      const answer = await open(path(order.id));
      expect([answer.status, answer.headers['content-type']]).toEqual([503, 'text/html; charset=utf-8']);
      expect(answer.headers['retry-after']).toBeDefined();
    } finally {
      shop.app.pg.query = broken;
    }
  });
});
