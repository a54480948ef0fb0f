import { afterAll, beforeAll, expect, test } from 'vitest';
import { inTransaction } from '../../src/database/in-transaction.ts';
import { issueInvoice } from '../../src/invoices/issue-invoice.ts';
import { readFile } from '../../src/invoices/read-invoices.ts';
import { invoices } from '../../src/workers/processors/invoices.ts';
import { type Database, openDatabase } from '../setup/api.ts';
import { type CostlyOrder, insertCostlyOrder } from '../setup/costly-order.ts';
import { collectingLog } from '../setup/logs.ts';
import { count, type ProductRecord } from '../setup/records.ts';

let db: Database;
let mug: ProductRecord;
let userId: string;
beforeAll(async () => {
  db = await openDatabase();
  mug = await db.product({ name: 'Kubek Łódź Ω' });
  userId = await db.customer();
});
afterAll(() => db.close());

const seller = { lines: ['Shop'], taxId: null };
const order = async (more: Partial<CostlyOrder> = {}) => {
  const lines = [{ product: mug, quantity: 1, taxRate: 200_000 }];
  return (await insertCostlyOrder(db.pool, { userId, lines, ...more })).id;
};
const issued = (orderId: string) =>
  inTransaction(db.pool, (client) => issueInvoice(client, { orderId, seller }));
const run = (
  name: 'invoice.issue-due' | 'invoice.make-files',
  invoiceAutomatic: boolean,
  invoiceFont?: string,
) =>
  invoices({ pool: db.pool, seller, invoiceAutomatic, invoiceFont })[name](
    {},
    { signal: new AbortController().signal, log: collectingLog().log },
  );
const hasInvoice = (id: string) => count(db.pool, 'invoices', 'order_id = $1', [id]);

test('an invoice is made a PDF once, however many workers make files', async () => {
  const short = await issued(await order());
  const products = [];
  for (let n = 0; n < 60; n++) products.push(await db.product());
  const lines = products.map((product) => ({ product, quantity: 2, taxRate: 200_000 }));
  const long = await issued(await order({ lines, country: 'PL' }));
  await Promise.all([1, 2, 3].map(() => run('invoice.make-files', false)));
  const files = await Promise.all([short, long].map(({ id }) => readFile(db.pool, id)));
  const pages = files.map((file) => {
    const text = file!.toString('latin1');
    expect([text.slice(0, 5), text.trimEnd().slice(-5)]).toEqual(['%PDF-', '%%EOF']);
    expect(text).toContain('/FontFile2');
    return text.match(/\/Type \/Page\b/g)?.length;
  });
  expect(pages).toEqual([1, 3]);
  expect(files[1]!.length).toBeLessThan(100_000);
  await run('invoice.make-files', false);
  expect(await readFile(db.pool, short.id)).toEqual(files[0]);
});

test('a file that cannot be made keeps no other waiting, and is made when it can', async () => {
  const one = await issued(await order());
  await expect(run('invoice.make-files', false, '/no/such/font.ttf')).rejects.toThrow();
  expect(await readFile(db.pool, one.id)).toBeUndefined();
  await run('invoice.issue-due', false);
  expect(await readFile(db.pool, one.id)).toBeDefined();
});

test('orders get their invoice by themselves where the shop asks for it, from then on', async () => {
  const before = await order({ at: new Date(Date.now() - 3_600_000) });
  await run('invoice.issue-due', false);
  expect(await hasInvoice(before)).toBe(0);
  await run('invoice.issue-due', true);
  const [placed, unpaid, cancelled] = [
    await order(),
    await order({ status: 'PENDING' }),
    await order({ status: 'CANCELLED' }),
  ];
  await Promise.all([run('invoice.issue-due', true), run('invoice.issue-due', true)]);
  await db.pool.query(`update orders set status = 'PLACED' where id = $1`, [unpaid]);
  await run('invoice.issue-due', true);
  await run('invoice.issue-due', true);
  expect(await Promise.all([before, placed, unpaid, cancelled].map(hasInvoice))).toEqual([0, 1, 1, 0]);
  expect(await count(db.pool, 'invoice_files', 'pdf is null')).toBe(0);
});

test('an order that waits for money is waited for, and those behind it are not', async () => {
  await run('invoice.issue-due', true);
  const unpaid = await order({ status: 'PENDING' });
  const later = await order();
  await run('invoice.issue-due', true);
  const { rows } = await db.pool.query(`select value from worker_notes where name = 'invoice.issue-due'`);
  expect(await hasInvoice(later)).toBe(1);
  expect(rows[0].value.through < unpaid).toBe(true);
});

test('who stops asking and asks again has no invoices for the time between', async () => {
  await run('invoice.issue-due', true);
  await run('invoice.issue-due', false);
  const between = await order();
  await db.pool.query('select pg_sleep(0.002)');
  await run('invoice.issue-due', true);
  await run('invoice.issue-due', true);
  expect(await hasInvoice(between)).toBe(0);
});
