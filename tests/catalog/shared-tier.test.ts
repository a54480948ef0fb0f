import { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { textOf } from '../../src/catalog/cache/answer.ts';
import { keyOf } from '../../src/catalog/cache/catalog-query.ts';
import { createProductCache, type ProductCache } from '../../src/catalog/cache/product-cache.ts';
import { createSharedTier, type SharedTier } from '../../src/catalog/cache/shared-tier.ts';
import { warmProductCache } from '../../src/catalog/cache/warm-product-cache.ts';
import { startProxy, type TcpProxy } from '../setup/proxy.ts';
import { emptyRedis, redisUrl } from '../setup/services.ts';
import { gate, until } from '../setup/wait.ts';
import { createPaperDatabase, idOf, list, type PaperDatabase, product } from './paper-database.ts';

let wire: TcpProxy;
let redis: Redis;
beforeAll(async () => {
  wire = await startProxy(redisUrl);
  redis = new Redis(wire.through(redisUrl), {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    retryStrategy: () => 20,
  });
  redis.on('error', () => {});
  await until('Redis is there', () => redis.status === 'ready');
});
afterAll(async () => {
  redis.disconnect();
  await wire.close();
});

let paper: PaperDatabase;
let shared: SharedTier;
beforeEach(async () => {
  await emptyRedis();
  paper = createPaperDatabase();
  shared = createSharedTier(redis, () => {});
});

/** A process that hears of changes, and was asked before, so that it keeps what it reads. */
async function openProcess(): Promise<ProductCache> {
  const cache = createProductCache(paper, shared);
  cache.hears(await paper.snapshot());
  return cache;
}
const isShared = (key: string) => until(`${key} is in Redis`, () => redis.exists(`catalog:answer:${key}`));
const page = list();
/** Of product 1, on the page. */
const priceOf = async (cache: ProductCache) => {
  const reading = await cache.read(page);
  return JSON.parse(textOf(reading!.answer)).items[0].price;
};
/** Twice: what is asked once is neither kept nor looked for in Redis. */
const read = async (cache: ProductCache, query = page) => {
  await cache.read(query);
  return (await cache.read(query))?.from;
};

/** Again where a busy machine took longer than the cache waits for Redis. */
const share = (cache: ProductCache) =>
  until('the page is in Redis', async () => {
    await read(cache);
    return redis.exists(`catalog:answer:${keyOf(page)}`);
  });

describe('an answer in Redis', () => {
  test('spares the other processes their load', async () => {
    const [one, two] = [await openProcess(), await openProcess()];
    await share(one);
    expect(await read(two)).toBe('redis');
    expect(await two.read(page)).toMatchObject({ from: 'memory' });
  });

  test('is never a product: a row of a statement that many share costs less than Redis does', async () => {
    const [one, two] = [await openProcess(), await openProcess()];
    expect([await read(one, product(1)), await read(two, product(1))]).toEqual(['database', 'database']);
    await share(one);
    expect(await redis.keys('catalog:answer:product:*')).toEqual([]);
  });

  test('goes after a second, as all that the cache writes has an end', async () => {
    const one = await openProcess();
    await share(one);
    await one.shareUses();
    const keys = await redis.keys('*');
    expect(keys.length).toBeGreaterThan(0);
    for (const key of keys) expect(await redis.pttl(key)).toBeGreaterThan(0);
    expect(await redis.pttl(`catalog:answer:${keyOf(page)}`)).toBeLessThanOrEqual(1_000);
  });

  test('from before a change that was heard of is not taken', async () => {
    const [one, two] = [await openProcess(), await openProcess()];
    await share(one);
    const change = paper.reprice(idOf(1), 77);
    two.apply(change);
    expect([await read(two), await priceOf(two)]).toEqual(['database', 77]);
  });

  test('put there late, by a reader that read before the change, is not taken either', async () => {
    const [one, two] = [await openProcess(), await openProcess()];
    await one.read(page);
    await two.read(page);
    const [reading, proceed] = [gate(), gate()];
    paper.beforeAnswer = async () => {
      reading.resolve();
      await proceed.promise;
    };
    // Of this change it has not heard yet, so it puts its old answer into Redis.
    const slow = one.read(page);
    await reading.promise;
    paper.beforeAnswer = () => {};
    two.apply(paper.reprice(idOf(1), 77));
    proceed.resolve();
    await slow;
    await isShared(keyOf(page));
    expect(await priceOf(two)).toBe(77);
  });

  test('from before a process began to hear of changes is not taken by it', async () => {
    const one = await openProcess();
    await share(one);
    paper.reprice(idOf(1), 77);
    const two = await openProcess();
    await read(two);
    expect(await priceOf(two)).toBe(77);
  });

  test('is not looked for by a process that does not hear of changes', async () => {
    const [one, two] = [await openProcess(), await openProcess()];
    await share(one);
    two.hears(undefined);
    expect(await read(two)).toBe('database');
  });

  test('that is damaged is a miss', async () => {
    for (const value of ['', 'nonsense', '1:1:\n{', '9999:9999:\n{']) {
      await redis.set(`catalog:answer:${keyOf(page)}`, value, 'PX', 10_000);
      const cache = await openProcess();
      expect([await read(cache), await priceOf(cache)]).toEqual(['database', 1]);
    }
  });
});

describe('what is asked for', () => {
  test('is known to all, and warmed: the most used lists, whichever they are', async () => {
    const [one, two] = [await openProcess(), await openProcess()];
    await read(one, list({ category: 'odd' }));
    for (let n = 0; n < 9; n++) await one.read(list({ category: 'odd' }));
    await read(two, list({ category: 'even' }));
    await read(two, product(1));
    await Promise.all([one.shareUses(), two.shareUses()]);
    await redis.del(...(await redis.keys('catalog:answer:*')));
    expect((await shared.hottest(1))[0]).toBe(keyOf(list({ category: 'odd' })));
    // The other one was read once more than it was kept: never served from memory, so not counted.
    expect(await warmProductCache(paper, shared)).toBe(1);
    const three = await openProcess();
    expect(await read(three, list({ category: 'odd' }))).toBe('redis');
  });

  test('is counted for a bounded number of lists', async () => {
    await shared.countUses(Array.from({ length: 500 }, (_, n) => [`list:${n}`, n + 1] as const));
    const [spans] = await redis.keys('catalog:uses:*');
    expect(await redis.zcard(spans!)).toBe(200);
    // A Redis that takes a moment too long is passed by, on a busy machine as well.
    expect(await until('what is asked for most', async () => (await shared.hottest(1))[0])).toBe('list:499');
  });
});

describe('with Redis', () => {
  test('gone, reads go on, and what it still holds when it is back is not served after a change', async () => {
    const [one, two] = [await openProcess(), await openProcess()];
    await share(one);
    wire.cut();
    const change = paper.reprice(idOf(1), 77);
    one.apply(change);
    two.apply(change);
    expect([await read(two), await priceOf(two)]).toEqual(['database', 77]);
    wire.restore();
    // The old answer outlives its second in a Redis that was stopped and kept its file.
    const old = '1000:1000:\n{"items":[{"id":"x","price":1}],"nextCursor":null}';
    await until('Redis is back', () =>
      redis.set(`catalog:answer:${keyOf(page)}`, old, 'PX', 900).catch(() => undefined),
    );
    const three = createProductCache(
      paper,
      createSharedTier(redis, () => {}),
    );
    three.hears(await paper.snapshot());
    await read(three);
    expect(await priceOf(three)).toBe(77);
    one.apply(change);
    expect(await priceOf(one)).toBe(77);
  });

  test('that hung and goes on, an answer is not there for longer than its second', async () => {
    let goOn: (() => void) | undefined;
    // TIME is answered, SET waits.
    wire.onRequest = (chunk, connection) => {
      if (!chunk.includes('product:late')) return true;
      goOn = () => connection.pass(chunk);
      return false;
    };
    // Again where a busy machine took too long for TIME.
    await until('a SET waits', async () => {
      await shared.put('product:late', await paper.snapshot(), '{}', 300);
      return goOn;
    });
    const over = performance.now() + 300;
    wire.onRequest = undefined;
    await until('its second is over', () => performance.now() > over);
    goOn?.();
    await redis.set('what comes after', 'is answered after');
    expect(await redis.exists('catalog:answer:product:late')).toBe(0);
  });

  test('hanging, one reader waits for it a moment, and then nobody does for a while', async () => {
    const cache = await openProcess();
    let asked = 0;
    wire.onRequest = () => {
      asked++;
      return false;
    };
    try {
      for (let n = 1; n <= 10; n++) expect(await read(cache, list({ limit: n }))).toBe('database');
      // Each pause of a second lets one through to look; without pauses it were one a reader.
      expect(asked).toBeGreaterThan(0);
      expect(asked).toBeLessThan(5);
    } finally {
      wire.onRequest = undefined;
      wire.cut();
      wire.restore();
      await until('Redis is back', () => redis.status === 'ready');
    }
  });
});
