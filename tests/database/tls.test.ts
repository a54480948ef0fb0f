import type { Pool } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { withEnvironment } from '../../src/database/connection-url.ts';
import { createPool } from '../../src/database/connections.ts';
import { migrateToHead } from '../../src/database/migrate-to-head.ts';
import { startFailure } from '../../src/process/lifecycle.ts';
import { startShop } from '../degraded/shop.ts';
import { doors, everywhere } from '../setup/doors.ts';
import { startEntry } from '../setup/entry-process.ts';
import { insertProduct, insertUser } from '../setup/records.ts';
import { createEmptyDatabase, type TestDatabase } from '../setup/services.ts';
import { startTlsPostgres, type TlsPostgres } from '../setup/tls-postgres.ts';
import { startMailServer } from '../workers/mail-server.ts';

const encrypted = 'select ssl from pg_stat_ssl where pid = pg_backend_pid()';
const all = (ssl: boolean) => Object.keys(doors).map(() => [{ ssl }]);

let tls: TlsPostgres;
let clear: TestDatabase;
beforeAll(async () => {
  [tls, clear] = await Promise.all([startTlsPostgres(), createEmptyDatabase()]);
  const pool = createPool(tls.with({ sslmode: 'require' }), { applicationName: 'test', max: 1 });
  await pool.query('create role certified login superuser');
  await pool.end();
});
afterAll(async () => {
  await tls.stop();
  await clear.drop();
});

/** What a process would say of it. */
const failureOf = (url: string) =>
  Promise.all(Object.values(doors).map((ask) => ask(url, 'select 1').then(String, startFailure)));
const eachSays = (what: RegExp) => Object.keys(doors).map(() => expect.stringMatching(what));

describe('every connection of the shop keeps to the sslmode of DATABASE_URL', () => {
  test.each(['require', 'prefer', 'no-verify'])('%s encrypts, whoever signed', async (sslmode) => {
    expect(await everywhere(tls.with({ sslmode }), encrypted)).toEqual(all(true));
  });

  test.each(['verify-ca', 'verify-full', 'require'])(
    '%s takes the authority that is named',
    async (sslmode) => {
      const ours = tls.with({ sslmode, sslrootcert: tls.files.authority });
      expect(await everywhere(ours, encrypted)).toEqual(all(true));
      const strangers = tls.with({ sslmode, sslrootcert: tls.files.stranger });
      expect(await failureOf(strangers)).toEqual(eachSays(/TLS with PostgreSQL failed .* check sslrootcert/));
    },
  );

  test('verify-full looks at the name, or at the address, and verify-ca does not', async () => {
    const named = (sslmode: string, host: string) =>
      tls.with({ sslmode, sslrootcert: tls.files.authority, host });
    expect(await everywhere(named('verify-full', '127.0.0.1'), encrypted)).toEqual(all(true));
    expect(await failureOf(named('verify-full', 'localhost'))).toEqual(eachSays(/for another host name/));
    expect(await everywhere(named('verify-ca', 'localhost'), encrypted)).toEqual(all(true));
  });

  test("a client's certificate logs in, at every door", async () => {
    const { authority: sslrootcert, certificate: sslcert, key: sslkey } = tls.files;
    const query = { sslmode: 'verify-full', sslrootcert, sslcert, sslkey, user: 'certified' };
    const who = 'select session_user::text as who';
    const certified = Object.keys(doors).map(() => [{ who: 'certified' }]);
    expect(await everywhere(tls.with(query), who)).toEqual(certified);
  });

  test('PGSSLMODE and PGSSLROOTCERT count where the URL says nothing', async () => {
    const env = { PGSSLMODE: 'verify-full', PGSSLROOTCERT: tls.files.authority };
    expect(await everywhere(withEnvironment(tls.url, env), encrypted)).toEqual(all(true));
    expect(await everywhere(withEnvironment(`${clear.url}?sslmode=disable`, env), encrypted)).toEqual(
      all(false),
    );
  });
});

test('a server that wants TLS is not mistaken for a wrong password', async () => {
  expect(await failureOf(tls.url)).toEqual(eachSays(/takes no connection without TLS.*sslmode=require/));
  const wrong = tls.with({ sslmode: 'require' }).replace(/:[^:@]+@/, ':wrong@');
  expect(await failureOf(wrong)).toEqual(eachSays(/refused the login; check user and password/));
});

test.each(['prefer', 'require', 'verify-full'])(
  'a server without TLS is refused at the start under %s, by the migration and by the API',
  async (sslmode) => {
    const DATABASE_URL = `${clear.url}?sslmode=${sslmode}`;
    await expect(migrateToHead(DATABASE_URL).catch((error) => startFailure(error))).resolves.toMatch(
      /has no TLS.*sslmode=disable/,
    );
    const api = startEntry('bin/api.js', { DATABASE_URL, JWT_SECRET: 'x'.repeat(32), PORT: '0' });
    await expect(api.ready).rejects.toThrow(/has no TLS/);
  },
);

test('a Unix socket needs no TLS, and is found by host= and port=', async () => {
  const { username, password, pathname } = new URL(tls.url);
  const place = new URLSearchParams({ host: tls.socketFolder, port: String(tls.port) });
  const url = `postgresql://${username}:${password}@${pathname}?${place}`;
  expect(await everywhere(url, encrypted)).toEqual(all(false));
  expect(await everywhere(`${url}&sslmode=require`, encrypted)).toEqual(all(false));
  expect(await failureOf(url.replace(String(tls.port), '1'))).toEqual(eachSays(/no socket .*PGSQL\.1/));
});

test('a shop on a server that takes TLS alone migrates, sells and sends its mail, and every session is encrypted', async () => {
  const url = tls.with({ sslmode: 'verify-full', sslrootcert: tls.files.authority });
  await migrateToHead(url);
  const pool: Pool = createPool(url, { applicationName: 'test', max: 2 });
  const mailServer = await startMailServer();
  // Without Redis, so that the jobs are on these connections, too.
  const shop = await startShop({ url, pool, customer: () => insertUser(pool) }, mailServer, '');
  try {
    const product = await insertProduct(pool);
    const order = await shop.order(product.id);
    await shop.delivered([order]);
    const { rows } = await pool.query<{ name: string; ssl: boolean }>(
      `select application_name as name, bool_and(ssl) as ssl
         from pg_stat_ssl join pg_stat_activity using (pid)
        where datname = current_database() group by 1`,
    );
    expect(rows.filter(({ ssl }) => !ssl)).toEqual([]);
    expect(rows.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        'holdfast-api',
        'holdfast-checkout',
        'holdfast-catalog-changes',
        'holdfast-api-jobs',
        'holdfast-worker',
      ]),
    );
  } finally {
    await shop.stop();
    await mailServer.close();
    await pool.end();
  }
});
