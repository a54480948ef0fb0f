import type { PoolClient } from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { ShopEvent } from '../../../src/events/shop-event.ts';
import { pruneFeed } from '../../../src/events/sql/prune-feed.ts';
import { openShop, type Shop } from '../../setup/api.ts';
import { feedReader, sequenceAll } from '../../setup/feed.ts';

let shop: Shop;
let reader: ReturnType<typeof feedReader>;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.close());
beforeEach(async () => {
  await sequenceAll(shop.pool);
  reader = feedReader(shop.admin);
  await reader.read();
});

const order = async (...lines: [string, number][]) => {
  const buyer = await shop.buyerWith(...lines);
  const placed = await buyer.post('/orders');
  expect(placed.status).toBe(201);
  return { ...placed.body, buyer };
};
const told = (events: readonly ShopEvent[]) =>
  events.map(({ type, data }) => [type, (data as never as { order: { version: number } }).order?.version]);
const news = async (query?: string) => {
  await sequenceAll(shop.pool);
  return (query === undefined ? reader : feedReader(shop.admin, query)).read();
};

describe('GET /events', () => {
  it('tells of an order as it was at each step, whatever it is now, and of nobody in person', async () => {
    const { id } = await shop.product();
    const placed = await order([id, 2]);
    await shop.admin.post(`/orders/${placed.id}/fulfillments`, { items: [{ productId: id, quantity: 1 }] });
    await shop.admin.post(`/orders/${placed.id}/cancellations`, { reason: 'staff' });
    const events = await news();
    expect(told(events)).toEqual([
      ['order.created', 1],
      ['order.placed', 1],
      ['fulfillment.created', 2],
      ['order.items_cancelled', 3],
    ]);
    const orders = events.map(({ data }) => data.order);
    const { number, total, currency } = placed;
    expect(orders[1]).toEqual({
      ...{ id: placed.id, number, version: 1, status: 'PLACED', paymentStatus: 'UNPAID' },
      ...{ fulfillmentStatus: 'UNFULFILLED', returnStatus: 'NONE', total, currency },
    });
    expect(orders[2]).toMatchObject({ version: 2, fulfillmentStatus: 'PARTIALLY_FULFILLED' });
    expect(orders[3]).toMatchObject({ version: 3, fulfillmentStatus: 'FULFILLED' });
    expect(events[2]!.data.fulfillment).toMatchObject({ items: [{ productId: id, quantity: 1 }] });
    expect(new Set(events.map((event) => event.id)).size).toBe(4);
    const { rows } = await shop.pool.query('select email, name from users where id = $1', [placed.buyer.id]);
    for (const secret of Object.values(rows[0])) expect(JSON.stringify(events)).not.toContain(secret);
    expect(await news('limit=100&types=order.items_cancelled')).toContainEqual(events[3]);
  });

  it('tells of an order that waits for its money as created alone', async () => {
    const { id } = await shop.product();
    const { id: orderId } = await order([id, 1]);
    await shop.pool.query(
      `insert into orders (id, user_id, status, total, currency, expires_at)
       select gen_random_uuid(), user_id, 'PENDING', 100, 'GBP', now() from orders where id = $1`,
      [orderId],
    );
    const events = await news();
    expect(events.map(({ type, data }) => [type, (data.order as { status: string }).status])).toEqual([
      ['order.created', 'PLACED'],
      ['order.placed', 'PLACED'],
      ['order.created', 'PENDING'],
    ]);
  });

  it('misses nothing of transactions that overlap, and gives nothing twice', async () => {
    const { id } = await shop.product();
    const { buyer } = await order([id, 1]);
    await news();
    const insert = (client: Pick<PoolClient, 'query'>) =>
      client.query(
        `insert into orders (id, user_id, total, currency) values (gen_random_uuid(), $1, 100, 'GBP') returning id`,
        [buyer.id],
      );
    const slow = await shop.pool.connect();
    await slow.query('begin');
    const { rows } = await insert(slow);
    const seen: ShopEvent[] = [];
    for (let round = 0; round < 5; round++) {
      await Promise.all(Array.from({ length: 8 }, () => insert(shop.pool)));
      seen.push(...(await news()));
    }
    expect(seen).toHaveLength(80);
    // It began before all of these: whoever keeps the largest number that a sequence gave out has gone past it.
    const { rows: waiting } = await slow.query('select id from pending_events');
    const { rows: last } = await slow.query(`select last_value from pending_events_id_seq`);
    expect(Number(waiting[0].id)).toBeLessThan(Number(last[0].last_value) - 30);
    await slow.query('commit');
    slow.release();
    const late = await news();
    expect(late.map(({ data }) => (data.order as { id: string }).id)).toEqual([rows[0].id, rows[0].id]);
    expect(await news()).toEqual([]);
  });

  it('has what many writers and sequencers do at once, each once, for readers of every page size', async () => {
    const { id } = await shop.product();
    const { buyer } = await order([id, 1]);
    await news();
    const all = [
      feedReader(shop.admin, 'limit=7&types=order.placed'),
      feedReader(shop.admin, 'types=order.placed'),
    ];
    for (const one of all) await one.read();
    const found: string[][] = [[], []];
    let over = false;
    const write = async () => {
      for (let n = 0; n < 10; n++)
        await shop.pool.query(
          `insert into orders (id, user_id, total, currency) select gen_random_uuid(), $1, 100, 'GBP' from generate_series(1, 3)`,
          [buyer.id],
        );
    };
    const sequence = async () => {
      while (!over) await sequenceAll(shop.pool);
    };
    const follow = async (n: number) => {
      for (let last = false; ; last = over) {
        const ids = (await all[n]!.read()).map((event) => event.id);
        found[n]!.push(...ids);
        if (last) return;
      }
    };
    const running = [sequence(), sequence(), follow(0), follow(1)];
    await Promise.all(Array.from({ length: 5 }, write));
    await sequenceAll(shop.pool);
    over = true;
    await Promise.all(running);
    await sequenceAll(shop.pool);
    for (const [n, ids] of found.entries()) {
      ids.push(...(await all[n]!.read()).map((event) => event.id));
      expect(ids).toHaveLength(150);
      expect(new Set(ids).size).toBe(150);
    }
    expect(found[0]).toEqual(found[1]);
  });

  it('begins at an instant, with the types that are asked for', async () => {
    const { id } = await shop.product();
    await order([id, 1]);
    await sequenceAll(shop.pool);
    const { rows } = await shop.pool.query('select now()::text as now');
    const { id: orderId } = await order([id, 1]);
    await sequenceAll(shop.pool);
    const from = encodeURIComponent(new Date(rows[0].now).toISOString());
    const page = await shop.admin.get(`/events?from=${from}&types=order.placed,product.*`);
    expect(page.body.items.map((event: ShopEvent) => (event.data.order as { id: string }).id)).toEqual([
      orderId,
    ]);
    const end = await shop.admin.get('/events?from=2199-01-01T00:00:00Z');
    expect(end.body).toMatchObject({ items: [], nextCursor: null, cursor: expect.any(String) });
  });

  it('says so to a reader who comes too late for what is next, and to nobody else', async () => {
    const { id } = await shop.product();
    const read = (query: string, headers = {}) => shop.admin.get(`/events?limit=100&${query}`, headers);
    await order([id, 1]);
    await sequenceAll(shop.pool);
    const { cursor: late } = (await shop.admin.get('/events?limit=1')).body;
    await shop.pool.query(`update event_feed set sequenced_at = sequenced_at - interval '31 days'`);
    await order([id, 1]);
    await sequenceAll(shop.pool);
    const kept = await shop.pool.query('select max(position)::int - 1 as position from event_feed');
    expect((await read(`cursor=${late}`)).status).toBe(200);

    await Promise.all([pruneFeed(shop.pool, 1_000), pruneFeed(shop.pool, 1_000)]);
    const noted = await shop.pool.query(`select value from worker_notes where name = 'events.removed'`);
    expect(noted.rows).toEqual([{ value: String(kept.rows[0].position) }]);
    const asked = { accept: 'text/event-stream', 'last-event-id': late };
    for (const answer of [await read(`cursor=${late}`), await read('', asked)])
      expect([answer.status, answer.body.code]).toEqual([410, 'cursor_expired']);
    const { body } = await read('');
    expect(body.items).toHaveLength(2);

    // A feed that is empty has an end all the same.
    await shop.pool.query(`update event_feed set sequenced_at = sequenced_at - interval '31 days'`);
    await pruneFeed(shop.pool, 1_000);
    expect((await read(`cursor=${body.cursor}`)).status).toBe(200);
    for (const begin of ['', 'from=2199-01-01T00:00:00Z']) {
      const { cursor } = (await read(begin)).body;
      expect((await read(`cursor=${cursor}`)).body).toMatchObject({ items: [], nextCursor: null });
    }
  });

  it('says so to a reader whose cursor is ahead of the feed, as after a restored backup', async () => {
    const { id } = await shop.product();
    await order([id, 1]);
    await sequenceAll(shop.pool);
    const { cursor } = (await shop.admin.get('/events?limit=1&from=2199-01-01T00:00:00Z')).body;
    const [list, value, none] = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    const end = Number(value.split('.')[0]);
    const at = (place: string) => Buffer.from(JSON.stringify([list, place, none])).toString('base64url');
    expect((await shop.admin.get(`/events?cursor=${at(`${end}.0`)}`)).status).toBe(200);
    for (const ahead of [`${end}.1`, `${end + 1}.0`, `${end + 500_000}.0`]) {
      const asked = { accept: 'text/event-stream', 'last-event-id': at(ahead) };
      for (const [query, headers] of [[`?wait=25&cursor=${at(ahead)}`], ['', asked]] as const) {
        const answer = await shop.admin.get(`/events${query}`, headers);
        expect([answer.status, answer.body.code], ahead).toEqual([400, 'invalid_cursor']);
      }
    }
  });

  it('refuses what is no type, no cursor of this list, and what it cannot answer in', async () => {
    expect((await shop.admin.get('/events?types=order.unknown')).status).toBe(400);
    expect((await shop.admin.get('/events?cursor=abc')).body.code).toBe('invalid_cursor');
    expect((await shop.admin.get('/events', { accept: 'text/html' })).status).toBe(406);
  });
});

describe('the stock of a product', () => {
  const stockNews = async (id: string) =>
    (await news())
      .filter(({ type }) => type.startsWith('product.'))
      .map(({ type, data }) => {
        const product = data.product as { id: string; stockQuantity: number };
        expect(product.id).toBe(id);
        return [type, product.stockQuantity];
      });

  it('is told once for each mark that it passes, however many orders take it there together', async () => {
    const body = {
      sku: 'LOW-1',
      name: 'Low',
      category: 'Things',
      price: 100,
      stockQuantity: 6,
      lowStockThreshold: 3,
    };
    const made = await shop.admin.post('/products', body);
    expect(made.body.lowStockThreshold).toBe(3);
    const { id } = made.body;
    const buyers = await Promise.all(Array.from({ length: 8 }, () => shop.buyerWith([id, 1])));
    const placed = await Promise.all(buyers.map((buyer) => buyer.post('/orders')));
    expect(placed.filter(({ status }) => status === 201)).toHaveLength(6);
    const first = await stockNews(id);
    expect(first.filter(([type]) => type === 'product.sold_out')).toEqual([['product.sold_out', 0]]);
    expect(first.filter(([type]) => type === 'product.low_stock')).toHaveLength(1);
    expect(first.at(-1)).toEqual(['product.sold_out', 0]);

    const orderId = placed.find(({ status }) => status === 201)!.body.id;
    await shop.admin.post(`/orders/${orderId}/cancellations`, { reason: 'staff' });
    await shop.admin.post(`/products/${id}/stock-adjustments`, { delta: 5, reason: 'more' });
    expect(await stockNews(id)).toEqual([['product.back_in_stock', 1]]);
    await shop.admin.post(`/products/${id}/stock-adjustments`, { delta: -3, reason: 'broken' });
    await shop.admin.post(`/products/${id}/stock-adjustments`, { delta: -1, reason: 'broken' });
    expect(await stockNews(id)).toEqual([['product.low_stock', 3]]);
    const { headers } = await shop.admin.get(`/products/${id}`);
    await shop.admin.patch(`/products/${id}`, { stockQuantity: 0 }, { 'if-match': headers.etag! });
    expect(await stockNews(id)).toEqual([['product.sold_out', 0]]);
    await shop.admin.post(`/products/${id}/stock-adjustments`, { delta: 9, reason: 'more' });
    expect(await stockNews(id)).toEqual([['product.back_in_stock', 9]]);
    await shop.admin.post(`/products/${id}/stock-adjustments`, { delta: -9, reason: 'lost' });
    const both = (await news()).filter(({ type }) => type.startsWith('product.'));
    expect(both.map(({ type }) => type)).toEqual(['product.low_stock', 'product.sold_out']);
    expect(both[0]!.id).not.toBe(both[1]!.id);
    expect(both[0]!.data).toEqual(both[1]!.data);
    // A reader of one page, and of one type, gets the same.
    expect(await news('limit=100&types=product.low_stock')).toContainEqual(both[0]);
    expect((await news('limit=1&types=product.*')).slice(-2)).toEqual(both);
  });
});
