import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { InvoiceView } from '../../../src/invoices/invoice-view.ts';
import { costOfUnits } from '../../../src/pricing/share-of-units.ts';
import { expectSoundBooks } from '../../setup/books.ts';
import { costOrder, dearOrder } from '../../setup/costs.ts';
import { openTill, type Paying, type Till } from '../../setup/till.ts';
import { until } from '../../setup/wait.ts';

let till: Till;
/** Products whose units have three rates of tax, none of which divides evenly. */
const products: string[] = [];
const rates = [200_000, 50_000, 0];
beforeAll(async () => {
  till = await openTill();
  for (const price of [1_099, 333, 257]) products.push((await till.shop.product({ price, stock: 1_000 })).id);
});
afterEach(() => till.faults({}));
afterAll(async () => {
  await expectSoundBooks(till.shop.pool);
  await till.close();
});

/** An order of 4 units of each, priced with shipping, discounts and taxes, and paid by hand. */
async function paid(pricesIncludeTax = true): Promise<string> {
  const buyer = await till.shop.buyerWith(...products.map((id): [string, number] => [id, 4]));
  const placed = await buyer.post('/orders', { payment: { provider: 'manual' } });
  await costOrder(till.shop.pool, placed.body.id, { ...dearOrder, pricesIncludeTax }, rates);
  const begun = await buyer.post(`/orders/${placed.body.id}/payments`, { provider: 'manual' });
  expect((await admin(`${begun.headers.location}/captures`)).status).toBe(202);
  return `/orders/${placed.body.id}`;
}
/** An order that is paid on the simulator's page. */
async function paidAtProvider(): Promise<Paying> {
  await till.faults({ loseWebhooks: 1 });
  const paying = await till.pay(products[0]!, 2);
  await till.move(paying.ref, 'approve');
  await till.settle();
  return paying;
}
const admin = (path: string, body?: object) => till.shop.admin.post(path, body);
const read = async (order: string) => (await till.shop.admin.get(order)).body;
const issued = async (order: string): Promise<InvoiceView[]> =>
  (await till.shop.admin.get(`${order}/invoices?limit=100`)).body.items;
const notesOf = async (order: string) =>
  (await issued(order)).filter(({ kind }) => kind !== 'INVOICE').map(({ kind, total }) => [kind, total]);
const issue = async (order: string) => expect((await admin(`${order}/invoices`)).status).toBe(201);

/** What is left of the invoice, by rate: what its notes take off, and what of them was taken back. */
function leftOf(documents: readonly InvoiceView[]): { gross: number; groups: number[] } {
  const signs = { INVOICE: 1, CREDIT_NOTE: -1, DEBIT_NOTE: 1 };
  const groups = new Map<number, number>();
  let gross = 0;
  for (const { kind, total, taxes } of documents) {
    gross += signs[kind] * total;
    for (const { rate, base, amount } of taxes) {
      groups.set(rate, (groups.get(rate) ?? 0) + signs[kind] * (base + amount));
      groups.set(-rate - 1, (groups.get(-rate - 1) ?? 0) + signs[kind] * amount);
    }
  }
  return { gross, groups: [...groups.values()] };
}

describe('a refund of an order that is invoiced', () => {
  test('has its credit note in the moment in which it is known, as many as there are at once', async () => {
    const order = await paid();
    await issue(order);
    const amounts = [1, 7, 7, 120, 333];
    await Promise.all(amounts.map((amount) => admin(`${order}/refunds`, { amount, reason: 'sorry' })));
    const notes = await notesOf(order);
    expect(notes.map(([, total]) => total).toSorted()).toEqual(amounts.toSorted());
    expect((await issued(order))[1]).toMatchObject({ kind: 'CREDIT_NOTE', reason: 'sorry' });
  });

  test('has one however often and by whoever it is told, and a file is owed with it', async () => {
    const { order, payment } = await paidAtProvider();
    await issue(order);
    await admin(`${order}/refunds`, { amount: 300, reason: 'sorry' });
    expect(await notesOf(order)).toEqual([]);
    await Promise.all([till.settle(), till.settle(), admin(`${payment}/refreshes`)]);
    await till.settle();
    expect(await notesOf(order)).toEqual([['CREDIT_NOTE', 300]]);
    const { rows } = await till.shop.pool.query(
      'select count(*)::int as files from invoice_files f join invoices i on i.id = f.invoice_id where i.order_id = $1',
      [order.split('/').at(-1)],
    );
    expect(rows).toEqual([{ files: 2 }]);
  });

  test('that fails later has it taken back by a debit note; tried again, it has another', async () => {
    const { order, payment, ref } = await paidAtProvider();
    await issue(order);
    const made = await admin(`${order}/refunds`, { amount: 300, reason: 'sorry' });
    await till.settle();
    await till.move(ref, 'fail-refund');
    await Promise.all([admin(`${payment}/refreshes`), admin(`${payment}/refreshes`)]);
    expect(await notesOf(order)).toEqual([
      ['CREDIT_NOTE', 300],
      ['DEBIT_NOTE', 300],
    ]);
    const [, note, back] = await issued(order);
    expect(back).toMatchObject({ number: expect.stringMatching(/^DN-/), corrects: { number: note!.number } });
    await admin(`${made.headers.location}/retries`);
    await till.settle();
    expect((await notesOf(order)).at(-1)).toEqual(['CREDIT_NOTE', 300]);
    expect(leftOf(await issued(order)).gross).toBe((await read(order)).total - 300);
  });

  test('of what was too much has none', async () => {
    const paying = await till.pay(products[0]!, 2);
    const second = await till.secondPage(paying);
    await till.move(paying.ref, 'approve');
    await till.settle();
    await issue(paying.order);
    await till.move(second, 'approve', { late: true });
    await until('both pages are paid, and one is given back', async () => {
      await till.settle();
      const { items } = (await till.shop.admin.get(`${paying.order}/refunds`)).body;
      return items.some(({ status }: { status: string }) => status === 'SUCCEEDED');
    });
    expect(await read(paying.order)).toMatchObject({ paymentStatus: 'PAID', refunded: 0 });
    expect(await notesOf(paying.order)).toEqual([]);
  });

  test('has none for what was taken off by hand before', async () => {
    const order = await paid();
    await issue(order);
    await admin(`${order}/credit-notes`, { amount: 250, reason: 'broken' });
    await admin(`${order}/refunds`, { amount: 300, reason: 'broken' });
    expect(await notesOf(order)).toEqual([
      ['CREDIT_NOTE', 250],
      ['CREDIT_NOTE', 50],
    ]);
  });
});

test('an invoice that comes late has the credit notes of what was refunded of it, and none of what is not on it', async () => {
  const order = await paid();
  await admin(`${order}/cancellations`, {
    reason: 'other',
    items: [{ productId: products[1], quantity: 2 }],
  });
  await admin(`${order}/refunds`, { amount: 99, reason: 'late' });
  await issue(order);
  expect(await notesOf(order)).toEqual([['CREDIT_NOTE', 99]]);
  const { captured, refunded } = await read(order);
  expect(leftOf(await issued(order)).gross).toBe(captured - refunded);
});

/** Numbers that are the same for the same seed. */
function dice(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
}

test.each([
  [1, true],
  [2, false],
  [3, true],
  [4, false],
])(
  'units that are refunded, cancelled, sent back in any order are paid for once, to the cent, and credited so (seed %i)',
  async (seed, pricesIncludeTax) => {
    const roll = dice(seed);
    const order = await paid(pricesIncludeTax);
    const { items, total } = await read(order);
    /** By product: units that left, and of the others those that were refunded; what was shipped and came back. */
    const lines = products.map((productId) => ({
      productId,
      line: items.find((item: { productId: string }) => item.productId === productId),
      left: 0,
      refunded: 0,
      shipped: 0,
      returned: 0,
    }));
    const leave = (one: (typeof lines)[number], units: number) => {
      one.left += units;
      one.refunded = Math.max(0, one.refunded - units);
    };
    const check = async () => {
      const isGone = lines.every(({ left, shipped }) => left === 4 && shipped === 0);
      const due = lines.reduce(
        (sum, { line, left, refunded }) =>
          sum + costOfUnits(line, 0, left + refunded, pricesIncludeTax).amount,
        0,
      );
      const now = await read(order);
      expect(now.refunded).toBe(isGone ? total : due);
      const documents = await issued(order);
      if (documents.length > 0) expect(leftOf(documents).gross).toBe(now.captured - now.refunded);
      return documents;
    };
    const moves = {
      async refund(one: (typeof lines)[number], quantity: number) {
        const { productId } = one;
        const answer = await admin(`${order}/refunds`, { items: [{ productId, quantity }], reason: 'sorry' });
        const fits = one.left + one.refunded + quantity <= 4;
        // Units that left with their money are not refunded again; those that were refunded first are among the units that left.
        expect(answer.status).toBe(fits ? 202 : 422);
        if (fits) one.refunded += quantity;
      },
      async cancel(one: (typeof lines)[number], quantity: number) {
        const { productId } = one;
        const asked = { reason: 'other', items: [{ productId, quantity }] };
        const answer = await admin(`${order}/cancellations`, asked);
        if (answer.status === 201) leave(one, quantity);
      },
      async ship(one: (typeof lines)[number], quantity: number) {
        const items = [{ productId: one.productId, quantity }];
        const answer = await admin(`${order}/fulfillments`, { items });
        if (answer.status === 201) one.shipped += quantity;
      },
      async sendBack(one: (typeof lines)[number], quantity: number) {
        const units = { productId: one.productId, quantity };
        const asked = await admin(`${order}/returns`, { items: [{ ...units, reason: 'too small' }] });
        if (asked.status !== 201) return;
        const items = [{ ...units, disposition: 'DISCARD' }];
        expect((await admin(`${asked.headers.location}/receipts`, { items })).status).toBe(201);
        one.returned += quantity;
        leave(one, quantity);
      },
    };
    const names = Object.keys(moves) as (keyof typeof moves)[];
    for (let step = 0; step < 14; step++) {
      // The first two walks ship nothing, so that all of it can be cancelled in the end.
      const possible = seed <= 2 ? (['refund', 'cancel'] as const) : names;
      await moves[possible[roll(possible.length)]!](lines[roll(3)]!, 1 + roll(2));
      if (step === roll(6)) await admin(`${order}/invoices`);
      await check();
    }
    for (const one of lines) {
      const open = 4 - one.left - (one.shipped - one.returned);
      if (open > 0) await moves.cancel(one, open);
      if (one.shipped > one.returned) await moves.sendBack(one, one.shipped - one.returned);
    }
    const documents = await check();
    expect((await read(order)).refunded).toBe(seed <= 2 ? total : total - 495 - (pricesIncludeTax ? 0 : 99));
    if (seed <= 2 && documents.length > 0) expect(new Set(leftOf(documents).groups)).toEqual(new Set([0]));
  },
  60_000,
);

/** Of an order: what is left of its invoice is what its units that have not left cost, in each rate, and no paper says how. */
async function expectWhatStays(order: string): Promise<void> {
  const { items, charges, pricesIncludeTax } = await read(order);
  const groups = new Map<number, number>();
  const add = (rate: number, gross: number, tax: number) => {
    groups.set(rate, (groups.get(rate) ?? 0) + gross);
    groups.set(-rate - 1, (groups.get(-rate - 1) ?? 0) + tax);
  };
  for (const item of items) {
    const { amount, tax } = costOfUnits(
      item,
      item.cancelled,
      item.quantity - item.cancelled,
      pricesIncludeTax,
    );
    add(item.taxRate, amount, tax);
  }
  const isGone = items.every(
    (item: { quantity: number; cancelled: number }) => item.quantity === item.cancelled,
  );
  for (const { taxRate, amount, discount, tax } of isGone ? [] : charges)
    add(taxRate, amount - discount + (pricesIncludeTax ? 0 : tax), tax);
  const documents = await issued(order);
  expect(leftOf(documents).groups).toEqual([...groups.values()]);
  expect(JSON.stringify(documents)).not.toMatch(/surplus/i);
}

/** An order of 4 units of each that is to be paid on the simulator's page, of which somebody holds the money. */
async function heldAtProvider(pricesIncludeTax: boolean) {
  await till.faults({ loseWebhooks: 1 });
  const buyer = await till.shop.buyerWith(...products.map((id): [string, number] => [id, 4]));
  const placed = await buyer.post('/orders', {
    payment: { provider: 'simulator', capture: 'onFulfillment' },
  });
  await costOrder(till.shop.pool, placed.body.id, { ...dearOrder, pricesIncludeTax }, rates);
  const order = `/orders/${placed.body.id}`;
  const asked = { provider: 'simulator', returnUrl: 'https://shop.example/back' };
  const payment = (await buyer.post(`${order}/payments`, asked)).headers.location!;
  const { ref } = (await till.rows(placed.body.id))[0]!;
  await till.move(ref, 'approve');
  await till.settle();
  const dispute = async (move: 'charge-back' | 'win-dispute') => {
    await till.move(ref, move);
    await admin(`${payment}/refreshes`);
    await till.settle();
  };
  return { order, dispute };
}

test.each([
  [1, true],
  [2, false],
  [3, true],
])(
  'units that leave before their money is taken, while it is taken, while it is disputed are credited at their rates (seed %i)',
  async (seed, pricesIncludeTax) => {
    const roll = dice(seed);
    const { order, dispute } = await heldAtProvider(pricesIncludeTax);
    const cancel = async () => {
      const { items } = await read(order);
      const open = items.filter(
        (item: { quantity: number; cancelled: number; fulfilled: number }) =>
          item.quantity - item.cancelled - item.fulfilled > 1,
      );
      const { productId } = open[roll(open.length)];
      const asked = { reason: 'other', items: [{ productId, quantity: 1 }] };
      expect((await admin(`${order}/cancellations`, asked)).status).toBe(201);
    };
    await issue(order);
    await cancel();
    await expectWhatStays(order);
    const shipped = { items: [{ productId: products[roll(3)], quantity: 1 }] };
    expect((await admin(`${order}/fulfillments`, shipped)).status).toBe(201);
    // The provider has not said yet that it took the money for all.
    for (let n = 0; n < 1 + (seed % 2); n++) await cancel();
    await expectWhatStays(order);
    await till.settle();
    await till.settle();
    await expectWhatStays(order);
    await dispute('charge-back');
    for (let n = 0; n < 2; n++) await cancel();
    expect((await read(order)).refunded).toBe((await read(order)).captured);
    await dispute('win-dispute');
    await expectWhatStays(order);
    expect((await admin(`${order}/cancellations`, { reason: 'other' })).status).toBe(201);
    await till.settle();
    await expectWhatStays(order);
  },
  60_000,
);

test('an order that says nothing of payment has credit notes of what is cancelled of it, and not of what was taken off by hand', async () => {
  const buyer = await till.shop.buyerWith([products[0]!, 3]);
  const order = (await buyer.post('/orders')).headers.location!;
  await issue(order);
  await admin(`${order}/credit-notes`, { amount: 99, reason: 'broken' });
  const one = [{ productId: products[0], quantity: 1 }];
  await admin(`${order}/cancellations`, { reason: 'other', items: one });
  await admin(`${order}/cancellations`, { reason: 'other' });
  expect(await notesOf(order)).toEqual([
    ['CREDIT_NOTE', 99],
    ['CREDIT_NOTE', 1_099 - 99],
    ['CREDIT_NOTE', 2 * 1_099],
  ]);
});
