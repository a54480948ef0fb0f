import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openShop, type Shop } from '../../setup/api.ts';
import { type CostlyOrder, insertCostlyOrder } from '../../setup/costly-order.ts';
import { count, type ProductRecord } from '../../setup/records.ts';
import { asRival } from '../../setup/rival.ts';

let shop: Shop;
let mug: ProductRecord;
let bowl: ProductRecord;
beforeAll(async () => {
  shop = await openShop({ INVOICE_SELLER: 'Holdfast Ltd | 1 Quay', INVOICE_TAX_ID: 'GB123' });
  mug = await shop.product({ price: 1_099, name: 'Mug' });
  bowl = await shop.product({ price: 333, name: 'Bowl' });
});
afterAll(() => shop.close());

const order = async (more: Partial<CostlyOrder> = {}): Promise<string> => {
  const { id } = await insertCostlyOrder(shop.pool, {
    userId: await shop.customer(),
    lines: [
      { product: mug, quantity: 3, taxRate: 200_000 },
      { product: bowl, quantity: 2, taxRate: 50_000 },
    ],
    charges: [{ type: 'SHIPPING', label: 'Parcel', amount: 495, taxRate: 200_000 }],
    discounts: [
      { source: 'COUPON', code: 'TEN', label: 'TEN', kind: 'percent', value: 100_000, on: 'items' },
    ],
    country: 'GB',
    ...more,
  });
  return id;
};
const issue = (id: string) => shop.admin.post(`/orders/${id}/invoices`);
const credit = (id: string, body: object) =>
  shop.admin.post(`/orders/${id}/credit-notes`, { reason: 'Arrived broken', ...body });
const made = async (answer: ReturnType<typeof issue>) => {
  const { status, text, body } = await answer;
  expect([status, text]).toEqual([201, text]);
  return body;
};
const refused = async (answer: ReturnType<typeof issue>) => {
  const { status, body } = await answer;
  return [status, body.code];
};
const totalOf = async (id: string) => (await shop.admin.get(`/orders/${id}`)).body.total;
const numberIn = ({ number }: { number: string }) => Number(number.split('-')[2]);

describe('an invoice', () => {
  test('says who sold what to whom, at what tax, and adds up to the order', async () => {
    const id = await order();
    const invoice = await made(issue(id));
    expect(invoice).toMatchObject({
      number: expect.stringMatching(/^INV-20\d\d-\d{6}$/),
      kind: 'INVOICE',
      orderId: id,
      currency: 'GBP',
      total: await totalOf(id),
      seller: { lines: ['Holdfast Ltd', '1 Quay'], taxId: 'GB123' },
      buyer: { name: 'Ann Buyer', line1: '1 Mill Lane', city: 'Town', country: 'GB' },
      corrects: null,
      reason: null,
    });
    expect(
      invoice.lines.map(({ label, quantity }: { label: string; quantity?: number }) => [label, quantity]),
    ).toEqual([
      ['Mug', 3],
      ['Bowl', 2],
      ['Parcel', undefined],
    ]);
    expect(invoice.taxes.map(({ rate }: { rate: number }) => rate)).toEqual([200_000, 50_000]);
    const sum = (list: object[], member: string) =>
      list.reduce((all, one) => all + (one as Record<string, number>)[member]!, 0);
    expect([sum(invoice.taxes, 'amount'), sum(invoice.lines, 'tax')]).toEqual([invoice.tax, invoice.tax]);
    expect(sum(invoice.taxes, 'base')).toBe(invoice.net);
  });

  test('leaves out what has left the order before', async () => {
    const id = await order();
    const items = [
      { productId: mug.id, quantity: 1 },
      { productId: bowl.id, quantity: 2 },
    ];
    await made(shop.admin.post(`/orders/${id}/cancellations`, { items, reason: 'inventory' }));
    const invoice = await made(issue(id));
    expect(
      invoice.lines.map((line: { label: string; quantity: number }) => [line.label, line.quantity]),
    ).toEqual([
      ['Mug', 2],
      ['Parcel', undefined],
    ]);
    // Two mugs less what is left of the discount of three, 329 less 110, and the parcel.
    expect(invoice.total).toBe(2_198 - 219 + 495);
  });

  test('is one an order, however many ask at once, and the same again under a key', async () => {
    const id = await order();
    const answers = await Promise.all(Array.from({ length: 8 }, () => issue(id)));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, ...Array(7).fill(409)]);
    expect(await refused(issue(id))).toEqual([409, 'invoice_exists']);
    const keyed = await order();
    const key = { 'idempotency-key': 'once' };
    const twice = [1, 2].map(() => shop.admin.post(`/orders/${keyed}/invoices`, undefined, key));
    const [first, second] = await Promise.all(twice);
    expect([first!.status, first!.text]).toEqual([201, second!.text]);
  });

  test('is for orders that are placed and have something left', async () => {
    expect(await refused(issue(await order({ status: 'PENDING' })))).toEqual([409, 'order_unpaid']);
    expect(await refused(issue(await order({ status: 'CANCELLED' })))).toEqual([409, 'order_cancelled']);
    expect(await refused(issue('00000000-0000-7000-8000-000000000000'))).toEqual([404, 'not_found']);
    const returned = await order({ charges: [] });
    await shop.pool.query(
      'update order_items set fulfilled = quantity, returned = quantity where order_id = $1',
      [returned],
    );
    expect(await refused(issue(returned))).toEqual([409, 'nothing_to_invoice']);
  });

  test('stays as it is, in the database, too', async () => {
    const { id } = await made(issue(await order()));
    await expect(shop.pool.query('update invoices set net = 0 where id = $1', [id])).rejects.toThrow(
      'append-only',
    );
    await expect(shop.pool.query('delete from invoices where id = $1', [id])).rejects.toThrow('append-only');
  });

  test('is read by its buyer and by nobody else', async () => {
    const buyer = await shop.buyer();
    const own = await made(issue(await order({ userId: buyer.id })));
    const stranger = await shop.buyer();
    for (const url of [`/invoices/${own.id}`, `/orders/${own.orderId}/invoices`]) {
      expect((await buyer.get(url)).text).toContain(own.number);
      expect(await refused(stranger.get(url))).toEqual([404, 'not_found']);
    }
    expect((await buyer.get(`/invoices/${own.id}`)).body).toEqual(own);
  });

  test('has a PDF as soon as a worker has made it', async () => {
    const { id, number } = await made(issue(await order()));
    const early = await shop.admin.get(`/invoices/${id}/pdf`);
    expect([early.status, early.body.code, early.headers['retry-after']]).toEqual([409, 'file_pending', '2']);
    await shop.pool.query(`update invoice_files set pdf = '%PDF-1', made_at = now() where invoice_id = $1`, [
      id,
    ]);
    const { status, headers, text } = await shop.admin.get(`/invoices/${id}/pdf`);
    expect([status, headers['content-type'], text]).toEqual([200, 'application/pdf', '%PDF-1']);
    expect(headers['content-disposition']).toBe(`inline; filename="${number}.pdf"`);
  });
});

describe('numbers', () => {
  test('have no gap and follow time, whatever fails in between and however many ask', async () => {
    const first = numberIn(await made(issue(await order())));
    const failing = await order();
    await shop.pool.query(`
      create function fail() returns trigger language plpgsql as $$ begin raise 'no'; end $$;
      create trigger fail before insert on audit_log for each row execute function fail()`);
    expect((await issue(failing)).status).toBe(500);
    await shop.pool.query('drop trigger fail on audit_log');
    const orders = await Promise.all(Array.from({ length: 12 }, () => order()));
    const answers = await Promise.all(orders.map((id) => made(issue(id))));
    const numbers = answers.map(numberIn).toSorted((a, b) => a - b);
    expect(numbers).toEqual(numbers.map((_, n) => first + 1 + n));
    const inOrder = answers.toSorted((a, b) => numberIn(a) - numberIn(b)).map(({ issuedAt }) => issuedAt);
    expect(inOrder).toEqual(inOrder.toSorted());
  });

  test('begin at 1 with a year, and a clock that is set back leads into no year before', async () => {
    const [kept] = (await shop.pool.query('select * from invoice_counters where kind = $1', ['INVOICE']))
      .rows;
    const set = (year: number, at: string) =>
      shop.pool.query(
        `update invoice_counters set year = $1, last = 41, issued_at = $2 where kind = 'INVOICE'`,
        [year, at],
      );
    const ahead = new Date().getUTCFullYear() + 3;
    await set(ahead, `${ahead}-06-01T00:00:00Z`);
    const next = await made(issue(await order()));
    expect([next.number, next.issuedAt]).toEqual([`INV-${ahead}-000042`, `${ahead}-06-01T00:00:00.000Z`]);
    const behind = ahead - 5;
    await set(behind, `${behind}-12-31T23:59:59Z`);
    await shop.pool.query(`
      set local session_replication_role = replica;
      delete from invoice_files; delete from invoices`);
    expect((await made(issue(await order()))).number).toBe(`INV-${new Date().getUTCFullYear()}-000001`);
    await shop.pool.query(`update invoice_counters set last = $1 where kind = 'INVOICE'`, [kept.last]);
  });

  test('of a transaction that dies are given again', async () => {
    const id = await order();
    const counter = async () =>
      count(shop.pool, 'invoice_counters', `kind = 'INVOICE' and last = $1`, [before]);
    const { rows } = await shop.pool.query(`select last from invoice_counters where kind = 'INVOICE'`);
    const before = rows[0].last;
    await asRival(shop.pool, async (rival) => {
      await rival.query(`update invoice_counters set last = last + 1 where kind = 'INVOICE'`);
      const waiting = issue(id);
      await rival.query('rollback');
      expect(numberIn(await made(waiting))).toBe(before + 1);
    });
    expect(await counter()).toBe(0);
  });
});

describe('a credit note', () => {
  test('takes units off at what they cost, names the invoice, and has numbers of its own', async () => {
    const id = await order();
    const invoice = await made(issue(id));
    const items = [{ productId: mug.id, quantity: 1 }];
    const note = await made(credit(id, { items }));
    expect(note).toMatchObject({
      number: expect.stringMatching(/^CN-20\d\d-\d{6}$/),
      kind: 'CREDIT_NOTE',
      corrects: { id: invoice.id, number: invoice.number },
      reason: 'Arrived broken',
      buyer: invoice.buyer,
      total: 1_099 - 110,
      lines: [{ type: 'ITEM', label: 'Mug', quantity: 1 }],
    });
    const listed = (await shop.admin.get(`/orders/${id}/invoices`)).body.items;
    expect(listed.map(({ number }: { number: string }) => number)).toEqual([invoice.number, note.number]);
    const first = (await shop.admin.get(`/orders/${id}/invoices?limit=1`)).body;
    const rest = (await shop.admin.get(`/orders/${id}/invoices?limit=1&cursor=${first.nextCursor}`)).body;
    expect([first.items[0].number, rest.items[0].number, rest.nextCursor]).toEqual([
      invoice.number,
      note.number,
      null,
    ]);
  });

  test('never takes off more than there is, however many are written at once', async () => {
    const id = await order();
    const { total, tax } = await made(issue(id));
    const amount = Math.floor(total / 3) + 1;
    const answers = await Promise.all(Array.from({ length: 6 }, () => credit(id, { amount })));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 201, 422, 422, 422, 422]);
    const rest = await made(credit(id, {}));
    expect(rest.total).toBe(total - 2 * amount);
    const notes = [...answers.filter(({ status }) => status === 201).map(({ body }) => body), rest];
    expect(notes.reduce((sum, note) => sum + note.tax, 0)).toBe(tax);
    expect(await refused(credit(id, {}))).toEqual([422, 'credit_exceeds_invoice']);
    expect(await refused(credit(id, { amount: 1 }))).toEqual([422, 'credit_exceeds_invoice']);
  });

  test.each<[string, () => object, number, string]>([
    [
      'more units than were invoiced',
      () => ({ items: [{ productId: mug.id, quantity: 4 }] }),
      422,
      'credit_exceeds_invoice',
    ],
    [
      'a product twice, too often together',
      () => ({ items: [1, 3].map((quantity) => ({ productId: mug.id, quantity })) }),
      422,
      'credit_exceeds_invoice',
    ],
    [
      'a product that is not on it',
      () => ({ items: [{ productId: '00000000-0000-7000-8000-000000000000', quantity: 1 }] }),
      400,
      'validation_failed',
    ],
    [
      'units and an amount',
      () => ({ items: [{ productId: mug.id, quantity: 1 }], amount: 1 }),
      400,
      'validation_failed',
    ],
    ['nothing', () => ({ amount: 0 }), 400, 'validation_failed'],
    ['no reason', () => ({ reason: ' ' }), 400, 'validation_failed'],
  ])('is not about %s', async (_, body, status, code) => {
    const id = await order();
    await made(issue(id));
    expect(await refused(credit(id, body()))).toEqual([status, code]);
  });

  test('needs an invoice', async () => {
    expect(await refused(credit(await order(), {}))).toEqual([409, 'not_invoiced']);
  });
});
