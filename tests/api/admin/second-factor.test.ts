import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { codeOfStep, stepAt } from '../../../src/staff/second-factor/totp.ts';
import { openShop, type Shop } from '../../setup/api.ts';
import { count } from '../../setup/records.ts';
import { admin, cookieOf } from './operator.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.close());

const post = (url: string, form: Record<string, string>, cookie = '') =>
  shop.app.inject({
    method: 'POST',
    url,
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'sec-fetch-site': 'same-origin',
      accept: 'text/html',
      cookie,
    },
    payload: new URLSearchParams(form).toString(),
  });
const get = (url: string, cookie: string) =>
  shop.app.inject({ url, headers: { accept: 'text/html', cookie } });
const cookiesOf = (reply: Awaited<ReturnType<typeof post>>) =>
  reply.cookies
    .filter(({ value }) => value !== '')
    .map(({ name, value }) => `${name}=${value}`)
    .join('; ');

function secretIn(page: string): Buffer {
  const [, text = ''] = /id="secret">([A-Z2-7 ]+)</.exec(page) ?? [];
  const bits = [...text.replaceAll(' ', '')].map((letter) =>
    'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0'),
  );
  return Buffer.from((bits.join('').match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
}
const codesIn = (page: string) =>
  [...page.matchAll(/<li class="mono">([a-z2-7-]{19})<\/li>/g)].map(([, code]) => code!);

/** Codes of a device, each good once: the device of a test lives a little in the future for each. */
function deviceOf(secret: Buffer) {
  return {
    code: () => codeOfStep(secret, stepAt(new Date())),
    /** As if nobody had shown the last code: what is tested is not how long half a minute is. */
    forget: (userId: string) =>
      shop.pool.query('update second_factors set last_step = 0 where user_id = $1', [userId]),
  };
}
/** Somebody of the staff with a device that is on. */
async function withDevice(email: string) {
  const login = { email, password: 'a long password' };
  const { id } = (await shop.anyone.post('/register', { ...login, name: 'Operator' })).body;
  await shop.pool.query(`update users set role = 'STAFF', scopes = '{orders:read}' where id = $1`, [id]);
  const cookie = await cookieOf(shop.app, login);
  await post('/admin/account/second-factor', { password: login.password }, cookie);
  const secret = secretIn((await get('/admin/account/second-factor', cookie)).body);
  const device = deviceOf(secret);
  const done = await post('/admin/account/second-factor/confirm', { code: device.code() }, cookie);
  await device.forget(id);
  return { id, login, cookie, secret, device, codes: codesIn(done.body), done };
}

describe('the second factor of an operator', () => {
  test('is set up with the password and a first code, ends other logins and is not readable at rest', async () => {
    const login = { email: 'ada@example.org', password: 'a long password' };
    const { id } = (await shop.anyone.post('/register', { ...login, name: 'Ada' })).body;
    await shop.pool.query(`update users set role = 'STAFF', scopes = '{orders:read}' where id = $1`, [id]);
    const [cookie, elsewhere] = [await cookieOf(shop.app, login), await cookieOf(shop.app, login)];
    const wrong = await post('/admin/account/second-factor', { password: 'wrong' }, cookie);
    expect([wrong.statusCode, wrong.body.includes('E-mail or password is wrong')]).toEqual([400, true]);
    expect(await count(shop.pool, 'second_factors')).toBe(0);
    const begun = await post('/admin/account/second-factor', { password: login.password }, cookie);
    expect(begun.headers.location).toBe('/admin/account/second-factor');
    const page = (await get('/admin/account/second-factor', cookie)).body;
    expect(page).toContain('<svg');
    expect(page).toContain('otpauth://totp/Holdfast:ada%40example.org?secret=');
    const secret = secretIn(page);
    // Nobody is asked for a code that no device has shown.
    expect((await shop.anyone.post('/login', login)).status).toBe(200);
    const refused = await post('/admin/account/second-factor/confirm', { code: '000000' }, cookie);
    expect([refused.statusCode, refused.body.includes('not right')]).toEqual([400, true]);
    const done = await post(
      '/admin/account/second-factor/confirm',
      { code: deviceOf(secret).code() },
      cookie,
    );
    expect(codesIn(done.body)).toHaveLength(10);
    expect((await get('/admin/account', cookie)).body).toContain('10 recovery codes are left');
    expect((await get('/admin/account', elsewhere)).statusCode).toBe(303);
    // It is on: nobody begins another one over it, and its secret is shown no more.
    await post('/admin/account/second-factor', { password: login.password }, cookie);
    expect((await get('/admin/account/second-factor', cookie)).headers.location).toBe('/admin/account');
    const { rows } = await shop.pool.query(
      `select (select json_agg(f) from second_factors f)::text || (select json_agg(c) from recovery_codes c)::text as kept`,
    );
    expect(rows[0].kept).not.toContain(secret.toString('hex'));
    for (const code of codesIn(done.body)) {
      expect(rows[0].kept).not.toContain(Buffer.from(code.replaceAll('-', '')).toString('hex'));
    }
    const { items } = (await shop.admin.get(`/audit-log?subject=${id}&action=addSecondFactor`)).body;
    expect(items).toHaveLength(1);
  });

  test('is asked for at the pages: a code is good once, and only for whose password was right', async () => {
    const { login, device, id } = await withDevice('grace@example.org');
    const code = device.code();
    const asked = await post('/admin/login', { ...login, next: '/admin/orders' });
    expect([asked.statusCode, asked.body.includes('The code of your device')]).toEqual([200, true]);
    const step = cookiesOf(asked);
    expect(step).toMatch(/^holdfast_admin_code=/);
    // The first step alone opens nothing, nor does it in place of a session or of a token.
    const token = step.split('=')[1]!;
    for (const cookie of [step, `holdfast_admin=${token}`])
      expect((await get('/admin/orders', cookie)).statusCode).toBe(303);
    expect((await shop.anyone.get('/me', { authorization: `Bearer ${token}` })).status).toBe(401);
    expect((await post('/admin/login/code', { code })).statusCode).toBe(401);
    expect((await post('/admin/login/code', { code: '123' }, step)).statusCode).toBe(401);
    const done = await post(
      '/admin/login/code',
      { code: ` ${code.slice(0, 3)} ${code.slice(3)}`, next: '/admin/orders' },
      step,
    );
    expect([done.statusCode, done.headers.location]).toEqual([303, '/admin/orders']);
    expect((await get('/admin/orders', cookiesOf(done))).statusCode).toBe(200);
    const replayed = await post('/admin/login/code', { code }, step);
    expect([replayed.statusCode, replayed.body.includes('was used before')]).toEqual([401, true]);
    // Whoever has another password now begins again.
    await device.forget(id);
    await shop.pool.query(`update users set password_hash = 'another' where id = $1`, [id]);
    expect((await post('/admin/login/code', { code: device.code() }, step)).body).toContain('Log in again');
  });

  test('lets one of two in who come with the same code at once', async () => {
    const { login, device } = await withDevice('twice@example.org');
    const code = device.code();
    const answers = await Promise.all([1, 2, 3].map(() => shop.anyone.post('/login', { ...login, code })));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 401, 401]);
  });

  test('is asked for by POST /login of those who work here', async () => {
    const { login, device, codes } = await withDevice('api@example.org');
    const without = await shop.anyone.post('/login', login);
    expect([without.status, without.body.code]).toEqual([401, 'second_factor_required']);
    const wrong = await shop.anyone.post('/login', { ...login, code: '000000' });
    expect([wrong.status, wrong.body.code]).toEqual([401, 'invalid_credentials']);
    const guess = await shop.anyone.post('/login', { ...login, password: 'wrong', code: device.code() });
    expect([guess.status, guess.body.code]).toEqual([401, 'invalid_credentials']);
    expect((await shop.anyone.post('/login', { ...login, code: device.code() })).status).toBe(200);
    // A recovery code, in whatever way it is written, once.
    const code = codes[0]!.toUpperCase().replaceAll('-', ' ');
    expect((await shop.anyone.post('/login', { ...login, code })).status).toBe(200);
    expect((await shop.anyone.post('/login', { ...login, code })).status).toBe(401);
  });

  test('gets new recovery codes and goes away for whoever shows a code', async () => {
    const { id, login, cookie, codes, device } = await withDevice('renew@example.org');
    expect(
      (await post('/admin/account/recovery-codes', { code: 'aaaa-aaaa-aaaa-aaaa' }, cookie)).statusCode,
    ).toBe(400);
    const renewed = await post('/admin/account/recovery-codes', { code: codes[0]! }, cookie);
    expect(codesIn(renewed.body)).toHaveLength(10);
    const refused = await post('/admin/account/second-factor/remove', { code: codes[1]! }, cookie);
    expect(refused.statusCode).toBe(400);
    await device.forget(id);
    const gone = await post('/admin/account/second-factor/remove', { code: device.code() }, cookie);
    expect(gone.statusCode).toBe(303);
    expect((await shop.anyone.post('/login', login)).status).toBe(200);
    expect(await count(shop.pool, 'recovery_codes', 'user_id = $1', [id])).toBe(0);
  });

  test('that is lost is taken away by an administrator', async () => {
    const { id, login } = await withDevice('lost@example.org');
    expect((await shop.admin.delete(`/staff/${id}/second-factor`)).status).toBe(204);
    expect((await shop.admin.delete(`/staff/${id}/second-factor`)).status).toBe(404);
    expect((await shop.anyone.post('/login', login)).status).toBe(200);
  });

  test('is not asked of customers, whatever is in their row', async () => {
    const { id, login } = await withDevice('customer@example.org');
    await shop.pool.query(`update users set role = 'CUSTOMER', scopes = '{}' where id = $1`, [id]);
    expect((await shop.anyone.post('/login', login)).status).toBe(200);
  });
});

test('codes are guessed ten times in a quarter of an hour, and then a right one does not help', async () => {
  const limited = await openShop({ RATE_LIMIT_ENABLED: 'true' });
  const unlimited = shop;
  shop = limited;
  try {
    const { login, device } = await withDevice('guessed@example.org');
    const guesses: number[] = [];
    for (let n = 0; n < 10; n++)
      guesses.push((await shop.anyone.post('/login', { ...login, code: '000000' })).status);
    expect(new Set(guesses)).toEqual(new Set([401]));
    const stopped = await shop.anyone.post('/login', { ...login, code: device.code() });
    expect([stopped.status, stopped.body.code]).toEqual([429, 'rate_limited']);
    const asked = await post('/admin/login', login);
    const page = await post('/admin/login/code', { code: device.code() }, cookiesOf(asked));
    expect([page.statusCode, page.headers['retry-after'] !== undefined]).toEqual([429, true]);
    expect((await cookieOf(shop.app, admin)).length).toBeGreaterThan(20);
  } finally {
    shop = unlimited;
    await limited.close();
  }
});
