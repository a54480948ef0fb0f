import type { Pool } from 'pg';
import { createReportsPool } from '../src/api/reports/reports-pool.ts';
import { daysToRollUp, monthsToRollUp, rollUpDay, rollUpMonth } from '../src/reports/roll-up-sales.ts';
import { salesCsv } from '../src/reports/sales-csv.ts';
import { salesReport } from '../src/reports/sales-report.ts';
import { sqlProductId, sqlUserId } from './setup/fill.ts';
import { unchecked } from './setup/history.ts';
import { withoutSecondaryIndexes } from './setup/indexes.ts';
import { openShop } from './setup/shop.ts';

/** Orders of a year, three lines each. */
const [ORDERS = 1_000_000] = process.argv.slice(2).map(Number).filter(Boolean);
const USERS = 1_000;
const PRODUCTS = 10_000;
const DAYS = 365;
const ROUNDS = 3;
const dimensions = ['day', 'product', 'country', 'taxRate'] as const;

const shop = await openShop();
/** What the API reads them with. */
const reports = createReportsPool(shop.databaseUrl);
try {
  await fill(shop.pool);
  const end = new Date(Math.floor(Date.now() / 86_400_000) * 86_400_000);
  const year = { from: new Date(end.getTime() - DAYS * 86_400_000), end, limit: 50_000 };
  const day = { ...year, from: new Date(end.getTime() - 86_400_000) };
  await report('the last day, from its orders', day);

  const days = await daysToRollUp(shop.pool, 1_000);
  await rollUp('days', days, rollUpDay);
  await shop.pool.query('vacuum analyze sales_days, sales_totals');
  await report('the year, its days rolled up', year);

  await rollUp('months', await monthsToRollUp(shop.pool), rollUpMonth);
  await shop.pool.query('vacuum analyze sales_months, sales_month_totals');
  await report('the year, its months rolled up as well', year);

  await shop.pool.query(
    `insert into sales_changes (day) select distinct day from sales_days order by day desc limit 30`,
  );
  await report('the year, 30 days of it changed since', year);
} finally {
  await reports.end();
  await shop.close();
}

async function rollUp(
  what: string,
  spans: string[],
  one: (pool: Pool, span: string) => Promise<void>,
): Promise<void> {
  const began = performance.now();
  for (const span of spans) await one(shop.pool, span);
  const seconds = (performance.now() - began) / 1_000;
  console.log(
    `\n${spans.length} ${what} rolled up in ${seconds.toFixed(1)} s, ${((1_000 * seconds) / spans.length).toFixed(0)} ms each`,
  );
}

async function report(what: string, span: { from: Date; end: Date; limit: number }): Promise<void> {
  console.log(`\n${what}`);
  for (const by of dimensions) {
    const times: number[] = [];
    let rows = 0;
    let kb = 0;
    for (let round = 0; round < ROUNDS; round++) {
      const began = performance.now();
      const { items } = await salesReport(reports, { ...span, by });
      const csv = salesCsv(by, { items });
      times.push(performance.now() - began);
      rows = items.length;
      kb = csv.length / 1_024;
    }
    const median = times.toSorted((a, b) => a - b)[Math.floor(ROUNDS / 2)]!;
    console.log(
      `  by ${by.padEnd(8)} ${String(rows).padStart(6)} rows ${median.toFixed(0).padStart(7)} ms  ${kb.toFixed(0).padStart(5)} KB`,
    );
  }
}

/** A year of orders, spread evenly, with taxes, a shipping charge each and an address each. */
async function fill(pool: Pool): Promise<void> {
  const began = performance.now();
  await pool.query(`
    insert into users (id, email, name, password_hash, role)
    select ${sqlUserId('n')}, 'buyer' || n || '@bench.example', 'Buyer ' || n, '-', 'CUSTOMER'
      from generate_series(1, ${USERS}) n`);
  await pool.query(`insert into categories (id, slug, name) values (gen_random_uuid(), 'all', 'All')`);
  await pool.query(`
    insert into products (id, sku, name, category_id, price, currency, stock_quantity)
    select ${sqlProductId('n')}, 'SKU-' || n, 'Product ' || n, (select id from categories), 1200, 'GBP', 0
      from generate_series(1, ${PRODUCTS}) n`);
  await withoutSecondaryIndexes(pool, ['orders', 'order_items', 'order_charges', 'order_addresses'], () =>
    fillOrders(pool),
  );
  await pool.query('vacuum (analyze, parallel 0) orders, order_items, order_charges, order_addresses');
  const { rows } = await pool.query(`select pg_size_pretty(pg_database_size(current_database())) as size`);
  console.log(
    `${ORDERS} orders, ${rows[0].size}, made in ${((performance.now() - began) / 1_000).toFixed(0)} s`,
  );
}

/** Foreign keys are not checked row by row: what is written refers to what is there. */
async function fillOrders(pool: Pool): Promise<void> {
  const { rows } = await pool.query(
    `select extract(epoch from date_trunc('day', now(), 'UTC') - interval '${DAYS} days')::bigint * 1000 as began`,
  );
  const ms = `(${rows[0].began} + n::bigint * ${DAYS * 86_400_000} / ${ORDERS + 1})`;
  const id = `(lpad(to_hex(${ms}), 12, '0') || '70008000' || lpad(to_hex(n), 12, '0'))::uuid`;
  const numbers = `generate_series(1, ${ORDERS}) n`;
  await Promise.all([
    unchecked(
      pool,
      `insert into orders (id, user_id, status, total, currency, created_at, items_total, discount_total, charges_total, tax_total, prices_include_tax)
       select ${id}, ${sqlUserId(`1 + n % ${USERS}`)}, 'PLACED', 4100, 'GBP', to_timestamp(${ms} / 1000.0), 3600, 0, 500, 683, true
         from ${numbers}`,
    ),
    unchecked(
      pool,
      `insert into order_items (order_id, position, product_id, sku, name, unit_price, quantity, line_total, tax, tax_rate, cancelled)
       select ${id}, p, ${sqlProductId(`1 + (n::bigint * 7919 + p * 104729) % ${PRODUCTS}`)}, 'SKU', 'Product', 1200, 1, 1200, 200, 200000, 0
         from ${numbers}, generate_series(0, 2) p`,
    ),
    unchecked(
      pool,
      `insert into order_charges (order_id, position, type, label, amount, discount, tax, tax_rate)
       select ${id}, 0, 'SHIPPING', 'Parcel', 500, 0, 83, 200000 from ${numbers}`,
      `insert into order_addresses (order_id, kind, name, line1, city, country)
       select ${id}, 'SHIPPING', 'A', 'B', 'C', (array['GB','DE','FR','NL','IE','ES','IT','PL','SE','US'])[1 + n % 10] from ${numbers}`,
    ),
  ]);
}
