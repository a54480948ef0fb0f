import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Shop } from '../../setup/api.ts';
import { emptyRedis } from '../../setup/services.ts';
import { tally } from '../../setup/two-apis.ts';

// Spied upon, not replaced: the real argon2 does the work.
const work = vi.hoisted(() => ({ argon2: [] as { memory: number; passes: number }[] }));
vi.mock('node:crypto', async (original) => {
  const crypto = await original<typeof import('node:crypto')>();
  const argon2 = (...args: unknown[]) => {
    work.argon2.push(args[1] as { memory: number; passes: number });
    return (crypto.argon2 as (...args: unknown[]) => unknown)(...args);
  };
  return { ...crypto, argon2 };
});

// Test files share a process: what they loaded before has the other one.
vi.resetModules();
const { openShop } = await import('../../setup/api.ts');
afterAll(() => vi.resetModules());

const password = 'correct horse';
let shop: Shop;
beforeAll(async () => {
  shop = await openShop({ RATE_LIMIT_ENABLED: 'true', TRUST_PROXY: 'true' });
  for (const name of ['ada', 'bob', 'eve']) {
    await shop.anyone.post('/register', { email: `${name}@example.org`, password, name });
  }
});
beforeEach(emptyRedis);
afterAll(() => shop.close());

const login = (email: string, secret = password, address = '192.0.2.1') =>
  shop.anyone.post('/login', { email, password: secret }, { 'x-forwarded-for': address });

describe('POST /login', () => {
  test('200: a bearer token for 15 minutes and a refresh token', async () => {
    const answer = await login('Ada@EXAMPLE.org');
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      accessToken: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
      tokenType: 'Bearer',
      expiresIn: 900,
      refreshToken: expect.stringMatching(/^[\w-]{43}$/),
    });
    expect(answer.headers['cache-control']).toBe('no-store');
  });

  test('a guesser behind the proxy cannot make up new addresses to go on', async () => {
    const statuses: number[] = [];
    for (let guess = 0; guess < 12; guess++) {
      const forwarded = `198.51.100.${guess}, 192.0.2.77`;
      statuses.push((await login('eve@example.org', `guess ${guess}`, forwarded)).status);
    }
    expect(statuses.slice(-2)).toEqual([429, 429]);
  });

  test('an unknown e-mail and a wrong password get the same answer', async () => {
    const [unknown, wrong] = [await login('nobody@example.org'), await login('ada@example.org', 'wrong')];
    expect([unknown.status, unknown.body.code]).toEqual([401, 'invalid_credentials']);
    expect({ ...unknown.body, requestId: '' }).toEqual({ ...wrong.body, requestId: '' });
    expect(unknown.headers['www-authenticate']).toBe(wrong.headers['www-authenticate']);
  });

  test('an unknown e-mail costs the same work as a wrong password', async () => {
    await login('nobody@example.org');
    const costOf = async (attempt: Promise<unknown>) => {
      work.argon2.length = 0;
      await attempt;
      return work.argon2.map(({ memory, passes }) => ({ memory, passes }));
    };
    const known = await costOf(login('bob@example.org', 'wrong'));
    expect(known).toEqual([{ memory: 19_456, passes: 2 }]);
    expect(await costOf(login('nobody@example.org'))).toEqual(known);
  });

  test('a password of the wrong type, or none, is 400 and no attempt', async () => {
    for (const body of [{ email: 'ada@example.org' }, { email: 'ada@example.org', password: { $ne: '' } }]) {
      expect((await shop.anyone.post('/login', body)).body.code).toBe('validation_failed');
    }
  });

  test.each([`' or 1=1 --`, 'ada@example.org\u0000', '\ud800', '%', '{}'])(
    '%j is no e-mail of anybody',
    async (email) => {
      const answer = await login(email);
      expect([400, 401]).toContain(answer.status);
    },
  );
});

describe('guessing passwords', () => {
  const fail = async (times: number, email: string, address: (n: number) => string) => {
    for (let n = 0; n < times; n++) {
      expect((await login(email, 'wrong', address(n))).status).toBe(401);
    }
  };
  const here = () => '192.0.2.1';

  test('is stopped after 10 failures for an account from one address, even with the right password', async () => {
    await fail(10, 'ada@example.org', here);
    const answer = await login('ada@example.org');
    expect([answer.status, answer.body.code]).toEqual([429, 'rate_limited']);
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    expect(Number(answer.headers['retry-after'])).toBeLessThanOrEqual(900);
  });

  test('is stopped in whatever case the e-mail is written', async () => {
    await fail(5, 'ada@example.org', here);
    await fail(5, 'ADA@example.org', here);
    expect((await login('Ada@Example.org')).status).toBe(429);
  });

  test('stops neither another account at that address nor the account at another address', async () => {
    await fail(10, 'ada@example.org', here);
    expect((await login('bob@example.org')).status).toBe(200);
    expect((await login('ada@example.org', password, '198.51.100.9')).status).toBe(200);
  });

  test('counts failures only since the last success', async () => {
    await fail(9, 'ada@example.org', here);
    expect((await login('ada@example.org')).status).toBe(200);
    await fail(9, 'ada@example.org', here);
    expect((await login('ada@example.org')).status).toBe(200);
  });

  test('from one IPv6 network counts as one address', async () => {
    await fail(10, 'ada@example.org', (n) => `2001:db8:1:2::${n + 1}`);
    expect((await login('ada@example.org', password, '2001:db8:1:2:ffff::1')).status).toBe(429);
    expect((await login('ada@example.org', password, '2001:db8:1:3::1')).status).toBe(200);
  });

  test('many at once is stopped all the same', async () => {
    const answers = await Promise.all(Array.from({ length: 40 }, () => login('ada@example.org', 'wrong')));
    expect(tally(answers.map((answer) => answer.status))).toEqual({ 401: 10, 429: 30 });
  });
});

afterEach(() => {
  work.argon2.length = 0;
});
