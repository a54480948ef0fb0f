import { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createLoginLimiter, type LoginLimiter } from '../../src/accounts/login-limiter.ts';
import { startProxy, type TcpProxy } from '../setup/proxy.ts';
import { emptyRedis, redisUrl } from '../setup/services.ts';

let redis: Redis;
beforeAll(() => {
  redis = new Redis(redisUrl);
});
beforeEach(emptyRedis);
afterAll(() => redis.disconnect());

async function fail(limiter: LoginLimiter, email: string, address: string): Promise<void> {
  await limiter.attempt(email, address);
  await limiter.failed(address);
}

describe.each([
  ['counted in Redis', () => createLoginLimiter(redis)],
  ['counted in memory', () => createLoginLimiter(undefined)],
])('failed logins %s', (_, open) => {
  test('of one account from many addresses are stopped at 50', async () => {
    const limiter = open();
    for (let n = 0; n < 50; n++) await fail(limiter, 'eve', `address ${n}`);
    await expect(limiter.attempt('eve', 'another')).rejects.toMatchObject({ code: 'rate_limited' });
    await limiter.attempt('bob', 'another');
  });

  test('of many accounts from one address are stopped at 100', async () => {
    const limiter = open();
    for (let n = 0; n < 100; n++) await fail(limiter, `account ${n}`, 'here');
    await expect(limiter.attempt('bob', 'here')).rejects.toMatchObject({ code: 'rate_limited' });
    await limiter.attempt('bob', 'elsewhere');
  });

  test('that are stopped at one address leave the account its logins elsewhere', async () => {
    const limiter = open();
    for (let n = 0; n < 10; n++) await fail(limiter, 'ada', 'bad');
    for (let n = 0; n < 100; n++) await limiter.attempt('ada', 'bad').catch(() => {});
    await limiter.attempt('ada', 'good');
  });

  test('that come all at once are counted each', async () => {
    const limiter = open();
    const attempts = await Promise.allSettled(
      Array.from({ length: 40 }, () => limiter.attempt('ada', 'bad')),
    );
    expect(attempts.filter((attempt) => attempt.status === 'fulfilled')).toHaveLength(10);
  });

  test('say how long to wait, within the quarter of an hour', async () => {
    const limiter = open();
    for (let n = 0; n < 10; n++) await fail(limiter, 'ada', 'bad');
    const problem = await limiter.attempt('ada', 'bad').catch((error) => error);
    expect(Number(problem.headers['retry-after'])).toBeGreaterThan(800);
    expect(Number(problem.headers['retry-after'])).toBeLessThanOrEqual(900);
  });

  test('are forgotten for the account when it logs in', async () => {
    const limiter = open();
    for (let n = 0; n < 30; n++) {
      await fail(limiter, 'ada', 'home');
      await limiter.succeeded('ada', 'home');
    }
    await limiter.attempt('ada', 'home');
  });
});

test('two processes count together', async () => {
  const [one, two] = [createLoginLimiter(redis), createLoginLimiter(redis)];
  for (let n = 0; n < 10; n++) await fail(n % 2 ? one : two, 'ada', 'bad');
  await expect(one.attempt('ada', 'bad')).rejects.toMatchObject({ code: 'rate_limited' });
  await expect(two.attempt('ada', 'bad')).rejects.toMatchObject({ code: 'rate_limited' });
});

describe('with Redis gone in the middle', () => {
  let wire: TcpProxy;
  beforeAll(async () => {
    wire = await startProxy(redisUrl);
  });
  afterAll(() => wire.close());

  test('logins go on, and guessing is stopped all the same', async () => {
    const client = new Redis(wire.through(redisUrl), {
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
      lazyConnect: true,
    });
    client.on('error', () => {});
    await client.connect();
    const limiter = createLoginLimiter(client);
    await limiter.attempt('ada', 'home');
    wire.cut();
    for (let n = 0; n < 10; n++) await fail(limiter, 'ada', 'bad');
    await expect(limiter.attempt('ada', 'bad')).rejects.toMatchObject({ code: 'rate_limited' });
    await limiter.attempt('bob', 'good');
    client.disconnect();
  });
});
