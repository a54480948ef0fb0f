import { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createKeyedHash } from '../../src/accounts/keyed-hash.ts';
import { createLoginLimiter, type LoginLimiter } from '../../src/accounts/login-limiter.ts';
import { startProxy, type TcpProxy } from '../setup/proxy.ts';
import { emptyRedis, redisUrl } from '../setup/services.ts';

let redis: Redis;
beforeAll(() => {
  redis = new Redis(redisUrl);
});
beforeEach(emptyRedis);
afterAll(() => redis.disconnect());

const hash = createKeyedHash('a secret of the tests', 'login limits');
const attempt = (limiter: LoginLimiter, email: string, address: string, knows = false) =>
  limiter.attempt({ email, address, isKnown: async () => knows });
/** A failure is an attempt that nobody takes back. */
const fail = attempt;

describe.each([
  ['counted in Redis', () => createLoginLimiter(redis, hash)],
  ['counted in memory', () => createLoginLimiter(undefined, hash)],
])('failed logins %s', (_, open) => {
  test('of one account from many addresses are stopped at 50', async () => {
    const limiter = open();
    for (let n = 0; n < 50; n++) await fail(limiter, 'eve', `address ${n}`);
    await expect(attempt(limiter, 'eve', 'another')).rejects.toMatchObject({
      fault: { kind: 'too_many_failures' },
    });
    await attempt(limiter, 'bob', 'another');
  });

  test('of many accounts from one address are stopped at 100', async () => {
    const limiter = open();
    for (let n = 0; n < 100; n++) await fail(limiter, `account ${n}`, 'here');
    await expect(attempt(limiter, 'bob', 'here')).rejects.toMatchObject({
      fault: { kind: 'too_many_failures' },
    });
    await attempt(limiter, 'bob', 'elsewhere');
  });

  test('that are stopped at one address leave the account its logins elsewhere', async () => {
    const limiter = open();
    for (let n = 0; n < 10; n++) await fail(limiter, 'ada', 'bad');
    for (let n = 0; n < 100; n++) await attempt(limiter, 'ada', 'bad').catch(() => {});
    await attempt(limiter, 'ada', 'good');
  });

  test('that come all at once are counted each', async () => {
    const limiter = open();
    const attempts = await Promise.allSettled(
      Array.from({ length: 40 }, () => attempt(limiter, 'ada', 'bad')),
    );
    expect(attempts.filter((attempt) => attempt.status === 'fulfilled')).toHaveLength(10);
  });

  test('say how long to wait, within the quarter of an hour', async () => {
    const limiter = open();
    for (let n = 0; n < 10; n++) await fail(limiter, 'ada', 'bad');
    const { fault } = await attempt(limiter, 'ada', 'bad').catch((error) => error);
    expect(fault.retryAfterSeconds).toBeGreaterThan(800);
    expect(fault.retryAfterSeconds).toBeLessThanOrEqual(900);
  });

  test('that nobody could judge do not count', async () => {
    const limiter = open();
    for (let n = 0; n < 120; n++) {
      await attempt(limiter, 'ada', 'home');
      await limiter.unjudged('ada', 'home');
    }
    await attempt(limiter, 'ada', 'home');
  });

  test('of strangers lock the account out neither where it has logged in before nor at an address that they share', async () => {
    const limiter = open();
    for (let n = 0; n < 50; n++) await fail(limiter, 'owner', `address ${n}`);
    await expect(attempt(limiter, 'owner', 'home')).rejects.toMatchObject({
      fault: { kind: 'too_many_failures' },
    });
    await attempt(limiter, 'owner', 'home', true);
    for (let n = 0; n < 100; n++) await fail(limiter, `account ${n}`, 'office');
    await expect(attempt(limiter, 'other', 'office')).rejects.toMatchObject({
      fault: { kind: 'too_many_failures' },
    });
    await attempt(limiter, 'owner', 'office', true);
  });

  test('where the account has logged in before are stopped at 10 all the same', async () => {
    const limiter = open();
    for (let n = 0; n < 10; n++) await attempt(limiter, 'owner', 'home', true);
    await expect(attempt(limiter, 'owner', 'home', true)).rejects.toMatchObject({
      fault: { kind: 'too_many_failures' },
    });
  });

  test('are forgotten for the account when it logs in', async () => {
    const limiter = open();
    for (let n = 0; n < 30; n++) {
      await fail(limiter, 'ada', 'home');
      await limiter.succeeded('ada', 'home');
    }
    await attempt(limiter, 'ada', 'home');
  });
});

test('no e-mail and no address stands in Redis', async () => {
  await fail(createLoginLimiter(redis, hash), 'ada@example.org', '192.0.2.1');
  const keys = await redis.keys('login:*');
  expect(keys).toHaveLength(3);
  for (const key of keys) expect(key).toMatch(/^login:\w+:[\w-]{22}$/);
});

test('two processes count together', async () => {
  const [one, two] = [createLoginLimiter(redis, hash), createLoginLimiter(redis, hash)];
  for (let n = 0; n < 10; n++) await fail(n % 2 ? one : two, 'ada', 'bad');
  await expect(attempt(one, 'ada', 'bad')).rejects.toMatchObject({ fault: { kind: 'too_many_failures' } });
  await expect(attempt(two, 'ada', 'bad')).rejects.toMatchObject({ fault: { kind: 'too_many_failures' } });
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
    const limiter = createLoginLimiter(client, hash);
    await attempt(limiter, 'ada', 'home');
    for (let n = 0; n < 6; n++) await fail(limiter, 'ada', 'bad');
    wire.cut();
    // There is no second window beside the first.
    for (let n = 0; n < 4; n++) await fail(limiter, 'ada', 'bad');
    await expect(attempt(limiter, 'ada', 'bad')).rejects.toMatchObject({
      fault: { kind: 'too_many_failures' },
    });
    await attempt(limiter, 'bob', 'good');
    client.disconnect();
  });
});
