import { createHmac, randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  createHoldfast,
  everyItem,
  type HoldfastOptions,
  HoldfastProblem,
  memoryStore,
  orThrow,
  verifyWebhook,
  WebhookRefused,
} from '../../clients/typescript/src/index.ts';
import { openShop, type Shop } from '../setup/api.ts';
import { count } from '../setup/records.ts';

let shop: Shop;
let baseUrl: string;
beforeAll(async () => {
  shop = await openShop();
  baseUrl = await shop.app.listen({ host: '127.0.0.1', port: 0 });
});
afterAll(() => shop.close());

const password = 'correct horse battery';
let serial = 0;
async function customer(options: Partial<HoldfastOptions> = {}) {
  const email = `client-${++serial}@shop.example`;
  const client = createHoldfast({ baseUrl, ...options });
  await orThrow(client.api.POST('/register', { body: { email, password, name: 'Ada' } }));
  await client.login({ email, password });
  return client;
}
const pathOf = (request: Request) => new URL(request.url).pathname;

describe('a client in TypeScript', () => {
  test('orders once when the answer to its order is lost, under a key that nobody had to think of', async () => {
    const product = await shop.product();
    const keys: (string | null)[] = [];
    const client = await customer({
      async fetch(request) {
        const answer = await fetch(request.clone());
        if (pathOf(request) !== '/orders') return answer;
        keys.push(request.headers.get('idempotency-key'));
        if (keys.length === 1) throw new TypeError('fetch failed');
        return answer;
      },
    });
    await orThrow(client.api.POST('/cart/items', { body: { productId: product.id, quantity: 1 } }));
    const order = await orThrow(client.api.POST('/orders'));
    expect(keys).toEqual([expect.stringMatching(/^[0-9a-f-]{36}$/), keys[0]]);
    expect(await count(shop.pool, 'order_items', `product_id = '${product.id}'`)).toBe(1);
    expect(order.items).toHaveLength(1);
  });

  test('waits as long as a busy shop asks, and does not send twice what might be done twice', async () => {
    const seen: string[] = [];
    const busy = () => new Response('{}', { status: 503, headers: { 'retry-after': '0' } });
    const client = createHoldfast({
      baseUrl,
      retry: { attempts: 3 },
      async fetch(request) {
        seen.push(`${request.method} ${pathOf(request)}`);
        return seen.length % 3 === 0 ? fetch(request) : busy();
      },
    });
    expect((await client.api.GET('/products')).response.status).toBe(200);
    expect(seen).toEqual(Array(3).fill('GET /products'));
    const body = { email: 'nobody@shop.example', password };
    await expect(client.login(body)).rejects.toThrow(HoldfastProblem);
    expect(seen.slice(3)).toEqual(['POST /login']);
  });

  test('does not wait longer than its caller has time', async () => {
    const client = createHoldfast({
      baseUrl,
      retry: { maxWaitMs: 1_000 },
      fetch: async () => new Response('{}', { status: 429, headers: { 'retry-after': '3600' } }),
    });
    const problem = await orThrow(client.api.GET('/products')).catch((error) => error);
    expect(problem).toMatchObject({ status: 429, retryAfter: 3600 });
  });

  test('renews tokens once, however many requests find them refused or old', async () => {
    let exchanges = 0;
    const store = memoryStore();
    const client = await customer({
      tokens: store,
      async fetch(request) {
        if (pathOf(request) === '/token/refresh') exchanges++;
        return fetch(request);
      },
    });
    const kept = (await store.get())!;
    await store.set({ ...kept, endsAt: Date.now() - 1 });
    const all = () => Promise.all([1, 2, 3].map(() => orThrow(client.api.GET('/cart'))));
    expect(await all()).toHaveLength(3);
    expect(exchanges).toBe(1);
    // Not over by its own clock, and refused.
    await store.set({ ...(await store.get())!, accessToken: 'x.y.z' });
    expect(await all()).toHaveLength(3);
    expect(exchanges).toBe(2);
  });

  test('a refusal is an error with a code; what only failed leaves the login as it is', async () => {
    const client = await customer();
    const problem = await orThrow(client.api.POST('/orders')).catch((error) => error);
    expect(problem).toBeInstanceOf(HoldfastProblem);
    expect([problem.code, problem.status]).toEqual(['cart_empty', 422]);
    await client.logout();
    const after = await orThrow(client.api.GET('/cart')).catch((error) => error);
    expect(after.code).toBe('unauthenticated');
  });

  test('a guest buys without an account', async () => {
    const product = await shop.product();
    const client = createHoldfast({ baseUrl });
    await client.asGuest();
    await orThrow(client.api.POST('/cart/items', { body: { productId: product.id, quantity: 2 } }));
    expect((await orThrow(client.api.POST('/orders'))).status).toBe('PLACED');
  });

  test('reads lists item by item, page after page', async () => {
    const client = await customer();
    const skus: string[] = [];
    for (let n = 0; n < 5; n++) skus.push((await shop.product({ category: 'paged' })).sku);
    let pages = 0;
    const found: string[] = [];
    const read = (cursor: string | undefined) => {
      pages++;
      const query = { category: 'paged', limit: 2, ...(cursor && { cursor }) };
      return orThrow(client.api.GET('/products', { params: { query } }));
    };
    for await (const { sku } of everyItem(read)) found.push(sku);
    expect([pages, found.sort()]).toEqual([3, skus.sort()]);
  });
});

describe('a webhook', () => {
  const secret = () => `whsec_${randomBytes(32).toString('base64')}`;
  const body = JSON.stringify({
    type: 'order.placed',
    timestamp: '2026-01-01T00:00:00Z',
    data: { order: {} },
  });
  const sign = (key: string, id: string, timestamp: number, text = body) =>
    `v1,${createHmac('sha256', Buffer.from(key.slice(6), 'base64'))
      .update(`${id}.${timestamp}.${text}`)
      .digest('base64')}`;
  const now = () => Math.floor(Date.now() / 1_000);
  const headersOf = (signature: string, timestamp = now(), id = 'msg_1') => ({
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': signature,
  });

  test('is believed by either of two secrets, and by either of two signatures', async () => {
    const [old, recent] = [secret(), secret()];
    const both = `${sign(secret(), 'msg_1', now())} ${sign(recent, 'msg_1', now())}`;
    const event = await verifyWebhook(body, new Headers(headersOf(both)), [old, recent]);
    expect(event).toMatchObject({ id: 'msg_1', type: 'order.placed' });
  });

  test('is refused where anything of it was changed, is old, or is missing', async () => {
    const key = secret();
    const good = sign(key, 'msg_1', now());
    const late = now() - 301;
    const refused = (text: string, headers: Record<string, string>) =>
      expect(verifyWebhook(text, headers, key)).rejects.toThrow(WebhookRefused);
    await refused(`${body} `, headersOf(good));
    await refused(body, headersOf(good, now(), 'msg_2'));
    await refused(body, headersOf(sign(key, 'msg_1', late), late));
    await refused(body, headersOf(sign(secret(), 'msg_1', now())));
    await refused(body, headersOf(good.replace('v1,', 'v1a,')));
    await refused(body, { 'webhook-id': 'msg_1' });
  });

  test('is refused, and nothing else is thrown, where there is no secret or its body is no event', async () => {
    const key = secret();
    const refused = (text: string, secrets: string, headers = headersOf(sign(key, 'msg_1', now(), text))) =>
      expect(verifyWebhook(text, headers, secrets)).rejects.toThrow(WebhookRefused);
    for (const none of ['', 'whsec_', 'whsec_%', undefined as never]) await refused(body, none);
    for (const text of ['no JSON', 'null', '7', '[]', '{}', '{"type":1}', '']) await refused(text, key);
    await refused(JSON.parse(body), key, headersOf(sign(key, 'msg_1', now())));
  });
});
