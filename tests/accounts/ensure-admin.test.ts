import { afterAll, beforeAll, expect, test } from 'vitest';
import { ensureAdmin } from '../../src/accounts/ensure-admin.ts';
import { unlimitedLogins } from '../../src/accounts/login-limiter.ts';
import { startFamily } from '../../src/accounts/refresh-tokens.ts';
import { verifyLogin } from '../../src/accounts/verify-login.ts';
import { openShop, type Shop } from '../setup/api.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.close());

const mark = { address: Buffer.from('address'), browser: Buffer.from('browser'), isPage: false };
const ensure = (email: string, password: string) => ensureAdmin(shop.app.orm.em.fork(), { email, password });
const login = (email: string, password: string) => shop.anyone.post('/login', { email, password });
const refresh = (refreshToken: string) => shop.anyone.post('/token/refresh', { refreshToken });

test('a stranger who took the address before does not become the administrator with it', async () => {
  const email = 'root@example.org';
  await shop.anyone.post('/register', { email, password: 'a stranger knows', name: 'Mallory' });
  const { refreshToken } = (await login(email, 'a stranger knows')).body;
  const next = (await refresh(refreshToken)).body.refreshToken;
  await ensure(email, 'the administrators own');
  for (const token of [next, refreshToken])
    expect((await refresh(token)).body.code).toBe('invalid_refresh_token');
  expect((await login(email, 'a stranger knows')).status).toBe(401);
  expect((await login(email, 'the administrators own')).status).toBe(200);
});

test('nor with a login that was under way', async () => {
  const stranger = { email: 'boss@example.org', password: 'a stranger knows' };
  await shop.anyone.post('/register', { ...stranger, name: 'Mallory' });
  const em = shop.app.orm.em.fork();
  const user = await verifyLogin(em, unlimitedLogins, { ...stranger, address: '192.0.2.1', mark });
  await ensure(stranger.email, 'the administrators own');
  await expect(startFamily(em, user, mark)).rejects.toMatchObject({ fault: { kind: 'wrong_credentials' } });
});

test('an administrator whose password stays the same stays logged in', async () => {
  await ensure('chief@example.org', 'the administrators own');
  const { refreshToken } = (await login('chief@example.org', 'the administrators own')).body;
  await ensure('chief@example.org', 'the administrators own');
  expect((await refresh(refreshToken)).status).toBe(200);
});
