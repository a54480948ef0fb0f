import { MikroORM } from '@mikro-orm/postgresql';
import type { Pool } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ormOptions } from '../../src/entities/orm-options.ts';
import { type Database, openDatabase } from '../setup/api.ts';
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

const endSessions = () =>
  database.pool.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and application_name = 'doomed'`,
  );
const answers = async () => (await orm.em.fork().execute<{ one: number }[]>('select 1 as one'))[0]?.one;

test('a pool has all its connections again after they died in transactions, at whatever point', async () => {
  const em = () => orm.em.fork();
  const deaths = {
    'between two statements': () =>
      em().transactional(async (tx) => {
        await tx.execute('select 1');
        await endSessions();
      }),
    'in a statement': () =>
      em().transactional(async (tx) => {
        const asked = tx.execute('select pg_terminate_backend(pg_backend_pid())');
        await asked;
      }),
    'before it began': async () => {
      const held = await pool.connect();
      held.release();
      const begun = em().transactional(async () => {});
      await Promise.all([endSessions(), begun]);
      throw new Error('dead or alive');
    },
  };
  for (let round = 0; round <= POOL_MAX; round++) {
    for (const [point, die] of Object.entries(deaths)) {
      await expect(die(), point).rejects.toThrow();
      expect(await answers(), point).toBe(1);
    }
  }
  await until('none is missing', () => pool.totalCount === pool.idleCount);
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
  expect(await answers()).toBe(1);
});
