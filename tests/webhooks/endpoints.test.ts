import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { sequenceOnce } from '../../src/workers/event-loop.ts';
import { openShop, type Shop } from '../setup/api.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.close());

const body = { url: 'https://1.1.1.1/events?token=hidden', types: ['order.*', 'product.sold_out'] };

describe('a webhook endpoint', () => {
  it('is made, read, changed under its version and removed', async () => {
    const made = await shop.admin.post('/webhook-endpoints', { ...body, description: 'Warehouse' });
    expect(made.status).toBe(201);
    const url = made.headers.location!;
    expect(made.headers.etag).toBe('"1"');
    const { secret: _, ...view } = made.body;
    const read = await shop.admin.get(url);
    expect(read.body).toEqual(view);
    expect((await shop.admin.get(url, { 'if-none-match': '"1"' })).status).toBe(304);
    const stale = await shop.admin.patch(url, { enabled: false }, { 'if-match': '"7"' });
    expect([stale.status, stale.headers.etag]).toEqual([412, '"1"']);
    const changed = await shop.admin.patch(url, { enabled: false }, { 'if-match': '"1"' });
    expect(changed.body).toMatchObject({
      enabled: false,
      disabledReason: 'manual',
      version: 2,
      types: body.types,
    });
    expect((await shop.admin.patch(url, { enabled: false })).body.version).toBe(2);
    expect((await shop.admin.post(`${url}/tests`)).body.code).toBe('endpoint_disabled');
    await sequenceOnce(shop.pool, 100);
    const { body: told } = await shop.admin.get('/events?types=endpoint.disabled');
    expect(told.items.map(({ data }: { data: unknown }) => data)).toEqual([
      { endpoint: { id: view.id, reason: 'manual' } },
    ]);
    expect((await shop.admin.get('/webhook-endpoints')).body.items).toEqual([changed.body]);
    const { body: log } = await shop.admin.get(`/audit-log?subject=${view.id}`);
    expect(log.items.map(({ action }: { action: string }) => action)).toEqual([
      'updateWebhookEndpoint',
      'createWebhookEndpoint',
    ]);
    expect(JSON.stringify(log)).not.toContain('hidden');
    expect((await shop.admin.delete(url)).status).toBe(204);
    for (const gone of [
      await shop.admin.get(url),
      await shop.admin.get(`${url}/deliveries`),
      await shop.admin.delete(url),
    ])
      expect(gone.status).toBe(404);
    const { rows } = await shop.pool.query('select secret, previous_secrets, enabled from webhook_endpoints');
    expect(rows).toEqual([{ secret: null, previous_secrets: null, enabled: false }]);
  });

  test.each([
    ['http://169.254.169.254/latest/meta-data'],
    ['https://[::1]/'],
    ['https://2130706433/'],
    ['https://localhost/'],
    ['http://1.1.1.1/'],
    ['https://user:secret@1.1.1.1/'],
  ])('%s is refused, new and as a change', async (url) => {
    const refused = await shop.admin.post('/webhook-endpoints', { ...body, url });
    expect([refused.status, refused.body.code]).toEqual([422, 'url_refused']);
    const { headers } = await shop.admin.post('/webhook-endpoints', body);
    expect((await shop.admin.patch(headers.location!, { url })).body.code).toBe('url_refused');
    // It was saved while it was permitted.
    const id = headers.location!.split('/').at(-1);
    await shop.pool.query('update webhook_endpoints set url = $2 where id = $1', [id, url]);
    expect((await shop.admin.patch(headers.location!, { enabled: false })).status).toBe(200);
    expect((await shop.admin.patch(headers.location!, { enabled: true })).body.code).toBe('url_refused');
    await shop.admin.delete(headers.location!);
  });

  it('has deliveries of a span of time that does not end before it begins', async () => {
    const { headers } = await shop.admin.post('/webhook-endpoints', body);
    const span = (from: string, to: string) =>
      shop.admin.get(`${headers.location}/deliveries?from=${from}T00:00:00Z&to=${to}T00:00:00Z`);
    expect((await span('2026-11-01', '2026-11-01')).status).toBe(200);
    const backwards = await span('2026-11-02', '2026-11-01');
    expect([backwards.status, backwards.body.errors]).toEqual([
      400,
      [expect.objectContaining({ pointer: '#/to' })],
    ]);
    await shop.admin.delete(headers.location!);
  });

  it('names types that there are, and not more endpoints than a shop may have', async () => {
    for (const types of [[], ['order.unknown'], ['nothing.*'], 'order.placed'])
      expect((await shop.admin.post('/webhook-endpoints', { ...body, types })).status).toBe(400);
    await shop.pool.query(
      `insert into webhook_endpoints (id, url, types) select gen_random_uuid(), 'https://1.1.1.1', '{*}' from generate_series(1, 100)`,
    );
    expect((await shop.admin.post('/webhook-endpoints', body)).body.code).toBe('endpoint_limit');
  });
});
