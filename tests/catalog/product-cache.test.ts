import { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  createMemoryProductCache,
  createRedisProductCache,
  MAX_AGE_MS,
  type ProductCache,
} from '../../src/catalog/product-cache.ts';
import { startProxy, type TcpProxy } from '../setup/proxy.ts';
import { emptyRedis, redisUrl } from '../setup/services.ts';
import { gate, until } from '../setup/wait.ts';

let wire: TcpProxy;
let redis: Redis;
beforeAll(async () => {
  wire = await startProxy(redisUrl);
  redis = new Redis(wire.through(redisUrl), {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    commandTimeout: 100,
    retryStrategy: () => 20,
  });
  redis.on('error', () => {});
  // Each test makes a cache of its own over this one client.
  redis.setMaxListeners(0);
  await until('Redis is there', () => redis.status === 'ready');
});
beforeEach(emptyRedis);
afterAll(async () => {
  redis.disconnect();
  await wire.close();
});

const counting = (answers: string[]) => {
  let loads = 0;
  const load = async () => answers[Math.min(loads++, answers.length - 1)];
  return {
    load,
    get loads() {
      return loads;
    },
  };
};

describe.each([
  ['in Redis', () => createRedisProductCache(redis, () => {})],
  ['in memory', () => createMemoryProductCache()],
])('a cache %s', (_, open) => {
  let cache: ProductCache;
  beforeEach(() => {
    cache = open();
  });

  test('loads once and answers from then on', async () => {
    const source = counting(['one', 'two']);
    expect([await cache.read('k', source.load), await cache.read('k', source.load)]).toEqual(['one', 'one']);
    expect(source.loads).toBe(1);
  });

  test('keeps an entry for one second and no longer', async () => {
    const source = counting(['one', 'two']);
    await cache.read('k', source.load);
    const began = performance.now();
    await until('it expires', async () => (await cache.read('k', source.load)) === 'two', 3_000);
    expect(performance.now() - began).toBeLessThan(MAX_AGE_MS + 500);
  });

  test('does not keep what is not there', async () => {
    const source = counting(['later']);
    expect(await cache.read('k', async () => undefined)).toBeUndefined();
    expect(await cache.read('k', source.load)).toBe('later');
  });

  test('keeps different questions apart', async () => {
    await cache.read('a', async () => 'A');
    expect(await cache.read('b', async () => 'B')).toBe('B');
  });

  test('has nothing left after a drop', async () => {
    const source = counting(['old', 'new']);
    await cache.read('k', source.load);
    await cache.drop();
    expect(await cache.read('k', source.load)).toBe('new');
  });

  test('takes nothing from a reader that began to load before a drop', async () => {
    const [loading, proceed] = [gate(), gate()];
    const slow = cache.read('k', async () => {
      loading.resolve();
      await proceed.promise;
      return 'old';
    });
    await loading.promise;
    await cache.drop();
    proceed.resolve();
    expect(await slow).toBe('old');
    expect(await cache.read('k', async () => 'new')).toBe('new');
  });

  test('takes nothing from warming that began before a drop', async () => {
    const [loading, proceed] = [gate(), gate()];
    const warming = cache.refresh('k', async () => {
      loading.resolve();
      await proceed.promise;
      return 'old';
    });
    await loading.promise;
    await cache.drop();
    proceed.resolve();
    await warming;
    expect(await cache.read('k', async () => 'new')).toBe('new');
  });

  test('is filled by warming', async () => {
    await cache.refresh('k', async () => 'warm');
    expect(await cache.read('k', async () => 'cold')).toBe('warm');
  });

  test('passes on the fault of a loader, and keeps nothing of it', async () => {
    await expect(cache.read('k', () => Promise.reject(new Error('database gone')))).rejects.toThrow(
      'database gone',
    );
    expect(await cache.read('k', async () => 'fine')).toBe('fine');
  });
});

test('a drop by one process reaches the other at once', async () => {
  const [one, two] = [createRedisProductCache(redis, () => {}), createRedisProductCache(redis, () => {})];
  await two.read('k', async () => 'old');
  await one.drop();
  expect(await two.read('k', async () => 'new')).toBe('new');
});

test('an entry that lost its generation is not served: Redis may have evicted either', async () => {
  const cache = createRedisProductCache(redis, () => {});
  await cache.read('k', async () => 'old');
  await redis.del('catalog:generation');
  expect(await cache.read('k', async () => 'new')).toBe('new');
});

describe('with Redis gone in the middle', () => {
  test('reads go on from the database, and a change that Redis did not hear of is not served stale when it is back', async () => {
    const cache = createRedisProductCache(redis, () => {});
    await cache.read('k', async () => 'old');
    wire.cut();
    expect(await cache.read('k', async () => 'from the database')).toBe('from the database');
    await cache.drop();
    wire.restore();
    await until('Redis is back', () => redis.status === 'ready');
    expect(await cache.read('k', async () => 'new')).toBe('new');
  });

  test('a Redis that hangs delays a read by its patience and no more', async () => {
    const cache = createRedisProductCache(redis, () => {});
    wire.onRequest = () => false;
    const began = performance.now();
    expect(await cache.read('k', async () => 'from the database')).toBe('from the database');
    expect(performance.now() - began).toBeLessThan(1_000);
    wire.onRequest = undefined;
    wire.cut();
    wire.restore();
    await until('Redis is back', () => redis.status === 'ready');
  });
});

test('the cache in memory is bounded', async () => {
  const cache = createMemoryProductCache(3);
  for (const key of ['a', 'b', 'c', 'd']) await cache.read(key, async () => key);
  expect(await cache.read('a', async () => 'again')).toBe('again');
  expect(await cache.read('d', async () => 'again')).toBe('d');
});
