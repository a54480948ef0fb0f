import { runReconcile } from './setup/books.ts';
import { fillCarts, fillShop } from './setup/fill.ts';
import { measureCheckouts } from './setup/measure.ts';
import { type BenchDatabase, openShop } from './setup/shop.ts';

/** Orders that the large shop has seen; the small one has seen SMALL. */
const [LARGE = 5_000_000] = process.argv.slice(2).map(Number).filter(Boolean);
const SMALL = 50_000;
const USERS = 24_000;
const PRODUCTS = 10_000;
const CONNECTIONS = 128;
const CHECKOUTS = 24_000;
/** Even, so that each of the two is as often the first. */
const ROUNDS = 4;

const kinds = {
  spread: { products: PRODUCTS, items: 2 },
  hot: { products: 1, items: 1 },
} as const;

const shop = await openShop();
try {
  const databases = new Map<number, BenchDatabase>([
    [SMALL, shop],
    [LARGE, await shop.anotherDatabase('large')],
  ]);
  for (const [orders, database] of databases) await fill(orders, database);
  for (const kind of ['spread', 'hot'] as const) await compare(kind, databases);
  for (const [orders, database] of databases)
    console.log(`  ${orders} orders: ${await runReconcile(database)}`);
} finally {
  await shop.close();
}

async function fill(orders: number, { pool }: BenchDatabase): Promise<void> {
  const began = performance.now();
  await fillShop(pool, USERS, PRODUCTS, orders);
  const { rows } = await pool.query(`
    select count(*)::int as orders, pg_size_pretty(pg_database_size(current_database())) as size from orders`);
  const seconds = (performance.now() - began) / 1_000;
  console.log(`${rows[0].orders} orders, ${rows[0].size}, made in ${seconds.toFixed(0)} s`);
}

/** Measures the two shops in turn, so that what changes on the machine meanwhile meets both. */
async function compare(kind: keyof typeof kinds, databases: Map<number, BenchDatabase>): Promise<void> {
  const { products, items } = kinds[kind];
  console.log(`\n${kind}: ${items} item(s) a cart, ${products} product(s), ${CONNECTIONS} connections`);
  const rates = new Map<number, number[]>([...databases.keys()].map((orders) => [orders, []]));
  for (let round = 1; round <= ROUNDS; round++) {
    const inTurn = round % 2 === 1 ? [...databases] : [...databases].reverse();
    for (const [orders, database] of inTurn) {
      const api = await database.startApi();
      await fillCarts(database.pool, 4_000, products, items);
      await measureCheckouts([api.url], 4_000, 64);
      await fillCarts(database.pool, CHECKOUTS, products, items);
      await database.pool.query('checkpoint');
      const before = await workOf(database);
      const f = await measureCheckouts([api.url], CHECKOUTS, CONNECTIONS);
      const after = await workOf(database);
      await api.stop();
      rates.get(orders)!.push(f.ordersPerSecond);
      console.log(
        [
          `  round ${round}, ${String(orders).padStart(7)} orders: ${f.ordersPerSecond.toFixed(0)} orders/s`,
          `p50 ${f.p50} ms`,
          `p99 ${f.p99} ms`,
          `batch ${f.batchSize.toFixed(1)}`,
          `WAL ${((after.wal - before.wal) / f.placed / 1_024).toFixed(1)} kB an order`,
          `pages from outside PostgreSQL's cache ${((after.read - before.read) / f.placed).toFixed(2)} an order`,
          `refused ${JSON.stringify(f.refused)}`,
        ].join(', '),
      );
    }
  }
  const [small, large] = [mean(rates.get(SMALL)!), mean(rates.get(LARGE)!)];
  console.log(
    `  mean: ${small.toFixed(0)} and ${large.toFixed(0)} orders/s: with ${LARGE} orders ${(large / small).toFixed(2)} x`,
  );
}

/** What a database has written and read so far: bytes of WAL, and pages that were not in shared_buffers. */
async function workOf({ pool }: BenchDatabase): Promise<{ wal: number; read: number }> {
  await pool.query('select pg_stat_force_next_flush()');
  const { rows } = await pool.query<{ wal: number; read: number }>(
    `select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::float8 as wal, blks_read::float8 as read
       from pg_stat_database where datname = current_database()`,
  );
  return rows[0]!;
}

function mean(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
