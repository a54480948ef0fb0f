import { MikroORM } from '@mikro-orm/postgresql';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { unlimitedLogins } from '../../src/accounts/login-limiter.ts';
import { hashPassword } from '../../src/accounts/password.ts';
import { verifyLogin } from '../../src/accounts/verify-login.ts';
import { ormOptions } from '../../src/entities/orm-options.ts';
import { type Database, openDatabase } from '../setup/api.ts';

let database: Database;
let orm: MikroORM;
beforeAll(async () => {
  database = await openDatabase();
  orm = await MikroORM.init(ormOptions({ url: database.url, applicationName: 'accounts' }));
});
afterAll(async () => {
  await orm.close(true);
  await database.close();
});

const codeOf = (email: string) =>
  verifyLogin(orm.em.fork(), unlimitedLogins, { email, password: 'wrong', address: '192.0.2.1' }).then(
    () => 'taken',
    (problem) => problem.code,
  );

test('a process whose first logins came in a flood goes on to tell unknown e-mails what it tells known ones', async () => {
  const known = `${await database.customer()}@example.org`;
  // More than may wait for their hash.
  const flood = Array.from({ length: 210 }, () => hashPassword('correct horse').catch(() => 'refused'));
  await Promise.all([codeOf('nobody@example.org'), codeOf(known)]);
  expect(await Promise.all(flood)).toContain('refused');
  expect(await codeOf('nobody@example.org')).toBe('invalid_credentials');
  expect(await codeOf(known)).toBe('invalid_credentials');
});
