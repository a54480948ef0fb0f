import type { FastifyInstance, InjectOptions } from 'fastify';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureAdmin } from '../../../src/accounts/ensure-admin.ts';
import { buildApp } from '../../../src/api/app.ts';
import { configFor, type Database, openDatabase } from '../../setup/api.ts';
import { emptyRedis } from '../../setup/services.ts';

const admin = { email: 'admin@example.com', password: 'a long password' };
const customer = { email: 'customer@example.com', password: 'another password', name: 'Customer' };
const page = { accept: 'text/html,application/xhtml+xml' };
const sameOrigin = { 'sec-fetch-site': 'same-origin' };

describe('the operators’ pages', () => {
  let database: Database;
  let app: FastifyInstance;

  beforeAll(async () => {
    [database] = await Promise.all([openDatabase(), emptyRedis()]);
    app = await buildApp(configFor(database.url, { RATE_LIMIT_ENABLED: 'true', TRUST_PROXY: 'true' }));
    await ensureAdmin(app.orm.em.fork(), admin);
    await app.inject({ method: 'POST', url: '/register', payload: customer });
  });
  afterAll(async () => {
    await app.close();
    await database.close();
  });

  const get = (url: string, headers: Record<string, string> = page) => app.inject({ url, headers });
  const post = (url: string, form: Record<string, string>, headers: InjectOptions['headers'] = sameOrigin) =>
    app.inject({
      method: 'POST',
      url,
      headers: { 'content-type': 'application/x-www-form-urlencoded', host: 'shop.example', ...headers },
      payload: new URLSearchParams(form).toString(),
    });
  const cookieOf = (reply: Awaited<ReturnType<typeof post>>): string =>
    String(reply.headers['set-cookie'] ?? '').split(';')[0] as string;
  const loggedIn = async () => ({ cookie: cookieOf(await post('/admin/login', admin)) });

  it('send a browser without a session to the login, and back to where it wanted to go', async () => {
    const sent = await get('/admin/queues/queue/mail?status=failed');
    expect(sent.statusCode).toBe(303);
    const login = await get(String(sent.headers.location));
    expect(login.body).toContain('name="next" value="/admin/queues/queue/mail?status=failed"');
    const back = await post('/admin/login', { ...admin, next: '/admin/queues/queue/mail?status=failed' });
    expect([back.statusCode, back.headers.location]).toEqual([303, '/admin/queues/queue/mail?status=failed']);
  });

  const guarded = ['/admin', '/admin/live', '/admin/orders', `/admin/orders/${uuidv7()}`, '/admin/queues'];

  it.each(guarded)('%s: a browser without a session goes to the login, and comes back', async (url) => {
    const sent = await get(url);
    expect([sent.statusCode, sent.headers.location]).toEqual([
      303,
      `/admin/login?next=${encodeURIComponent(url)}`,
    ]);
    const back = await post('/admin/login', { ...admin, next: url });
    expect([back.statusCode, back.headers.location]).toEqual([303, url]);
  });

  it.each(guarded)('%s: 401 for whoever opens no page, 403 for a customer', async (url) => {
    const { name: _, ...login } = customer;
    const { accessToken } = (await app.inject({ method: 'POST', url: '/login', payload: login })).json();
    const bearer = { authorization: `Bearer ${accessToken}` };
    const replies = await Promise.all([
      get(url, {}),
      get(url, bearer),
      get(url, { ...page, ...bearer }),
      get(url, { cookie: `holdfast_admin=${accessToken}` }),
      post('/admin/login', { ...login, next: url }),
    ]);
    expect(replies.map((reply) => reply.statusCode)).toEqual([401, 403, 403, 401, 403]);
    for (const reply of replies) expect(reply.headers['set-cookie']).toBeUndefined();
  });

  it('land on the overview after the login', async () => {
    expect((await post('/admin/login', admin)).headers.location).toBe('/admin');
  });

  it('answer everything else without a session with 401 problem+json', async () => {
    for (const options of [
      { url: '/admin/queues/api/queues', headers: { accept: 'application/json' } },
      { url: '/admin/queues/static/js/main.js' },
      { url: '/admin' },
      { url: '/admin/queues/api/queues/mail/pause', method: 'PUT', headers: sameOrigin },
    ] as InjectOptions[]) {
      const reply = await app.inject(options);
      expect([options.url, reply.statusCode, reply.json().code]).toEqual([
        options.url,
        401,
        'unauthenticated',
      ]);
    }
  });

  it('show the queues to an administrator who has logged in', async () => {
    const session = await loggedIn();
    expect((await get('/admin/queues', { ...page, ...session })).body).toContain('<title>Holdfast</title>');
    const { queues } = (await get('/admin/queues/api/queues', session)).json();
    expect(queues.map((queue: { name: string }) => queue.name)).toEqual([
      'mail',
      'catalog',
      'maintenance',
      'payments',
    ]);
  });

  it('keep the session in a cookie that scripts, other sites and other paths do not get', async () => {
    const plain = await post('/admin/login', admin);
    expect(plain.headers['set-cookie']).toMatch(/; Max-Age=28800; Path=\/admin; HttpOnly; SameSite=Strict$/);
    const secure = await post('/admin/login', admin, { ...sameOrigin, 'x-forwarded-proto': 'https' });
    expect(secure.headers['set-cookie']).toMatch(/; Path=\/admin; HttpOnly; Secure; SameSite=Strict$/);
  });

  it('end the session at the logout', async () => {
    const reply = await post('/admin/logout', {}, { ...sameOrigin, ...(await loggedIn()) });
    expect(reply.headers.location).toBe('/admin/login');
    expect(reply.headers['set-cookie']).toMatch(/^holdfast_admin=; .*Expires=Thu, 01 Jan 1970/);
  });

  it('refuse a customer, a wrong password and an empty form, and say so on the page', async () => {
    const cases = [
      [customer, 403, 'This login is for those who work here'],
      [{ ...admin, password: 'wrong' }, 401, 'E-mail or password is wrong'],
      [{ email: '<b>"x"@example.com', password: 'wrong' }, 401, 'E-mail or password is wrong'],
      [{ email: '', password: '' }, 400, 'Fill in e-mail and password'],
    ] as const;
    for (const [{ email, password }, status, text] of cases) {
      const reply = await post('/admin/login', { email, password });
      expect([reply.statusCode, reply.headers['set-cookie']]).toEqual([status, undefined]);
      expect(reply.headers['content-type']).toContain('text/html');
      expect(reply.body).toContain(text);
      expect(reply.body).not.toContain('<b>');
      expect(reply.headers['www-authenticate']).toBe(status === 401 ? 'Bearer realm="holdfast"' : undefined);
    }
  });

  it('slow down guessing like the API does, with Retry-After', async () => {
    const guess = () => post('/admin/login', { email: 'guessed@example.com', password: 'wrong' });
    for (let n = 0; n < 10; n++) expect((await guess()).statusCode).toBe(401);
    const reply = await guess();
    expect(reply.statusCode).toBe(429);
    expect(Number(reply.headers['retry-after'])).toBeGreaterThan(0);
    expect(reply.body).toContain('Too many failed logins');
  });

  it.each([
    '//evil.example',
    'https://evil.example/admin/queues',
    '/\\evil.example',
    '/admin/../../evil',
    '/admin/..//evil.example',
    '/orders',
    '/admin/logout',
    '/administrators',
    'javascript:alert(1)',
    '',
  ])('never send anybody to %j after the login', async (next) => {
    const reply = await post('/admin/login', { ...admin, next });
    expect([reply.statusCode, reply.headers.location]).toEqual([303, '/admin']);
  });

  it('refuse what another site makes the browser send, with a session and without', async () => {
    const session = await loggedIn();
    const strangers = [
      {},
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { origin: 'https://evil.example' },
      { origin: 'null' },
    ];
    for (const stranger of strangers) {
      for (const url of ['/admin/login', '/admin/logout']) {
        const reply = await post(url, admin, { ...session, ...stranger });
        expect([url, stranger, reply.statusCode]).toEqual([url, stranger, 403]);
      }
      const reply = await app.inject({
        method: 'PUT',
        url: '/admin/queues/api/queues/mail/pause',
        headers: { host: 'shop.example', ...session, ...stranger },
      });
      expect([stranger, reply.statusCode]).toEqual([stranger, 403]);
    }
    const own = await post('/admin/logout', {}, { ...session, origin: 'http://shop.example' });
    expect(own.statusCode).toBe(303);
  });

  it('take no API token for a session, and the API takes no session for a token', async () => {
    const { accessToken } = (await app.inject({ method: 'POST', url: '/login', payload: admin })).json();
    const asCookie = await get('/admin/queues/api/queues', { cookie: `holdfast_admin=${accessToken}` });
    const session = (await loggedIn()).cookie.split('=')[1];
    const atApi = await get('/me', { authorization: `Bearer ${session}` });
    const asBearer = await get('/admin', { authorization: `Bearer ${session}` });
    expect([asCookie.statusCode, atApi.statusCode, asBearer.statusCode]).toEqual([401, 401, 401]);
  });

  it('let a script read with an administrator’s access token, and change nothing', async () => {
    const { accessToken } = (await app.inject({ method: 'POST', url: '/login', payload: admin })).json();
    const headers = { authorization: `Bearer ${accessToken}` };
    for (const url of ['/admin', '/admin/live', '/admin/queues', '/admin/queues/api/queues']) {
      const read = await get(url, headers);
      expect([url, read.statusCode, read.headers['set-cookie']]).toEqual([url, 200, undefined]);
    }
    const url = '/admin/queues/api/queues/mail/pause';
    const changed = await app.inject({ method: 'PUT', url, headers: { ...headers, ...sameOrigin } });
    expect(changed.statusCode).toBe(401);
    const { json } = await get('/admin/queues/api/queues', headers);
    expect(json().queues.some((queue: { isPaused: boolean }) => queue.isPaused)).toBe(false);
    await database.pool.query(`update users set role = 'CUSTOMER' where email = $1`, [admin.email]);
    expect((await get('/admin/queues', headers)).statusCode).toBe(401);
    await database.pool.query(`update users set role = 'ADMIN' where email = $1`, [admin.email]);
  });

  it('end the session of an administrator who is none any more', async () => {
    const session = await loggedIn();
    await database.pool.query(`update users set role = 'CUSTOMER' where email = $1`, [admin.email]);
    const asked = ['/admin/queues/api/queues', '/admin', '/admin/live'];
    for (const url of asked) expect((await get(url, session)).statusCode).toBe(401);
    await database.pool.query(`update users set role = 'ADMIN' where email = $1`, [admin.email]);
    expect((await get('/admin/queues/api/queues', session)).statusCode).toBe(200);
  });

  it('let the browser load their own files only, and no script on the login page', async () => {
    const login = String((await get('/admin/login')).headers['content-security-policy']);
    const session = await loggedIn();
    const board = (await get('/admin/queues', { ...page, ...session })).headers;
    const overview = await get('/admin', { ...page, ...session });
    expect(login).not.toContain('script-src');
    const own = String(overview.headers['content-security-policy']);
    expect(own).not.toContain('unsafe-inline');
    for (const policy of [login, own, String(board['content-security-policy'])]) {
      expect(policy).toMatch(/default-src 'none'/);
      expect(policy).toMatch(/frame-ancestors 'none'/);
      expect(policy).not.toMatch(/https?:|\*|unsafe-eval|script-src[^;]*unsafe-inline/);
    }
    expect(board['referrer-policy']).toBe('same-origin');
  });
});
