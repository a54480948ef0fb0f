import { MikroORM } from '@mikro-orm/postgresql';
import type { Pool } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createClient, createPool } from '../../src/database/connections.ts';
import { ormOptions } from '../../src/database/orm-options.ts';
import { type Database, openDatabase } from '../setup/api.ts';
import { startProxy, type Wire } from '../setup/proxy.ts';
import { until } from '../setup/wait.ts';

const POOL_MAX = 2;
let database: Database;
let orm: MikroORM;
let pool: Pool;
beforeAll(async () => {
  database = await openDatabase();
  const settings = {
    url: database.url,
    applicationName: 'doomed',
    poolMax: POOL_MAX,
    idleInTransactionMs: 200,
  };
  orm = await MikroORM.init(ormOptions(settings));
  pool = await orm.em.getConnection().getNativeClient();
  pool.on('error', () => {});
});
afterAll(async () => {
  await orm.close(true);
  await database.close();
});

const doomed = `datname = current_database() and application_name = 'doomed'`;
/** Comes back when they are gone. */
async function endSessions(): Promise<void> {
  await database.pool.query(`select pg_terminate_backend(pid) from pg_stat_activity where ${doomed}`);
  await until('the sessions end', async () => {
    const { rowCount } = await database.pool.query(`select from pg_stat_activity where ${doomed}`);
    return rowCount === 0;
  });
}
const ask = () => orm.em.fork().execute<{ one: number }[]>('select 1 as one');
/** A connection that has just died may be given out once more. */
const answers = () => until('an answer', () => ask().catch(() => undefined));

test('a pool has all its connections again after they died in transactions, at whatever point', async () => {
  const betweenStatements = () =>
    orm.em.fork().transactional(async (tx) => {
      await tx.execute('select 1');
      await endSessions();
    });
  const inStatement = () =>
    orm.em.fork().transactional((tx) => tx.execute('select pg_terminate_backend(pg_backend_pid())'));
  for (let round = 0; round <= POOL_MAX; round++) {
    await expect(betweenStatements()).rejects.toThrow();
    await answers();
    await expect(inStatement()).rejects.toThrow();
    await answers();
  }
  await until('none is missing', () => pool.totalCount === pool.idleCount);
});

test('a connection that PostgreSQL ends while nothing is asked of it, lent out or not, ends no process', async () => {
  const faults: unknown[] = [];
  const note = (fault: unknown) => void faults.push(fault);
  process.on('uncaughtException', note);
  const small = createPool(database.url, { applicationName: 'doomed', max: 2 });
  const client = createClient(database.url, { applicationName: 'doomed' });
  try {
    const [lent, free] = await Promise.all([small.connect(), small.connect(), client.connect()]);
    const ended = [lent, free, client].map((one) => new Promise<void>((resolve) => one.once('end', resolve)));
    free.release();
    await endSessions();
    await Promise.all(ended);
    await expect(lent.query('select 1')).rejects.toThrow();
    lent.release(true);
    expect((await small.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
    expect(faults).toEqual([]);
  } finally {
    process.off('uncaughtException', note);
    await Promise.all([small.end(), client.end().catch(() => {})]);
  }
});

test('a transaction in which nothing is asked any more gives back what it had locked', async () => {
  const product = await database.product();
  const hung = await pool.connect();
  await hung.query('begin');
  await hung.query('select from products where id = $1 for update', [product.id]);
  const { rowCount } = await database.pool.query('select from products where id = $1 for update', [
    product.id,
  ]);
  expect(rowCount).toBe(1);
  await expect(hung.query('select 1')).rejects.toThrow();
  hung.release();
  await answers();
});

test('a pool whose server vanished without a word has new connections soon', async () => {
  const proxy = await startProxy(database.url);
  const settings = { url: proxy.through(database.url), applicationName: 'doomed', poolMax: POOL_MAX };
  const away = await MikroORM.init(ormOptions({ ...settings, lentAtMostMs: 300 }));
  const askAway = () => away.em.fork().execute<{ one: number }[]>('select 1 as one');
  const silent = new Set<Wire>();
  try {
    await Promise.all([askAway(), askAway()]);
    proxy.onRequest = (_, wire) => {
      silent.add(wire);
      return false;
    };
    const asked = [askAway(), away.em.fork().transactional((tx) => tx.execute('select 1'))];
    for (const { status } of await Promise.allSettled(asked)) expect(status).toBe('rejected');
    expect(silent.size).toBe(POOL_MAX);
    proxy.onRequest = (_, wire) => !silent.has(wire);
    expect(await askAway()).toEqual([{ one: 1 }]);
  } finally {
    await away.close(true);
    await proxy.close();
  }
});
