import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Database, openDatabase, settingsFor } from '../../setup/api.ts';
import { startApi } from '../../setup/api-process.ts';
import { expectNoneOf } from '../../setup/logs.ts';
import { insertCart } from '../../setup/records.ts';
import { JWT_SECRET } from '../../setup/tokens.ts';

let database: Database;
beforeAll(async () => {
  database = await openDatabase();
});
afterAll(() => database.close());

const admin = { email: 'root@example.org', password: 'the-administrators-password' };
const asAdmin = { ADMIN_EMAIL: 'Root@example.org', ADMIN_PASSWORD: admin.password };

test('two processes that start at once with ADMIN_EMAIL both get ready, and one administrator can log in', async () => {
  const settings = settingsFor(database.url, asAdmin);
  const apis = await Promise.all([startApi(settings), startApi(settings)]);
  try {
    const { rows } = await database.pool.query('select role from users where email = $1', [admin.email]);
    expect(rows).toEqual([{ role: 'ADMIN' }]);
    for (const api of apis) expect((await api.anyone.post('/login', admin)).status).toBe(200);
  } finally {
    await Promise.all(apis.map((api) => api.stop()));
  }
});

test('a new ADMIN_PASSWORD replaces the old one at the next start', async () => {
  const api = await startApi(settingsFor(database.url, { ...asAdmin, ADMIN_PASSWORD: 'another password' }));
  try {
    expect((await api.anyone.post('/login', admin)).status).toBe(401);
    expect((await api.anyone.post('/login', { ...admin, password: 'another password' })).status).toBe(200);
  } finally {
    await api.stop();
  }
});

test('an address that belonged to a customer becomes the administrator when ADMIN_EMAIL names it', async () => {
  const user = await database.customer();
  const api = await startApi(
    settingsFor(database.url, { ADMIN_EMAIL: `${user}@example.org`, ADMIN_PASSWORD: 'long enough' }),
  );
  await api.stop();
  const { rows } = await database.pool.query('select role from users where id = $1', [user]);
  expect(rows).toEqual([{ role: 'ADMIN' }]);
});

test('no password, token, hash, key or connection secret is in the log, at LOG_LEVEL=trace, whatever goes wrong', async () => {
  const databasePassword = new URL(database.url).password;
  const api = await startApi(settingsFor(database.url, { ...asAdmin, LOG_LEVEL: 'trace' }));
  const ada = { email: 'ada@example.org', password: 'ada-keeps-this-secret', name: 'Ada' };
  const secrets = [JWT_SECRET, databasePassword, admin.password, ada.password].filter(Boolean);
  try {
    await api.anyone.post('/register', ada);
    await api.anyone.post('/register', ada);
    await api.anyone.post('/login', { ...ada, name: undefined, password: `${ada.password}-wrong` });
    await api.anyone.post('/login', `{"email":"ada@example.org","password":"${ada.password}"`);
    const { body } = await api.anyone.post('/login', { email: ada.email, password: ada.password });
    secrets.push(body.accessToken, body.refreshToken);
    const bearer = { authorization: `Bearer ${body.accessToken}` };
    const product = await database.product();
    const { rows } = await database.pool.query('select id, password_hash from users where email = $1', [
      ada.email,
    ]);
    secrets.push(rows[0].password_hash);
    await insertCart(database.pool, rows[0].id, [[product.id, 1]]);
    await api.anyone.post('/orders', undefined, { ...bearer, 'idempotency-key': 'key-in-no-log' });
    secrets.push('key-in-no-log');
    await api.anyone.get('/me', {
      authorization: `Bearer ${body.accessToken}x`,
      cookie: 'session=cookie-secret',
    });
    secrets.push('cookie-secret');
    const next = await api.anyone.post('/token/refresh', { refreshToken: body.refreshToken });
    secrets.push(next.body.refreshToken);
    await api.anyone.post('/token/refresh', { refreshToken: body.refreshToken });
    // A fault inside while secrets are at hand: the table that they are looked up in is gone.
    await database.pool.query('alter table users rename to users_gone');
    await database.pool.query('alter table refresh_tokens rename to refresh_tokens_gone');
    const failures = [
      await api.anyone.post('/register', { ...ada, email: 'other@example.org' }),
      await api.anyone.post('/login', { email: ada.email, password: ada.password }),
      await api.anyone.post('/token/refresh', { refreshToken: next.body.refreshToken }),
    ];
    for (const failure of failures) {
      expect([failure.status, failure.body.code]).toEqual([500, 'internal_error']);
      expect(failure.text).not.toMatch(/users|relation|select|insert/i);
    }
  } finally {
    await database.pool.query('alter table if exists users_gone rename to users').catch(() => {});
    await database.pool
      .query('alter table if exists refresh_tokens_gone rename to refresh_tokens')
      .catch(() => {});
    await api.stop();
  }
  expect(api.output()).toMatch(/request failed/);
  expectNoneOf(secrets, api.output());
});
