import { MikroORM } from '@mikro-orm/postgresql';
import type { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findSales } from '../../src/api/admin/orders/sql/find-sales.ts';
import { changeCarts } from '../../src/cart/sql/change-carts.ts';
import { readCarts, readCartsToPrice } from '../../src/cart/sql/read-carts.ts';
import { setLineQuantity } from '../../src/cart/sql/set-line-quantity.ts';
import { createClient } from '../../src/database/connections.ts';
import { ormOptions } from '../../src/database/orm-options.ts';
import { keepAllAnswers, keepAnswer } from '../../src/idempotency/sql/keep-answers.ts';
import { readBilledOrder } from '../../src/invoices/sql/read-billed-order.ts';
import { findInvoice, findInvoices } from '../../src/invoices/sql/read-invoices.ts';
import { writeAddresses } from '../../src/order-life/sql/keep-address.ts';
import { writeCancellations } from '../../src/order-life/sql/write-cancellations.ts';
import { writeChange } from '../../src/order-life/sql/write-change.ts';
import { writeFulfillments } from '../../src/order-life/sql/write-fulfillments.ts';
import { writeReturns } from '../../src/order-life/sql/write-returns.ts';
import { findPartlyPaid } from '../../src/order-payments/sql/find-partly-paid.ts';
import { keepMessages } from '../../src/order-payments/sql/inbox.ts';
import { measurePayments } from '../../src/order-payments/sql/measure.ts';
import {
  writeOrders,
  writeOrdersWithCosts,
  writeOrdersWithDetails,
} from '../../src/orders/sql/write-orders.ts';
import { writeMoney } from '../../src/payments/sql/write-money.ts';
import { findErasureOf, holdErasure, insertErasure } from '../../src/privacy/sql/erasures.ts';
import { findOldOrders, hasOpenOrder } from '../../src/privacy/sql/orders-to-erase.ts';
import { readGoods } from '../../src/rates/sql/read-goods.ts';
import { readLiveDiscounts } from '../../src/rates/sql/read-live-discounts.ts';
import { insertTotals } from '../../src/reports/sql/roll-up-day.ts';
import { createDatabase, type TestDatabase } from '../setup/services.ts';
import { type SqlText, sqlTexts } from '../setup/sql-texts.ts';

/**
 * Its tables are made from the entities alone, whatever the migrations say: what the entities do not know is
 * not in them, but for the ORM's own record of its migrations. Functions and extensions, which no entity describes, are those of the migrations.
 */
let database: TestDatabase;
let client: Client;
beforeAll(async () => {
  database = await createDatabase();
  client = createClient(database.url, { applicationName: 'test' });
  await client.connect();
  const { rows } = await client.query<{ tables: string }>(
    `select string_agg(quote_ident(tablename), ', ') as tables from pg_tables
      where schemaname = 'public' and tablename <> 'mikro_orm_migrations'`,
  );
  await client.query(`drop table ${rows[0]!.tables} cascade`);
  const orm = await MikroORM.init(ormOptions({ url: database.url, applicationName: 'entities' }));
  await orm.schema.create();
  await orm.close(true);
});
afterAll(async () => {
  await client.end();
  await database.drop();
});

const isComposed = ({ text }: SqlText) => text.includes('${');
const inSource = sqlTexts('src/**/*.ts');
const whole = inSource.filter((sql) => !isComposed(sql));

/**
 * Where statements are put together while they run, by filters and sort orders. Each of them is run against
 * the migrated database by the tests of its folder; a new one belongs into this list only with such a test.
 */
const composed = [
  'src/accounts/',
  'src/api/admin/orders/sql/find-order.ts',
  'src/api/admin/orders/sql/list-orders.ts',
  'src/api/admin/payments/sql/find-trouble.ts',
  'src/outbox/sql/count-mails.ts',
  'src/catalog/',
  'src/customers/',
  'src/links/use-link.ts',
  'src/orders/own-orders.ts',
  'src/orders/read-orders.ts',
  'src/staff/',
  'src/webhooks/',
  'src/workers/sql/read-orders-for-mail.ts',
];

/** Statements that are composed once, when their file is loaded. */
const composedOnce: SqlText[] = [
  writeOrders,
  writeOrdersWithDetails,
  writeOrdersWithCosts,
  readCarts,
  readCartsToPrice,
  changeCarts,
  keepAnswer,
  keepAllAnswers,
  writeCancellations,
  writeFulfillments,
  writeReturns,
  findPartlyPaid,
  findErasureOf,
  insertErasure,
  holdErasure,
  hasOpenOrder,
  findOldOrders,
  writeAddresses,
  setLineQuantity,
  readGoods,
  readLiveDiscounts,
  writeChange,
  writeMoney,
  keepMessages,
  insertTotals,
  readBilledOrder,
  findInvoices,
  findInvoice,
  measurePayments,
  ...Object.values(findSales),
].map(({ name, text }) => ({ file: name, text }));
/** Where the text of one of these stands with its gaps. */
const composedOnceIn = [
  'src/api/admin/products/sql/find-product.ts',
  'src/cart/sql/',
  'src/invoices/sql/',
  'src/order-payments/sql/find-partly-paid.ts',
  'src/order-payments/sql/inbox.ts',
  'src/order-payments/sql/measure.ts',
  'src/payments/sql/',
  'src/privacy/sql/',
  'src/rates/sql/',
  'src/reports/sql/',
];

const nameOf = ({ file, text }: SqlText) => `${file}: ${text.trim().split(/\s+/).slice(0, 5).join(' ')}`;

test('the statements of the checkout, the ledger, the jobs and the workers are all found', () => {
  const files = whole.map(({ file }) => file);
  for (const folder of [
    'src/idempotency/sql/',
    'src/orders/sql/',
    'src/stock/',
    'src/jobs/',
    'src/outbox/sql/',
    'src/workers/sql/',
    'src/cart/',
  ]) {
    expect(files.some((file) => file.startsWith(folder))).toBe(true);
  }
  const others = inSource.filter(
    ({ file, text }) =>
      isComposed({ file, text }) && ![...composedOnceIn, ...composed].some((path) => file.startsWith(path)),
  );
  expect(others).toEqual([]);
});

describe('every table and column of a hand-written statement is one of the entities', () => {
  test.each([...whole, ...composedOnce].map((sql) => [nameOf(sql), sql] as const))(
    '%s',
    async (_, { text }) => {
      let n = 0;
      // The ORM's own placeholder, where a statement goes by way of its connection.
      const numbered = text.replace(/\?(?=[\s,)]|$)/g, () => `$${++n}`);
      await expect(client.query(`prepare checked as ${numbered}`)).resolves.toBeDefined();
      await client.query('deallocate checked');
    },
  );
});

describe('every hand-written INSERT fills each column that has no default', () => {
  const texts = [...sqlTexts('src/**/*.ts', 'bench/**/*.ts', 'tests/setup/*.ts'), ...composedOnce];
  const inserts = texts.flatMap(({ file, text }) =>
    [...text.matchAll(/insert into (\w+) \(([\w\s,]+)\)/gi)].map(([, table = '', list = '']) => ({
      file,
      table,
      columns: list.split(',').map((column) => column.trim()),
    })),
  );

  test('of orders, items, movements, keys and messages, and of others', () => {
    const tables = new Set(inserts.map(({ table }) => table));
    for (const table of ['orders', 'order_items', 'stock_movements', 'idempotency_keys', 'outbox_messages']) {
      expect(tables).toContain(table);
    }
  });

  test.each(inserts.map((insert) => [`${insert.file}: ${insert.table}`, insert] as const))(
    '%s',
    async (_, { table, columns }) => {
      const { rows } = await client.query<{ name: string; required: boolean }>(
        `select column_name as name, is_nullable = 'NO' and column_default is null as required
           from information_schema.columns where table_schema = 'public' and table_name = $1`,
        [table],
      );
      const names = rows.map((row) => row.name);
      expect(columns.filter((column) => !names.includes(column))).toEqual([]);
      const required = rows.filter((row) => row.required).map((row) => row.name);
      expect(required.filter((column) => !columns.includes(column))).toEqual([]);
    },
  );
});
