import { connect } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Shop } from '../../setup/api.ts';
import { emptyRedis } from '../../setup/services.ts';
import { tally } from '../../setup/two-apis.ts';
import { until } from '../../setup/wait.ts';

// Spied upon, not replaced: the real argon2 does the work.
const work = vi.hoisted(() => ({ hashes: 0 }));
vi.mock('node:crypto', async (original) => {
  const crypto = await original<typeof import('node:crypto')>();
  const argon2 = (...args: unknown[]) => {
    work.hashes++;
    return (crypto.argon2 as (...args: unknown[]) => unknown)(...args);
  };
  return { ...crypto, argon2 };
});

// Test files share a process: what they loaded before has the other one.
vi.resetModules();
const { openShop } = await import('../../setup/api.ts');
const { hashingLine } = await import('../../../src/accounts/hashing-line.ts');
afterAll(() => vi.resetModules());

const password = 'correct horse';
const owner = 'owner@example.org';
const home = '192.0.2.1';

describe.each([
  ['with Redis', {}],
  ['without Redis', { REDIS_URL: '' }],
])('logins %s', (_, settings) => {
  let shop: Shop;
  beforeAll(async () => {
    shop = await openShop({ RATE_LIMIT_ENABLED: 'true', TRUST_PROXY: 'true', ...settings });
    await shop.anyone.post('/register', { email: owner, password, name: 'Owner' });
    await login(owner, home);
  });
  beforeEach(emptyRedis);
  afterAll(() => shop.close());

  const login = (email: string, address: string, secret = password) =>
    shop.anyone.post('/login', { email, password: secret }, { 'x-forwarded-for': address });

  test('300 wrong ones of 300 accounts at once from one address: 100 are judged', async () => {
    work.hashes = 0;
    const answers = await Promise.all(
      Array.from({ length: 300 }, (_, n) => login(`nobody-${n}@example.org`, '198.51.100.1')),
    );
    expect(tally(answers.map((answer) => answer.status))).toEqual({ 401: 100, 429: 200 });
    expect(work.hashes).toBe(100);
  });

  test('150 right ones at once from one address: all are let in', async () => {
    const answers = await Promise.all(Array.from({ length: 150 }, () => login(owner, '198.51.100.2')));
    expect(tally(answers.map((answer) => answer.status))).toEqual({ 200: 150 });
  });

  test('of strangers do not lock the owner out where the owner has logged in before', async () => {
    for (let n = 0; n < 50; n++) await login(owner, `203.0.113.${Math.floor(n / 10)}`, 'wrong');
    expect((await login(owner, '203.0.113.99')).status).toBe(429);
    expect((await login(owner, home)).status).toBe(200);
  });

  test('an address is one address, whatever the proxy writes after it', async () => {
    const spellings = (n: number) =>
      [`198.51.100.77:${40_000 + n}`, '::ffff:198.51.100.77', `[::ffff:198.51.100.77]:${n}`][n % 3]!;
    const statuses = [];
    for (let n = 0; n < 12; n++)
      statuses.push((await login('eve@example.org', spellings(n), 'wrong')).status);
    expect(statuses.slice(-2)).toEqual([429, 429]);
  });
});

describe('a crowd of registrations from one address', () => {
  let shop: Shop;
  let url: URL;
  beforeAll(async () => {
    shop = await openShop();
    await shop.anyone.post('/register', { email: owner, password, name: 'Owner' });
    url = new URL(await shop.app.listen({ host: '127.0.0.1', port: 0 }));
  });
  afterAll(() => shop.close());
  afterEach(() => until('the line is empty', () => hashingLine.waiting === 0));

  /** Registrations that are sent one after the other on each connection, without waiting for an answer. */
  const send = (connections: number, each: number, name: string) =>
    Array.from({ length: connections }, (_, c) => {
      const socket = connect(Number(url.port), url.hostname);
      socket.on('error', () => {});
      for (let n = 0; n < each; n++) {
        const body = JSON.stringify({ email: `${name}-${c}-${n}@example.org`, password, name });
        socket.write(
          `POST /register HTTP/1.1\r\nhost: shop\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
        );
      }
      return socket;
    });
  const loginCost = async () => {
    work.hashes = 0;
    const answer = await fetch(new URL('/login', url), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: owner, password }),
    });
    return { status: answer.status, hashes: work.hashes };
  };

  test('does not keep anybody from logging in', async () => {
    const sockets = send(20, 10, 'crowd');
    await until('most of them wait', () => hashingLine.waiting > 100);
    const { status, hashes } = await loginCost();
    expect(status).toBe(200);
    // What runs when it comes, its own, and what begins while its answer is on the way.
    expect(hashes).toBeLessThan(20);
    for (const socket of sockets) socket.destroy();
  });

  test('costs nothing more once it has hung up', async () => {
    const sockets = send(20, 10, 'gone');
    await until('most of them wait', () => hashingLine.waiting > 100);
    for (const socket of sockets) socket.destroy();
    work.hashes = 0;
    await until('the line is empty', () => hashingLine.waiting === 0);
    expect(work.hashes).toBeLessThan(20);
  });
});
