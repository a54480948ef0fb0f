import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Database, openDatabase, settingsFor } from '../../setup/api.ts';
import { type ApiProcess, lastingAnswers, startApi } from '../../setup/api-process.ts';
import type { Caller } from '../../setup/caller.ts';
import { emptyRedis } from '../../setup/services.ts';
import { until } from '../../setup/wait.ts';

const CHANGES = 20;

describe.each([
  ['with Redis', {}],
  ['without Redis', { REDIS_URL: '' }],
])('three processes %s, in which no answer ever grows old', (_, settings) => {
  let database: Database;
  let apis: ApiProcess[];
  let admin: Caller;
  let id: string;
  beforeAll(async () => {
    database = await openDatabase();
    await emptyRedis();
    const own = settingsFor(database.url, settings as Record<string, string>);
    apis = await Promise.all([1, 2, 3].map(() => startApi(own, lastingAnswers)));
    admin = apis[0]!.as(await database.administrator(), 'ADMIN');
    id = (await database.product({ category: 'Here', price: 100 })).id;
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

  test('are told of every change, never show what was before it again, and the one that made it never does', async () => {
    const prices = async (api: ApiProcess): Promise<number[]> => {
      const [detail, list] = await Promise.all([
        api.anyone.get(`/products/${id}`),
        api.anyone.get('/products?category=here'),
      ]);
      return [detail.body.price, list.body.items[0].price];
    };
    const seen: string[] = [];
    // Readers everywhere, all the time: they have the old answers in every memory, and loads under way.
    let changed = 100;
    let reading = true;
    const shown = apis.map(() => [0, 0]);
    const readers = apis.map(async (api, index) => {
      while (reading) {
        const least = index === 0 ? changed : 0;
        const now = await prices(api);
        for (const [kind, price] of now.entries()) {
          if (price < Math.max(least, shown[index]![kind]!))
            seen.push(`process ${index} showed ${price} after ${shown[index]} and the change to ${least}`);
        }
        shown[index] = now;
      }
    });
    for (let change = 1; change <= CHANGES; change++) {
      const price = 100 + change;
      expect((await admin.patch(`/products/${id}`, { price })).status).toBe(200);
      changed = price;
      expect(await prices(apis[0]!)).toEqual([price, price]);
      await until('all processes show it', () => shown.flat().every((now) => now === price));
    }
    reading = false;
    await Promise.all(readers);
    expect(seen).toEqual([]);
    // It was the caches that were tested.
    for (const api of apis) {
      const { text } = await api.anyone.get('/metrics');
      expect(text).toMatch(/holdfast_product_cache_answers_total\{from="memory"\} \d{2,}/);
    }
  });

  test('show forever what nobody told them of: the test above is not passed by waiting', async () => {
    const price = async () => (await apis[1]!.anyone.get(`/products/${id}`)).body.price;
    const before = await price();
    await database.pool.query('update products set price = price + 1 where id = $1', [id]);
    await until('an administrator sees it', async () => {
      const { body } = await apis[1]!.as(await database.administrator(), 'ADMIN').get(`/products/${id}`);
      return body.price === before + 1;
    });
    expect(await price()).toBe(before);
  });
});
