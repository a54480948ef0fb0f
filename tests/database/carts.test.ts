import type { Pool } from 'pg';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createPool } from '../../src/database/connections.ts';
import { migrateToHead } from '../../src/database/migrate-to-head.ts';
import { migrations } from '../../src/entities/migrations/index.ts';
import { insertCart, insertProduct, insertUser } from '../setup/records.ts';
import { createEmptyDatabase, type TestDatabase } from '../setup/services.ts';

const first = migrations.findIndex(({ name }) => name === 'Migration20261127080300_carts');
const before = migrations.slice(0, first);
const untilTrigger = migrations.slice(0, first + 2);

let database: TestDatabase;
let pool: Pool;
beforeEach(async () => {
  database = await createEmptyDatabase();
  pool = createPool(database.url, { applicationName: 'test', max: 2 });
});
afterEach(async () => {
  await pool.end();
  await database.drop();
});

test('each cart that has lines gets its row, as old as its lines; who has none gets none', async () => {
  await migrateToHead(database.url, { migrations: before });
  const [mug, cup] = [await insertProduct(pool), await insertProduct(pool)];
  const empty = await insertUser(pool);
  await pool.query(`
    insert into users (id, email, name, password_hash)
    select gen_random_uuid(), 'buyer' || n || '@example.org', 'Buyer', 'none' from generate_series(1, 2500) n`);
  await pool.query(
    `insert into cart_items (id, user_id, product_id, quantity, created_at)
     select gen_random_uuid(), u.id, p.id, 1, timestamptz '2026-11-01Z' + p.days * interval '1 day'
       from users u, (values ($1::uuid, 1), ($2::uuid, 2)) as p (id, days) where u.id <> $3`,
    [mug.id, cup.id, empty],
  );
  await migrateToHead(database.url);
  const { rows } = await pool.query(`
    select c.created_at, c.changed_at, count(*)::int as carts from carts c group by 1, 2`);
  expect(rows).toEqual([
    {
      created_at: new Date('2026-11-02T00:00:00Z'),
      changed_at: new Date('2026-11-03T00:00:00Z'),
      carts: 2_500,
    },
  ]);
});

test('who fills a cart while it gets its row finds it', async () => {
  await migrateToHead(database.url, { migrations: untilTrigger });
  const [mug, cup, buyer] = [await insertProduct(pool), await insertProduct(pool), await insertUser(pool)];
  await insertCart(pool, buyer, [[mug.id, 1]]);
  await migrateToHead(database.url);
  await insertCart(pool, buyer, [[cup.id, 1]]);
  const { rows } = await pool.query('select user_id from carts');
  expect(rows).toEqual([{ user_id: buyer }]);
});

test('a cart and its lines go with their user', async () => {
  await migrateToHead(database.url);
  const [mug, buyer] = [await insertProduct(pool), await insertUser(pool)];
  await insertCart(pool, buyer, [[mug.id, 1]]);
  await pool.query('delete from users where id = $1', [buyer]);
  const { rows } = await pool.query('select from carts union all select from cart_items');
  expect(rows).toEqual([]);
});
