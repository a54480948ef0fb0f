import { describe, expect, test } from 'vitest';
import { compareOrders } from '../../../src/local/replay/compare-orders.ts';
import { type PlannedOrder, planOrders } from '../../../src/local/replay/plan-orders.ts';
import type { ShopOrder } from '../../../src/local/replay/read-shop.ts';
import { reportReconciliation } from '../../../src/local/replay/report.ts';

const invoices = [
  {
    number: '900001',
    customer: '501',
    lines: [
      { sku: 'A', quantity: 3, price: 110 },
      { sku: 'A', quantity: 2, price: 110 },
      { sku: 'B', quantity: 1, price: 1_250 },
    ],
  },
  { number: '900002', customer: '502', lines: [{ sku: 'B', quantity: 4, price: 1_200 }] },
];
const keyOf = (order: PlannedOrder) => `${order.invoice}-${order.part}`;
const orders = invoices.flatMap(planOrders);
const cancellations = [
  { invoice: 'C1', account: orders[0]!.account, order: orders[0]!, units: new Map([['A', 2]]) },
  { invoice: 'C2', account: orders[1]!.account, order: orders[1]!, units: new Map([['B', 4]]) },
];
const played = { invoices, orders, cancellations, keyOf };

/** The shop as it should be, for a test to spoil. */
function shop(): ShopOrder[] {
  return orders.map((order) => ({
    id: `id of ${keyOf(order)}`,
    key: keyOf(order),
    account: order.account,
    status: order === orders[1] ? 'CANCELLED' : 'PLACED',
    cancellations: 1,
    cancelledAmount: order === orders[1] ? 4_800n : 220n,
    currency: 'GBP',
    total: BigInt(order.total),
    items: [...order.items.values()].map((item) => ({
      ...item,
      lineTotal: BigInt(item.price * item.quantity),
      cancelled: cancellations.find((one) => one.order === order)?.units.get(item.sku) ?? 0,
    })),
  }));
}

function spoil(change: (all: ShopOrder[]) => void) {
  const all = shop();
  change(all);
  return compareOrders(played, all);
}

test('agrees where all is as it should be', () => {
  const result = compareOrders(played, shop());
  expect(result).toMatchObject({ agrees: true, faults: [], addedUp: 1 });
  expect(Object.fromEntries(result.figures.map(({ name, file, shop }) => [name, [file, shop]]))).toEqual({
    invoices: [2n, 2n],
    orders: [2n, 2n],
    'order lines': [3n, 3n],
    units: [10n, 10n],
    'value, GBP': [6_600n, 6_600n],
    cancellations: [2n, 2n],
    'cancelled units': [6n, 6n],
    'cancelled, GBP': [5_020n, 5_020n],
    'net, GBP': [1_580n, 1_580n],
  });
});

describe('tells', () => {
  test.each<[string, (all: ShopOrder[]) => void, string]>([
    ['an order that is missing', (all) => all.pop(), 'invoice 900002: its order 1 is not in the shop'],
    [
      'an order that nobody asked for',
      (all) => all.push({ ...all[0]!, id: 'other', key: null }),
      'order other of customer-501',
    ],
    ['an order that is there twice', (all) => all.push(all[0]!), 'no invoice asked for it'],
    ['a penny', (all) => void all[1]!.items[0]!.price++, 'B: 4 x 12.00 in the file, 4 x 12.01 in the shop'],
    ['a unit', (all) => void all[0]!.items[0]!.quantity--, 'A: 5 x 1.10 in the file, 4 x 1.10 in the shop'],
    ['a line that is missing', (all) => all[0]!.items.pop(), 'B: 1 x 12.50 in the file, missing in the shop'],
    [
      'a line too many',
      (all) => all[1]!.items.push({ sku: 'C', quantity: 0, price: 0, lineTotal: 0n, cancelled: 0 }),
      'C: in the shop, not on the invoice',
    ],
    [
      'a total that does not add up',
      (all) => void all[0]!.total++,
      'its total is 18.01 and its lines sum up to 18.00',
    ],
    ['the wrong buyer', (all) => all.splice(0, 1, { ...all[0]!, account: 'x' }), 'bought by x'],
    [
      'a cancelled unit too many',
      (all) => void all[0]!.items[0]!.cancelled++,
      'A: 2 units cancelled in the file, 3 in the shop',
    ],
    [
      'an order that is not cancelled',
      (all) => all.splice(1, 1, { ...all[1]!, status: 'PLACED' }),
      'is PLACED',
    ],
    ['a cancelled order', (all) => all.splice(0, 1, { ...all[0]!, status: 'CANCELLED' }), 'is CANCELLED'],
  ])('%s', (_what, change, fault) => {
    const result = spoil(change);
    expect(result.agrees).toBe(false);
    expect(result.faults.join('\n')).toContain(fault);
  });

  test('two faults that cancel out in every figure', () => {
    const result = spoil(([one, other]) => {
      [one!.items, other!.items] = [other!.items, one!.items];
      [one!.total, other!.total] = [other!.total, one!.total];
    });
    expect(result.figures.every((figure) => figure.file === figure.shop)).toBe(true);
    expect(result.agrees).toBe(false);
  });
});

test('the table shows file, shop and difference', () => {
  const result = spoil((all) => {
    all[1]!.items[0]!.price = 1_199;
    all[1]!.items[0]!.lineTotal = 4_796n;
    all[1]!.total = 4_796n;
  });
  expect(`\n${reportReconciliation(result).join('\n')}`).toBe(`
                     file    shop   difference
  --------------------------------------------
  invoices              2       2            0
  orders                2       2            0
  order lines           3       3            0
  units                10      10            0
  value, GBP        66.00   65.96        -0.04
  cancellations         2       2            0
  cancelled units       6       6            0
  cancelled, GBP    50.20   50.20         0.00
  net, GBP          15.80   15.76        -0.04

  1 line repeats a code at the same price and is added up.

  1 difference:
  invoice 900002, order id of 900002-1: B: 4 x 12.00 in the file, 4 x 11.99 in the shop

  File and shop DIFFER.`);
});
