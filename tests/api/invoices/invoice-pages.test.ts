import { afterAll, beforeAll, expect, test } from 'vitest';
import { orderLinkKey, signOrderToken } from '../../../src/orders/order-link.ts';
import { openShop, type Shop } from '../../setup/api.ts';
import { insertCostlyOrder } from '../../setup/costly-order.ts';
import type { ProductRecord } from '../../setup/records.ts';
import { JWT_SECRET } from '../../setup/tokens.ts';
import { cardOf, logIn, type Operator, textOf } from '../admin/operator.ts';

let shop: Shop;
let operator: Operator;
let mug: ProductRecord;
beforeAll(async () => {
  shop = await openShop({ INVOICE_SELLER: 'Holdfast Ltd|1 Quay' });
  operator = await logIn(shop.app);
  mug = await shop.product({ price: 1_200, name: 'Mug <b>' });
});
afterAll(() => shop.close());

const order = async () => {
  const lines = [{ product: mug, quantity: 2, taxRate: 200_000 }];
  return (await insertCostlyOrder(shop.pool, { userId: await shop.customer(), lines, country: 'GB' })).id;
};
const issued = async (id: string) => (await shop.admin.get(`/orders/${id}/invoices`)).body.items;

test('an operator issues an invoice and a credit note, each once, and prints them', async () => {
  const id = await order();
  expect(cardOf((await operator.open(`/admin/orders/${id}`)).body, 'invoices')).toContain(
    'Issue the invoice',
  );
  const form = await operator.formOf(`/admin/orders/${id}/invoice`);
  const replies = [await operator.confirm(form), await operator.confirm(form)];
  expect(replies.map(({ status }) => status)).toEqual([303, 303]);
  const credit = await operator.formOf(`/admin/orders/${id}/credit-note`);
  const review = await operator.send(credit, { amount: '5.50', reason: 'A crack' });
  expect(textOf(review.body)).toContain('£5.50 is taken off the invoice');
  await operator.confirm(review);
  const all = await issued(id);
  expect(all.map(({ kind, total }: { kind: string; total: number }) => [kind, total])).toEqual([
    ['INVOICE', 2_400],
    ['CREDIT_NOTE', 550],
  ]);
  const card = cardOf((await operator.open(`/admin/orders/${id}`)).body, 'invoices');
  for (const { number } of all) expect(card).toContain(number);
  const page = textOf((await operator.open(`/admin/invoices/${all[0].id}`)).body);
  for (const words of [
    all[0].number,
    'Holdfast Ltd',
    'Ann Buyer',
    'Mug <b>',
    '2 × £12.00',
    'Tax 20 % on £20.00',
    'Total £24.00',
  ])
    expect(page).toContain(words);
  expect((await operator.open(`/admin/invoices/${id}`)).status).toBe(404);
});

test('more than there is cannot be taken off, which the page says', async () => {
  const id = await order();
  await operator.confirm(await operator.formOf(`/admin/orders/${id}/invoice`));
  const credit = await operator.formOf(`/admin/orders/${id}/credit-note`);
  const refused = await operator.confirm(await operator.send(credit, { amount: '99', reason: 'A crack' }));
  expect(textOf(refused.body)).toContain('That is more than is left of the invoice. Nothing was done.');
});

test('the page of an order leads whoever has its link to its invoices, and to those of no other order', async () => {
  const [id, other] = [await order(), await order()];
  const [own, others] = await Promise.all(
    [id, other].map(async (one) => (await shop.admin.post(`/orders/${one}/invoices`)).body),
  );
  const token = signOrderToken(orderLinkKey(JWT_SECRET), id, Math.floor(Date.now() / 1_000) + 3_600);
  const open = (url: string) => shop.anyone.get(url, { accept: 'text/html' });
  const page = await open(`/o/${token}`);
  expect(page.text).toContain(`href="${token}/invoices/${own.id}"`);
  const invoice = await open(`/o/${token}/invoices/${own.id}`);
  expect([invoice.status, invoice.headers['cache-control']]).toEqual([200, 'no-store']);
  expect(textOf(invoice.text)).toContain(`Invoice ${own.number}`);
  for (const wrong of [others.id, 'x', id])
    expect((await open(`/o/${token}/invoices/${wrong}`)).status).toBe(404);
  expect((await open(`/o/${'A'.repeat(48)}/invoices/${own.id}`)).status).toBe(404);
});

test('the page of reports shows what was sold, and its file', async () => {
  await order();
  const page = await operator.open('/admin/reports?by=product');
  expect(cardOf(page.body, 'sales')).toMatch(/Mug <b> .*All in GBP/s);
  const [, file = ''] = /href="(\/admin\/reports\/sales\.csv[^"]*)"/.exec(page.body) ?? [];
  expect((await operator.open(textOf(file))).body).toMatch(/^productId,sku,name,currency,/);
});

test('what the reports were asked and do not understand is said, and there is no file of something else', async () => {
  const understood = ['by=country&from=2026-11-01&to=2026-11-02', 'by=&from=&to='];
  for (const query of understood)
    expect((await operator.open(`/admin/reports?${query}`)).body).not.toContain('role="alert"');
  for (const [query, words] of [
    ['by=nothing', 'Sales are not told by “nothing”. These are sales by day from '],
    ['from=zzz', '“zzz” is no day'],
    ['from=2026-11-01zzz', '“2026-11-01zzz” is no day'],
    ['to=2026-02-30', '“2026-02-30” is no day'],
    ['from=1900-01-01&to=2026-11-02', 'From 1900-01-01 to 2026-11-02 is more than'],
    ['from=2030-01-01&to=2026-01-01', '2030-01-01 is after 2026-01-01'],
  ] as const) {
    const page = await operator.open(`/admin/reports?${query}`);
    expect([query, page.status, textOf(page.body)]).toEqual([query, 200, expect.stringContaining(words)]);
    const file = await operator.open(`/admin/reports/sales.csv?${query}`);
    expect([query, file.status, textOf(file.body)]).toEqual([query, 400, expect.stringContaining(words)]);
  }
});
