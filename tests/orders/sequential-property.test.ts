import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { orderNumber } from '../../src/orders/order-number.ts';
import { expectSoundBooks } from '../setup/books.ts';
import { type Desks, type Outcome, openRandomShop, type RandomShop } from './random/desks.ts';
import { products, story } from './random/operations.ts';
import { type ModelOutcome, ShopModel } from './random/shop-model.ts';
import { readTables, sorted } from './random/tables.ts';

/** Random shops per test run; FAST_CHECK_RUNS asks for more. */
const RUNS = Number(process.env.FAST_CHECK_RUNS ?? 60);

let shop: RandomShop;
beforeAll(async () => {
  shop = await openRandomShop();
});
afterAll(() => shop.close());

test(
  'whatever happens in a shop, one thing after the other: every answer and every row is what the model says',
  async () => {
    await fc.assert(
      fc.asyncProperty(products, story, async (starts, operations) => {
        const desks = await shop.open(starts);
        const model = new ShopModel(desks.users, desks.admin, desks.products);
        for (const operation of operations) {
          if (operation.op === 'checkout') {
            const expected = model.checkout(operation.commands);
            const outcomes = await desks.checkout(operation);
            compare(outcomes, expected, desks);
          } else {
            // The version first: the model's reply raises it.
            const version = 'product' in operation ? model.versionOf(operation.product) : 0;
            const expected = model.reply(operation);
            expect(await desks.reply(operation, () => version)).toEqual(expected);
          }
        }
        const ids = desks.products.map((product) => product.id);
        expect(sorted(await readTables(shop.pool, desks.users, ids))).toEqual(sorted(model.tables()));
      }),
      { numRuns: RUNS },
    );
    await expectSoundBooks(shop.pool);
  },
  120_000 + RUNS * 4_000,
);

/** Holds what the engine answered against the model, which learns ids and times of new orders from it. */
function compare(outcomes: Outcome[], expected: ModelOutcome[], desks: Desks): void {
  expect(outcomes.map((outcome) => outcome.kind)).toEqual(expected.map((outcome) => outcome.kind));
  const known = new Set<string>();
  for (const [n, outcome] of outcomes.entries()) {
    const wanted = expected[n]!;
    if (wanted.kind === 'insufficient_stock') expect(outcome.items).toEqual(wanted.items);
    if (wanted.kind !== 'placed' && wanted.kind !== 'replayed') continue;
    const { order } = wanted;
    if (wanted.kind === 'placed') {
      const { id, createdAt } = JSON.parse(outcome.body!);
      expect(known).not.toContain(id);
      known.add(id);
      Object.assign(order, { id, createdAt, body: outcome.body });
      expect(JSON.parse(outcome.body!)).toEqual(viewOf(order, desks));
    }
    expect({ id: outcome.orderId, body: outcome.body }).toEqual({ id: order.id, body: order.body });
  }
}

function viewOf(order: Extract<ModelOutcome, { kind: 'placed' | 'replayed' }>['order'], desks: Desks) {
  const items = order.lines.map(({ product, ...line }) => ({
    productId: desks.products[product]!.id,
    ...line,
    lineTotal: line.unitPrice * line.quantity,
    cancelled: 0,
    fulfilled: 0,
    returned: 0,
    discount: 0,
    tax: 0,
    taxRate: 0,
  }));
  const total = items.reduce((sum, item) => sum + item.lineTotal, 0);
  return {
    id: order.id,
    number: orderNumber(order.id),
    status: 'PLACED',
    items,
    total,
    currency: order.currency,
    createdAt: order.createdAt,
    version: 1,
    fulfillmentStatus: 'UNFULFILLED',
    returnStatus: 'NONE',
    paymentStatus: total === 0 ? 'NOT_REQUIRED' : 'UNPAID',
    expiresAt: null,
    authorized: 0,
    captured: 0,
    refunded: 0,
    charges: [],
    discounts: [],
    taxes: [],
    itemsTotal: total,
    discountTotal: 0,
    chargesTotal: 0,
    taxTotal: 0,
    pricesIncludeTax: true,
    contact: null,
    shippingAddress: null,
    billingAddress: null,
    note: null,
  };
}
