import { newId } from '../../../src/ids.ts';
import { leastAddress } from '../../setup/addresses.ts';
import type { Shop } from '../../setup/api.ts';
import type { Answer, Call, Caller, Method } from '../../setup/caller.ts';

/** Sends what the operation wants, about things of its own that belong to `owner`. */
export async function sendOperation(
  shop: Shop,
  operation: string,
  caller: Caller,
  owner: Caller,
): Promise<Answer> {
  return caller.send(await prepareCall(shop, operation, owner));
}

/** What the operation wants: the things that it is about are made, and it is not sent. */
export async function prepareCall(shop: Shop, operation: string, owner: Caller): Promise<Call> {
  const [method, path] = operation.split(' ') as [Method, string];
  const product = await shop.product();
  const url = await urlOf(shop, path, product.id, owner);
  // What comes back was shipped before.
  if (operation === 'POST /orders/{id}/returns')
    fine(await shop.admin.post(url.replace('returns', 'fulfillments'), {}));
  if (operation === 'POST /orders/{id}/refunds') {
    const order = url.replace('/refunds', '');
    const payment = fine(await owner.post(`${order}/payments`, manual));
    await shop.admin.post(`${order}/payments/${payment}/captures`);
  }
  const body = bodyOf(operation, product.id);
  return { method, url, ...(body === undefined ? {} : { body }) };
}

/** The path with the ids of things that are made for it. */
async function urlOf(shop: Shop, path: string, productId: string, owner: Caller): Promise<string> {
  const items = [{ productId, quantity: 1 }];
  const things: Record<string, () => Promise<string>> = {
    products: async () => productId,
    cart: async () => (await owner.post('/cart/items', items[0])).body.id,
    customers: async () => owner.id,
    // A guest has none.
    addresses: async () => (await owner.post('/addresses', leastAddress)).body.id ?? productId,
    me: async () => productId,
    jobs: () => failedJob(shop),
    'api-keys': async () => fine(await shop.admin.post('/api-keys', apiKey)),
    staff: async () =>
      fine(await shop.admin.post('/staff', { email: `walk-${++serial}@example.org`, scopes: [] })),
    'shipping-methods': async () => fine(await shop.admin.post('/shipping-methods', shippingMethod)),
    'tax-rates': async () => fine(await shop.admin.post('/tax-rates', taxRate())),
    'webhook-endpoints': async () => fine(await shop.admin.post('/webhook-endpoints', webhookEndpoint)),
    'webhook-deliveries': () => webhookDelivery(shop),
    coupons: async () => fine(await shop.admin.post('/coupons', coupon())),
    discounts: async () => fine(await shop.admin.post('/discounts', discount)),
    orders: async () => {
      await owner.post('/cart/items', { productId, quantity: 3 });
      return fine(await owner.post('/orders'));
    },
  };
  const paymentOf = async (order: string) => fine(await owner.post(`${order}/payments`, manual));
  const records: Record<string, (order: string) => Promise<string>> = {
    '{erasureId}': async (customer) => (await shop.admin.post(`${customer}/erasures`)).body.id,
    '{priceId}': async (product) =>
      fine(await shop.admin.post(`${product}/scheduled-prices`, scheduledPrice)),
    '{cancellationId}': async (order) =>
      fine(await owner.post(`${order}/cancellations`, { items, reason: 'other' })),
    '{fulfillmentId}': async (order) => fine(await shop.admin.post(`${order}/fulfillments`, { items })),
    '{paymentId}': (order) => paymentOf(order),
    async '{refundId}'(order) {
      await shop.admin.post(`${order}/payments/${await paymentOf(order)}/captures`);
      const id = fine(await shop.admin.post(`${order}/refunds`, { items, reason: 'R' }));
      await shop.pool.query(`update payment_operations set state = 'FAILED' where id = $1`, [id]);
      return id;
    },
    async '{returnId}'(order) {
      await shop.admin.post(`${order}/fulfillments`, { items });
      return fine(await owner.post(`${order}/returns`, { items: withReason(items) }));
    },
  };
  let url = path.includes('{id}') ? path.replace('{id}', await things[path.split('/')[1]!]!()) : path;
  for (const [name, make] of Object.entries(records))
    if (url.includes(name)) url = url.replace(name, await make(url.split('/').slice(0, 3).join('/')));
  if (path.endsWith('/second-factor')) await giveSecondFactor(shop, url.split('/')[2]!);
  return url.replace('{kind}', 'billing').replace('{provider}', 'manual');
}

async function giveSecondFactor(shop: Shop, userId: string): Promise<void> {
  await shop.pool.query(
    `insert into second_factors (user_id, sealed_secret, confirmed_at) values ($1, '\\x00', now())`,
    [userId],
  );
}

/** A mail that failed for good. */
async function failedJob(shop: Shop): Promise<string> {
  const { rows } = await shop.pool.query(
    `insert into outbox_messages (id, job, payload, settled_at, failed_at, failure, failure_detail, failed_attempts)
     values ($1::uuid, 'order.send-confirmation-email', json_build_object('orderId', $1::uuid), now(), now(), 'refused', 'no', 1)
     returning id`,
    [newId()],
  );
  return rows[0].id;
}

/** One that was given up. */
async function webhookDelivery(shop: Shop): Promise<string> {
  const { rows } = await shop.pool.query(
    `insert into webhook_deliveries (id, endpoint_id, position, place, event_id, type, state, settled_at)
     values ($1, $2, 1, 0, $1, 'order.placed', 'FAILED', now()) returning id`,
    [newId(), fine(await shop.admin.post('/webhook-endpoints', webhookEndpoint))],
  );
  return rows[0].id;
}

let serial = 0;
const manual = { provider: 'manual' };
const apiKey = { name: 'Machine', scopes: ['staff:write'] };
const shippingMethod = { name: 'Parcel', countries: ['DE'], price: 490 };
const taxRate = () => ({ country: 'DE', region: `Region ${++serial}`, rate: 190_000, name: 'VAT' });
const scheduledPrice = { price: 1, startsAt: '2999-01-01T00:00:00.000Z' };
const discount = { name: 'Sale', kind: 'percent', value: 1, enabled: false };
/** On the open internet, and nothing sends to it in these tests. */
const webhookEndpoint = { url: 'https://1.1.1.1/events', types: ['order.*'] };
const coupon = () => ({ code: `WALK-${++serial}`, kind: 'freeShipping' });

function bodyOf(operation: string, productId: string): unknown {
  const items = [{ productId, quantity: 1 }];
  const wholeProduct = { sku: `W-${productId}`, name: 'N', category: 'C', price: 1 };
  const bodies: Record<string, unknown> = {
    'POST /register': { email: `walk-${++serial}@example.org`, password: '12345678', name: 'N' },
    'POST /login': { email: 'nobody@example.org', password: 'x' },
    'POST /token/refresh': { refreshToken: 'x' },
    'POST /logout': { refreshToken: 'x' },
    'POST /staff': { email: `walk-${++serial}@example.org`, scopes: ['staff:write'] },
    'PATCH /staff/{id}': { scopes: ['staff:write'] },
    'POST /staff-invitations/{token}': { name: 'N', password: 'a long password' },
    'POST /products': { ...wholeProduct, stockQuantity: 1 },
    'PUT /products/{id}': wholeProduct,
    'PATCH /products/{id}': { price: 2 },
    'POST /shipping-methods': shippingMethod,
    'PATCH /shipping-methods/{id}': { price: 2 },
    'POST /tax-rates': taxRate(),
    'POST /tax-rates/imports': { csv: 'country,rate,name\nFR,20 %,TVA\n' },
    'PATCH /tax-rates/{id}': { rate: 2 },
    'POST /webhook-endpoints': webhookEndpoint,
    'PATCH /webhook-endpoints/{id}': { description: 'Warehouse' },
    'POST /webhook-endpoints/{id}/secret-rotations': { overlapSeconds: 60 },
    'POST /webhook-endpoints/{id}/replays': { from: '2026-11-01T00:00:00Z', to: '2026-11-02T00:00:00Z' },
    'POST /coupons': coupon(),
    'PATCH /coupons/{id}': { usageLimit: 2 },
    'POST /discounts': discount,
    'PATCH /discounts/{id}': { priority: 2 },
    'POST /products/{id}/scheduled-prices': scheduledPrice,
    'PATCH /products/{id}/scheduled-prices/{priceId}': { price: 2 },
    'POST /products/{id}/stock-adjustments': { delta: 1, reason: 'R' },
    'PATCH /prices': { items: [{ id: productId, price: 2 }] },
    'POST /api-keys': apiKey,
    'POST /cart/items': items[0],
    'PUT /cart': { items: [] },
    'PATCH /cart/items/{id}': { quantity: 2 },
    'PATCH /orders/{id}/addresses/{kind}': leastAddress,
    'POST /addresses': leastAddress,
    'PUT /addresses/{id}': leastAddress,
    'POST /orders/{id}/cancellations': { reason: 'other' },
    'POST /orders/{id}/payments': manual,
    'POST /orders/{id}/refunds': { reason: 'R' },
    'POST /orders/{id}/fulfillments': {},
    'PATCH /orders/{id}/fulfillments/{fulfillmentId}': { deliveredAt: '2026-11-27T10:00:00Z' },
    'POST /orders/{id}/returns': { items: withReason(items) },
    'POST /orders/{id}/returns/{returnId}/receipts': {
      items: items.map((one) => ({ ...one, disposition: 'RESTOCK' })),
    },
  };
  return bodies[operation];
}

const withReason = <T extends object>(items: readonly T[]) =>
  items.map((one) => ({ ...one, reason: 'Too small' }));

/** The id of what was made. */
function fine({ status, body, text }: Answer): string {
  if (status !== 201 && status !== 202) throw new Error(text);
  return body.id;
}
