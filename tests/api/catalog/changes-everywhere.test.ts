import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Database, openDatabase, settingsFor } from '../../setup/api.ts';
import { type ApiProcess, startApi } from '../../setup/api-process.ts';
import type { Caller } from '../../setup/caller.ts';
import { emptyRedis } from '../../setup/services.ts';
import { until } from '../../setup/wait.ts';

/** How long after the answer to a change another process may show what was before, in ms. */
const NEWS_WITHIN_MS = 100;
const CHANGES = 20;

describe.each([
  ['with Redis', {}],
  ['without Redis', { REDIS_URL: '' }],
])('three processes %s', (_, settings) => {
  let database: Database;
  let apis: ApiProcess[];
  let admin: Caller;
  let id: string;
  beforeAll(async () => {
    database = await openDatabase();
    await emptyRedis();
    const own = settingsFor(database.url, settings as Record<string, string>);
    apis = await Promise.all([startApi(own), startApi(own), startApi(own)]);
    admin = apis[0]!.as(await database.customer(), 'ADMIN');
    id = (await database.product({ category: 'Here', price: 1 })).id;
    // Until all of them listen: before that they say nothing of what they were not told.
    await until('all listen', async () => {
      const { rows } = await database.pool.query(
        `select count(*)::int as n from pg_stat_activity
          where datname = current_database() and application_name = 'holdfast-catalog-changes' and query like 'select %'`,
      );
      return rows[0].n === 3;
    });
  });
  afterAll(async () => {
    await Promise.all(apis.map((api) => api.stop()));
    await database.close();
  });

  test('show no old price 100 ms after the answer to its change, and the one that made it never does', async () => {
    const prices = async (api: ApiProcess): Promise<number[]> => {
      const [detail, list] = await Promise.all([
        api.anyone.get(`/products/${id}`),
        api.anyone.get('/products?category=here'),
      ]);
      return [detail.body.price, list.body.items[0].price];
    };
    const seen: string[] = [];
    for (let change = 1; change <= CHANGES; change++) {
      const price = 100 + change;
      // Readers everywhere, all the time: they have the old answers in every memory, and loads under way.
      let changed = Number.POSITIVE_INFINITY;
      let reading = true;
      const readers = apis.map(async (api, index) => {
        while (reading) {
          const asked = performance.now();
          const shown = await prices(api);
          const late = asked > changed + (index === 0 ? 0 : NEWS_WITHIN_MS);
          if (late && shown.some((p) => p !== price))
            seen.push(`process ${index} showed ${shown}, not ${price}`);
        }
      });
      expect((await admin.patch(`/products/${id}`, { price })).status).toBe(200);
      changed = performance.now();
      expect(await prices(apis[0]!)).toEqual([price, price]);
      await until('time for news', () => performance.now() > changed + NEWS_WITHIN_MS + 50);
      reading = false;
      await Promise.all(readers);
    }
    expect(seen).toEqual([]);
    // It was the caches that were tested.
    for (const api of apis) {
      const { text } = await api.anyone.get('/metrics');
      expect(text).toMatch(/holdfast_product_cache_answers_total\{from="memory"\} \d{2,}/);
    }
  });
});
