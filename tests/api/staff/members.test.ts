import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ensureAdmin } from '../../../src/accounts/ensure-admin.ts';
import { openShop, type Shop } from '../../setup/api.ts';
import { type Caller, callerOf } from '../../setup/caller.ts';
import { openPostOffice, type PostOffice, tokenIn } from '../../setup/post-office.ts';
import { count, insertUser } from '../../setup/records.ts';
import { staffWith } from '../../setup/staff.ts';
import { forgeToken } from '../../setup/tokens.ts';

let shop: Shop;
let post: PostOffice;
beforeAll(async () => {
  shop = await openShop();
  post = await openPostOffice(shop);
});
afterAll(async () => {
  await post.close();
  await shop.close();
});

const codeOf = ({ status, body }: { status: number; body: { code?: string } }) => [status, body?.code];
const password = 'correct horse';
const accept = (token: string, fields: object = {}) =>
  shop.anyone.post(`/staff-invitations/${token}`, { name: 'Grace Hopper', password, ...fields });
const tokenFor = async (email: string) => tokenIn((await post.mailsTo(email)).at(-1));
const invite = async (email: string, ...scopes: string[]) =>
  (await shop.admin.post('/staff', { email, scopes })).body;
async function administrator(): Promise<Caller> {
  const id = await insertUser(shop.pool, 'ADMIN');
  return callerOf(shop.send, id, forgeToken({ id, role: 'ADMIN' }));
}

describe('an invitation', () => {
  test('becomes an account with the rights that were given, by the link in a mail and once', async () => {
    const asked = { email: 'Grace@Example.org', scopes: ['orders:write', 'orders:read', 'orders:read'] };
    const invited = await shop.admin.post('/staff', asked);
    expect(invited.status).toBe(201);
    expect(invited.body).toEqual({
      id: expect.any(String),
      email: 'grace@example.org',
      name: null,
      role: 'STAFF',
      scopes: ['orders:read', 'orders:write'],
      status: 'INVITED',
      createdAt: expect.any(String),
    });
    expect(invited.headers.location).toBe(`/staff/${invited.body.id}`);
    const login = { email: 'grace@example.org', password };
    expect(codeOf(await shop.anyone.post('/login', login))).toEqual([401, 'invalid_credentials']);
    const mails = await post.mailsTo('grace@example.org');
    expect(mails.map(({ subject }) => subject)).toEqual(['You are invited to work with us']);
    const token = tokenIn(mails[0]);
    expect(mails[0]?.html).toContain(`href="https://shop.example/staff-invitations/${token}"`);
    // A password that is refused leaves the link as it is.
    expect(codeOf(await accept(token, { password: '12345678' }))).toEqual([400, 'validation_failed']);
    expect((await accept(token)).status).toBe(204);
    expect(codeOf(await accept(token))).toEqual([410, 'link_expired']);
    const { accessToken } = (await shop.anyone.post('/login', login)).body;
    const grace = callerOf(shop.send, invited.body.id, accessToken);
    expect((await grace.get('/me')).body).toMatchObject({ role: 'STAFF', name: 'Grace Hopper' });
    expect((await grace.get('/orders')).status).toBe(200);
    expect(codeOf(await grace.get('/customers'))).toEqual([403, 'forbidden']);
    const listed = (await shop.admin.get('/staff?limit=100')).body.items;
    expect(listed).toContainEqual({ ...invited.body, name: 'Grace Hopper', status: 'ACTIVE' });
  });

  test('is accepted by one of two who come with the link at once', async () => {
    await invite('twice@example.org', 'orders:read');
    const token = await tokenFor('twice@example.org');
    const answers = await Promise.all([accept(token, { name: 'One' }), accept(token, { name: 'Two' })]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([204, 410]);
  });

  test('gives nobody an account that has a password already', async () => {
    const { id } = await invite('owned@example.org', 'orders:read');
    const token = await tokenFor('owned@example.org');
    await shop.pool.query(`update users set password_hash = 'of its owner' where id = $1`, [id]);
    expect(codeOf(await accept(token))).toEqual([410, 'link_expired']);
    expect(await count(shop.pool, 'users', `id = $1 and password_hash = 'of its owner'`, [id])).toBe(1);
  });

  test('is sent once under an Idempotency-Key, and takes no account over', async () => {
    const ask = (email: string) =>
      shop.admin.post(
        '/staff',
        { email, scopes: ['jobs:write'] },
        { 'idempotency-key': `invite ${email}`.replaceAll(' ', '-') },
      );
    const [first, second] = await Promise.all([ask('once@example.org'), ask('once@example.org')]);
    expect([first.status, second.text]).toEqual([201, first.text]);
    expect(await post.mailsTo('once@example.org')).toHaveLength(1);
    await shop.anyone.post('/register', { email: 'buyer@example.org', password, name: 'Buyer' });
    for (const email of ['buyer@example.org', 'ONCE@example.org'])
      expect(codeOf(await shop.admin.post('/staff', { email, scopes: [] }))).toEqual([409, 'email_taken']);
    const registered = { email: 'once@example.org', password, name: 'Thief' };
    expect(codeOf(await shop.anyone.post('/register', registered))).toEqual([409, 'email_taken']);
  });

  test('lets somebody back in who worked here, with the password that they have, by one request', async () => {
    const { id } = await invite('back@example.org', 'orders:read');
    await accept(await tokenFor('back@example.org'));
    await shop.admin.delete(`/staff/${id}`);
    const back = await shop.admin.post('/staff', { email: 'Back@example.org', scopes: ['jobs:write'] });
    expect([back.status, back.body]).toMatchObject([201, { id, scopes: ['jobs:write'], status: 'ACTIVE' }]);
    expect(await post.mailsTo('back@example.org')).toHaveLength(1);
    const { accessToken } = (await shop.anyone.post('/login', { email: 'back@example.org', password })).body;
    expect((await callerOf(shop.send, id, accessToken).get('/jobs?state=failed')).status).toBe(200);
  });

  test('that is sent again has another link, and one that is taken back none', async () => {
    const { id } = await invite('again@example.org', 'orders:read');
    const first = await tokenFor('again@example.org');
    expect((await shop.admin.post(`/staff/${id}/invitations`)).status).toBe(202);
    const second = await tokenFor('again@example.org');
    expect(codeOf(await accept(first))).toEqual([410, 'link_expired']);
    expect((await shop.admin.delete(`/staff/${id}`)).status).toBe(204);
    expect(codeOf(await accept(second))).toEqual([410, 'link_expired']);
    expect(codeOf(await shop.admin.post(`/staff/${id}/invitations`))).toEqual([404, 'not_found']);
    expect(codeOf(await shop.admin.get(`/staff/${id}`))).toEqual([404, 'not_found']);
    expect(await count(shop.pool, 'users', 'id = $1', [id])).toBe(0);
  });

  test('has a page, which a scanner of mails may open, and whose form does it', async () => {
    await invite('page@example.org', 'orders:read');
    const token = await tokenFor('page@example.org');
    const path = `/staff-invitations/${token}`;
    const form = { name: 'Page', password };
    const send = (fields: Record<string, string>) =>
      shop.app.inject({
        method: 'POST',
        url: `${path}/form`,
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        payload: new URLSearchParams(fields).toString(),
      });
    for (let n = 0; n < 2; n++) {
      const page = await shop.app.inject({ url: path, headers: { accept: 'text/html' } });
      expect(page.statusCode).toBe(200);
      expect(page.body).toContain(`action="${path}/form"`);
      expect(page.headers['x-robots-tag']).toContain('noindex');
      expect(page.headers['referrer-policy']).toBe('no-referrer');
      expect(page.headers['content-security-policy']).toContain("form-action 'self'");
    }
    const refused = await send({ ...form, name: '"><b>', password: 'password1' });
    expect(refused.statusCode).toBe(400);
    expect(refused.body).toContain('is one of the passwords that are guessed first');
    expect(refused.body).not.toContain('<b>');
    expect((await send({ name: '', password })).statusCode).toBe(400);
    expect((await send(form)).body).toContain('/admin/login');
    for (const answer of [await send(form), await shop.app.inject({ url: path })]) {
      expect(answer.statusCode).toBe(410);
      expect(answer.body).toContain('This link has ended');
    }
  });

  test.each([
    [{ email: 'x@example.org' }],
    [{ email: 'x@example.org', scopes: ['all'] }],
    [{ email: 'none', scopes: [] }],
    [{ email: 'x@example.org', role: 'ADMIN', scopes: ['orders:read'] }],
    [{ email: 'x@example.org', role: 'CUSTOMER', scopes: [] }],
  ])('is not sent for %j', async (body) => {
    expect(codeOf(await shop.admin.post('/staff', body))).toEqual([400, 'validation_failed']);
  });
});

describe('rights', () => {
  test('are given by nobody who does not have them, and an administrator’s by administrators alone', async () => {
    const leader = await staffWith(shop, 'staff:write', 'orders:read');
    const member = await staffWith(shop, 'jobs:write');
    const forbidden = [
      await leader.post('/staff', { email: 'more@example.org', scopes: ['orders:write'] }),
      await leader.post('/staff', { email: 'more@example.org', role: 'ADMIN' }),
      await leader.patch(`/staff/${member.id}`, { scopes: ['orders:write'] }),
      await leader.patch(`/staff/${leader.id}`, { scopes: ['staff:write', 'catalog:write'] }),
      await leader.patch(`/staff/${leader.id}`, { role: 'ADMIN' }),
      await leader.patch(`/staff/${shop.admin.id}`, { role: 'STAFF', scopes: [] }),
      await leader.delete(`/staff/${shop.admin.id}`),
      await leader.delete(`/staff/${leader.id}`),
      await leader.delete(`/staff/${shop.admin.id}/second-factor`),
      await member.patch(`/staff/${member.id}`, { scopes: [] }),
    ];
    expect(forbidden.map(codeOf)).toEqual(forbidden.map(() => [403, 'forbidden']));
    expect(await count(shop.pool, 'users', `email = 'more@example.org'`)).toBe(0);
    // What somebody has already is not given.
    const kept = await leader.patch(`/staff/${member.id}`, { scopes: ['jobs:write', 'orders:read'] });
    expect([kept.status, kept.body.scopes]).toEqual([200, ['orders:read', 'jobs:write']]);
    expect((await member.get('/orders')).status).toBe(200);
    expect((await leader.patch(`/staff/${member.id}`, { scopes: [] })).status).toBe(200);
    expect(codeOf(await member.get('/jobs'))).toEqual([403, 'forbidden']);
  });

  test('go with whoever is taken out: logins end, the account stays a customer’s, and so do its keys', async () => {
    const { id } = await invite('leaver@example.org', 'staff:write', 'orders:read');
    await accept(await tokenFor('leaver@example.org'));
    const login = { email: 'leaver@example.org', password };
    const { accessToken, refreshToken } = (await shop.anyone.post('/login', login)).body;
    const leaver = callerOf(shop.send, id, accessToken);
    const key = (await leaver.post('/api-keys', { name: 'Kept', scopes: ['orders:read'] })).body;
    expect((await shop.admin.delete(`/staff/${id}`)).status).toBe(204);
    expect((await leaver.get('/orders')).status).toBe(401);
    expect((await shop.anyone.post('/token/refresh', { refreshToken })).status).toBe(401);
    expect(codeOf(await shop.admin.delete(`/staff/${id}`))).toEqual([404, 'not_found']);
    const again = callerOf(shop.send, id, (await shop.anyone.post('/login', login)).body.accessToken);
    expect((await again.get('/me')).body.role).toBe('CUSTOMER');
    expect(codeOf(await again.get('/staff'))).toEqual([403, 'forbidden']);
    expect((await callerOf(shop.send, '', key.key).get('/orders')).status).toBe(200);
  });

  test('of the last administrator stay, whoever asks and however many at once', async () => {
    const others = await Promise.all([administrator(), administrator()]);
    // Who was only invited lets nobody in.
    await shop.admin.post('/staff', { email: 'second@example.org', role: 'ADMIN' });
    const [one, two] = others as [Caller, Caller];
    expect((await one.delete(`/staff/${shop.admin.id}`)).status).toBe(204);
    const taken = await Promise.all([
      one.delete(`/staff/${two.id}`),
      two.patch(`/staff/${one.id}`, { role: 'STAFF', scopes: [] }),
    ]);
    // The slower one finds that it is the last, or that it is none any more.
    expect(taken.filter(({ status }) => status < 300)).toHaveLength(1);
    const left = taken[0]!.status < 300 ? one : two;
    expect(codeOf(await left.delete(`/staff/${left.id}`))).toEqual([409, 'last_admin']);
    expect(codeOf(await left.patch(`/staff/${left.id}`, { role: 'STAFF', scopes: [] }))).toEqual([
      409,
      'last_admin',
    ]);
    const next = await administrator();
    expect(codeOf(await left.delete(`/staff/${left.id}`))).toEqual([403, 'forbidden']);
    expect(codeOf(await next.patch(`/staff/${left.id}`, { role: 'STAFF' }))).toEqual([
      400,
      'validation_failed',
    ]);
    expect((await next.patch(`/staff/${left.id}`, { role: 'STAFF', scopes: ['orders:read'] })).status).toBe(
      200,
    );
    expect(codeOf(await left.get('/staff'))).toEqual([403, 'forbidden']);
    await shop.pool.query(`update users set role = 'ADMIN', scopes = '{}' where id = $1`, [shop.admin.id]);
  });

  test('and who changed them are in the audit log', async () => {
    const member = await staffWith(shop, 'orders:read');
    await shop.admin.patch(`/staff/${member.id}`, { scopes: ['jobs:write'] });
    await shop.admin.delete(`/staff/${member.id}`);
    const { items } = (await shop.admin.get(`/audit-log?subject=${member.id}`)).body;
    expect(items).toMatchObject([
      { action: 'removeStaff', before: { role: 'STAFF', scopes: ['jobs:write'] }, after: null },
      { action: 'changeStaff', before: { scopes: ['orders:read'] }, after: { scopes: ['jobs:write'] } },
    ]);
  });
});

test('settings that name an administrator take their second factor away with their old password', async () => {
  const login = { email: 'root@example.org', password: 'a first password' };
  await ensureAdmin(shop.app.orm.em.fork(), login);
  await shop.pool.query(
    `insert into second_factors (user_id, sealed_secret, confirmed_at)
     select id, '\\x00', now() from users where email = $1`,
    [login.email],
  );
  await ensureAdmin(shop.app.orm.em.fork(), login);
  expect(await count(shop.pool, 'second_factors')).toBe(1);
  await ensureAdmin(shop.app.orm.em.fork(), { ...login, password: 'another password' });
  expect(await count(shop.pool, 'second_factors')).toBe(0);
});

test('nobody takes themselves out, and the document of the API says so', async () => {
  const [one] = [await administrator(), await administrator()];
  expect(codeOf(await one.delete(`/staff/${one.id}`))).toEqual([403, 'forbidden']);
  expect((await one.get('/me')).body.role).toBe('ADMIN');
  const operation = shop.operations.find(({ spec }) => spec.operationId === 'removeStaff');
  expect(operation?.spec).toMatchObject({ description: expect.stringContaining('403') });
});
