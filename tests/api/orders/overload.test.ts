import { once } from 'node:events';
import { request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openShop, type Shop } from '../../setup/api.ts';
import { expectSoundBooks } from '../../setup/books.ts';
import { type Caller, callerOf, sendTo } from '../../setup/caller.ts';
import { lockWaiter } from '../../setup/orders.ts';
import { count, stockOf } from '../../setup/records.ts';
import { until } from '../../setup/wait.ts';

/**
 * A shop that listens, and a product that another session holds: the first checkout of it is in flight and
 * cannot go on, everybody after it who wants the same product waits, until it is let go. All others are served.
 */
let shop: Shop;
let url: string;
let product: string;
let letGo: () => Promise<void>;

async function open(settings: Record<string, string>): Promise<void> {
  shop = await openShop(settings);
  url = await shop.app.listen({ port: 0, host: '127.0.0.1' });
  product = (await shop.product({ stock: 10 })).id;
  const rival = await shop.pool.connect();
  await rival.query('begin');
  await rival.query('select from products where id = $1 for no key update', [product]);
  letGo = async () => {
    letGo = async () => {};
    await rival.query('rollback');
    rival.release();
  };
}
afterEach(async () => {
  await letGo();
  await shop.close();
});

async function buyer(): Promise<Caller> {
  const { id, token } = await shop.buyerWith([product, 1]);
  return callerOf(sendTo(url), id, token);
}

/** A value of GET /metrics; 0 where there is none yet. */
async function metric(name: string): Promise<number> {
  const { text } = await shop.anyone.get('/metrics');
  const line = text.split('\n').find((each) => each.startsWith(`${name} `));
  return Number(line?.split(' ')[1] ?? 0);
}

const waiting = (amount: number) =>
  until(`${amount} checkouts wait`, async () => (await metric('holdfast_checkouts_waiting')) === amount);

/** Places an order that is in flight when this comes back, and held up. */
async function orderInFlight(): Promise<{ who: Caller; answer: Promise<{ status: number }> }> {
  const who = await buyer();
  const answer = who.post('/orders');
  await lockWaiter(shop.pool, 'holdfast-checkout');
  return { who, answer };
}

/** POST /orders on a connection of its own. @returns what hangs up, and comes back when the API has seen it */
function orderFrom(who: Caller, headers: Record<string, string> = {}): () => Promise<void> {
  const connected = once(shop.app.server, 'connection') as Promise<[Socket]>;
  const sent = request(`${url}/orders`, {
    method: 'POST',
    agent: false,
    headers: { authorization: `Bearer ${who.token}`, ...headers },
  });
  sent.on('error', () => {});
  sent.end();
  return async () => {
    const [socket] = await connected;
    sent.destroy();
    await until('the API sees the connection closed', () => socket.closed);
  };
}

const ordersOf = (who: Caller) => count(shop.pool, 'orders', 'user_id = $1', [who.id]);
const linesOf = (who: Caller) => count(shop.pool, 'cart_items', 'user_id = $1', [who.id]);

describe('more checkouts than may wait', () => {
  beforeEach(() => open({ CHECKOUT_MAX_WAITING: '2' }));

  test('are answered 503 overloaded with Retry-After while the others still wait, and counted', async () => {
    const first = await orderInFlight();
    const others = [await buyer(), await buyer()];
    const answers = others.map((each) => each.post('/orders'));
    await waiting(2);

    const late = await buyer();
    const refused = await late.post('/orders');
    // Nothing has been let go yet: it did not wait for anybody.
    expect(await metric('holdfast_checkouts_waiting')).toBe(2);
    expect([refused.status, refused.body.code]).toEqual([503, 'overloaded']);
    expect(refused.headers['content-type']).toMatch('application/problem+json');
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect(await metric('holdfast_orders_total{outcome="overloaded"}')).toBe(1);
    expect([await ordersOf(late), await linesOf(late)]).toEqual([0, 1]);

    await letGo();
    const statuses = (await Promise.all([first.answer, ...answers])).map((answer) => answer.status);
    expect(statuses).toEqual([201, 201, 201]);
    expect((await late.post('/orders')).status).toBe(201);
    expect(await stockOf(shop.pool, product)).toBe(6);
    await expectSoundBooks(shop.pool);
  });
});

describe.each(['1', '2'])('while one product is held, with CHECKOUT_SLOTS=%s', (slots) => {
  beforeEach(() => open({ CHECKOUT_SLOTS: slots }));

  test('who buys another is answered 201, also beside many who wait, and these when it is let go', async () => {
    const other = (await shop.product({ stock: 10 })).id;
    const buyOther = async () => {
      const { id, token } = await shop.buyerWith([other, 1]);
      return callerOf(sendTo(url), id, token).post('/orders');
    };
    const first = await orderInFlight();
    expect((await buyOther()).status).toBe(201);
    const behind = [await buyer(), await buyer(), await buyer()].map((each) => each.post('/orders'));
    for (let n = 0; n < 3; n++) expect((await buyOther()).status).toBe(201);
    expect(await metric('holdfast_orders_total{outcome="overloaded"}')).toBe(0);

    await letGo();
    const statuses = (await Promise.all([first.answer, ...behind])).map((answer) => answer.status);
    expect(statuses).toEqual([201, 201, 201, 201]);
    await until('nobody is left', async () => (await metric('holdfast_checkouts_deferred')) === 0);
    await expectSoundBooks(shop.pool);
  });
});

describe('a checkout that waits longer than it may', () => {
  beforeEach(() => open({ CHECKOUT_MAX_WAIT_MS: '20' }));

  test('is answered 503 overloaded, counted, and never begins; the one in flight goes on', async () => {
    const first = await orderInFlight();
    const late = await buyer();
    const refused = await late.post('/orders', undefined, { 'idempotency-key': 'late' });
    expect([refused.status, refused.body.code]).toEqual([503, 'overloaded']);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect(await metric('holdfast_orders_total{outcome="overloaded"}')).toBe(1);

    await letGo();
    expect((await first.answer).status).toBe(201);
    expect([await ordersOf(late), await linesOf(late)]).toEqual([0, 1]);
    expect((await late.post('/orders', undefined, { 'idempotency-key': 'late' })).status).toBe(201);
    await expectSoundBooks(shop.pool);
  });
});

describe('a client that hangs up', () => {
  // Beyond the deadline of these tests: nobody leaves the line but by hanging up.
  beforeEach(() => open({ CHECKOUT_MAX_WAIT_MS: '60000' }));
  const key = { 'idempotency-key': 'one' };

  test.each([
    ['without a key', {}],
    ['with an Idempotency-Key', key],
  ])('%s before its batch began has no order, and its cart as it was', async (_, headers) => {
    const first = await orderInFlight();
    const gone = await buyer();
    const hangUp = orderFrom(gone, headers);
    await waiting(1);
    await hangUp();
    await waiting(0);

    await letGo();
    expect((await first.answer).status).toBe(201);
    // Whoever comes after it is served after it: had it waited on, it would have been placed by now.
    expect((await (await buyer()).post('/orders')).status).toBe(201);
    expect([await ordersOf(gone), await linesOf(gone)]).toEqual([0, 1]);
    expect(await stockOf(shop.pool, product)).toBe(8);
    await expectSoundBooks(shop.pool);
  });

  test('takes all requests that wait in line on its connection along, not only the first', async () => {
    const first = await orderInFlight();
    const gone = await buyer();
    const socket = connect(Number(new URL(url).port), '127.0.0.1');
    socket.on('error', () => {});
    socket.write(`POST /orders HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${gone.token}\r\n\r\n`.repeat(3));
    await waiting(3);
    socket.destroy();
    await waiting(0);

    await letGo();
    expect((await first.answer).status).toBe(201);
    expect([await ordersOf(gone), await linesOf(gone)]).toEqual([0, 1]);
  });

  test('after its batch began has its order', async () => {
    const gone = await buyer();
    const hangUp = orderFrom(gone, key);
    await lockWaiter(shop.pool, 'holdfast-checkout');
    await hangUp();

    await letGo();
    await until('the order', async () => (await ordersOf(gone)) === 1);
    expect(await linesOf(gone)).toBe(0);
    expect(await stockOf(shop.pool, product)).toBe(9);
    // And learns of it under its key.
    const again = await gone.post('/orders', undefined, key);
    expect([again.status, again.headers['idempotent-replayed']]).toEqual([201, 'true']);
    await expectSoundBooks(shop.pool);
  });

  test('does not take the order away from another request with the same key that still waits', async () => {
    const first = await orderInFlight();
    const twice = await buyer();
    const hangUp = orderFrom(twice, key);
    await waiting(1);
    const arrived = once(shop.app.server, 'request');
    const other = twice.post('/orders', undefined, key);
    await arrived;
    await waiting(1);
    await hangUp();

    await letGo();
    expect([(await first.answer).status, (await other).status]).toEqual([201, 201]);
    expect(await ordersOf(twice)).toBe(1);
    await expectSoundBooks(shop.pool);
  });
});
