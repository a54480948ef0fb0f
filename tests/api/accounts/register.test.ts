import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openShop, type Shop } from '../../setup/api.ts';
import { count } from '../../setup/records.ts';
import { tally } from '../../setup/two-apis.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await openShop();
});
afterAll(() => shop.close());

const ada = { email: 'Ada@Example.org', password: 'correct horse', name: 'Ada Lovelace' };

describe('POST /register', () => {
  test('201: a customer, the e-mail in lower case, nothing of the password in the answer', async () => {
    const answer = await shop.anyone.post('/register', ada);
    expect(answer.status).toBe(201);
    expect(answer.body).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7/),
      email: 'ada@example.org',
      name: 'Ada Lovelace',
      role: 'CUSTOMER',
      emailVerified: false,
      createdAt: expect.any(String),
    });
  });

  test('409 email_taken, without regard to case', async () => {
    const answer = await shop.anyone.post('/register', { ...ada, email: 'ADA@example.ORG' });
    expect([answer.status, answer.body.code]).toEqual([409, 'email_taken']);
  });

  test('a crowd of 300 that registers at once is let in to the last', async () => {
    const crowd = Array.from({ length: 300 }, (_, n) => ({ ...ada, email: `crowd-${n}@example.org` }));
    const answers = await Promise.all(crowd.map((person) => shop.anyone.post('/register', person)));
    expect(answers.filter((answer) => answer.status !== 201).map((answer) => answer.text)).toEqual([]);
  });

  test('twenty registrations of one address at once make one account', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        shop.anyone.post('/register', { ...ada, email: n % 2 ? 'race@example.org' : 'RACE@example.org' }),
      ),
    );
    expect(tally(answers.map((answer) => answer.status))).toEqual({ 201: 1, 409: 19 });
  });

  test('the password is stored as argon2id with 19 MiB, 2 passes, 1 lane, under a salt of its own', async () => {
    await shop.anyone.post('/register', { ...ada, email: 'same1@example.org' });
    await shop.anyone.post('/register', { ...ada, email: 'same2@example.org' });
    const { rows } = await shop.pool.query(
      `select password_hash as hash from users where email like 'same%' order by email`,
    );
    for (const { hash } of rows) {
      expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/);
    }
    expect(rows[0].hash).not.toBe(rows[1].hash);
  });

  test('nobody makes themselves an administrator', async () => {
    const answer = await shop.anyone.post('/register', { ...ada, email: 'root@example.org', role: 'ADMIN' });
    expect([answer.status, answer.body.errors]).toEqual([
      400,
      [{ pointer: '#/role', detail: 'is not known here' }],
    ]);
    expect(await count(shop.pool, 'users', `email = 'root@example.org'`)).toBe(0);
  });

  test.each([
    ['no e-mail', { email: undefined }, '#/email'],
    ['an e-mail that is none', { email: 'ada' }, '#/email'],
    ['an e-mail with a blank', { email: 'a da@example.org' }, '#/email'],
    ['an e-mail of 255 characters', { email: `${'a'.repeat(243)}@example.org` }, '#/email'],
    ['a password of 7 characters', { password: '1234567' }, '#/password'],
    ['a password of 129 characters', { password: 'x'.repeat(129) }, '#/password'],
    ['a password with half of a character', { password: '\ud800 correct horse' }, '#/password'],
    ['a password that is a number', { password: 12345678 }, '#/password'],
    ['an empty name', { name: '' }, '#/name'],
    ['a name of blanks', { name: '   ' }, '#/name'],
    ['a name with NUL', { name: 'A\u0000B' }, '#/name'],
    ['a name that is a list', { name: ['Ada'] }, '#/name'],
  ])('400 for %s', async (_, change, pointer) => {
    const answer = await shop.anyone.post('/register', { ...ada, email: 'new@example.org', ...change });
    expect([answer.status, answer.body.code]).toEqual([400, 'validation_failed']);
    expect(answer.body.errors.map((fault: { pointer: string }) => fault.pointer)).toContain(pointer);
  });

  test.each([
    ['a common one', 'password'],
    ['a common one in another case', 'PassWord'],
    ['digits in a row', '12345678'],
    ['one far down in the lists of leaked ones', 'vinogradov'],
    ['one that is made of a common one', 'iloveyou1234567'],
    ['one that is made of their name', 'Lovelace1815'],
    ['eight blanks', '        '],
    ['one character again and again', 'zzzzzzzzzzzz'],
    ['their e-mail address', 'New@Example.org'],
    ['their name', 'ada  lovelace'.replace('  ', ' ')],
  ])('400 for a password that is guessed first: %s', async (_, password) => {
    const answer = await shop.anyone.post('/register', { ...ada, email: 'new@example.org', password });
    expect([answer.status, answer.body.code]).toEqual([400, 'validation_failed']);
    expect(answer.body.errors).toEqual([{ pointer: '#/password', detail: expect.any(String) }]);
  });

  test.each(['correct horse battery staple', 'customer-holdfast', 'admin-holdfast', 'a password 5f3e'])(
    'a password that nobody guesses first is taken: %s',
    async (password) => {
      const email = `taken-by-${password.length}@example.org`;
      expect((await shop.anyone.post('/register', { ...ada, email, password })).status).toBe(201);
    },
  );

  test('all faults are reported at once', async () => {
    const answer = await shop.anyone.post('/register', { email: 'x', password: 'y', extra: 1 });
    expect(new Set(answer.body.errors.map((fault: { pointer: string }) => fault.pointer))).toEqual(
      new Set(['#/email', '#/password', '#/name', '#/extra']),
    );
  });

  test.each([
    ['emoji', '👩‍💻 Ada'],
    ['right-to-left', 'عدا'],
    ['quotes and SQL', `'; drop table users; --`],
    ['200 characters', 'ß'.repeat(200)],
  ])('a name with %s comes back as it was', async (kind, name) => {
    const email = `${kind.replaceAll(/\W/g, '')}@example.org`;
    expect((await shop.anyone.post('/register', { ...ada, email, name })).body.name).toBe(name);
  });
});
