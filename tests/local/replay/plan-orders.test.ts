import { describe, expect, test } from 'vitest';
import { accountOf, type PlannedOrder, planOrders } from '../../../src/local/replay/plan-orders.ts';
import { conflicts } from '../../../src/local/replay/plan-year.ts';
import type { SaleLine } from '../../../src/local/replay/sale-line.ts';

const invoice = (lines: SaleLine[], number = '900001', customer: string | undefined = '501') => ({
  number,
  customer,
  lines,
});
const itemsOf = (orders: PlannedOrder[]) =>
  orders.map((order) =>
    [...order.items.values()].map(({ sku, quantity, price }) => `${quantity} ${sku} at ${price}`),
  );
const sale = (sku: string, quantity: number, price: number): SaleLine => ({ sku, quantity, price });

describe('an invoice becomes', () => {
  test('one order where it can', () => {
    const orders = planOrders(invoice([sale('A', 1, 100), sale('B', 2, 50)]));
    expect(itemsOf(orders)).toEqual([['1 A at 100', '2 B at 50']]);
    expect(orders[0]).toMatchObject({ part: 1, total: 200, account: 'customer-501@replay.holdfast.example' });
  });

  test('one line for a code that stands twice at one price', () => {
    const lines = [sale('A', 1, 100), sale('B', 1, 5), sale('A', 3, 100)];
    expect(itemsOf(planOrders(invoice(lines)))).toEqual([['4 A at 100', '1 B at 5']]);
    expect(lines[0]).toEqual(sale('A', 1, 100));
  });

  test('an order more for every further price of a code', () => {
    const lines = [sale('A', 1, 100), sale('A', 2, 90), sale('B', 1, 5), sale('A', 4, 90), sale('A', 8, 80)];
    const orders = planOrders(invoice(lines));
    expect(itemsOf(orders)).toEqual([['1 A at 100', '1 B at 5'], ['6 A at 90'], ['8 A at 80']]);
    expect(orders.map((order) => order.part)).toEqual([1, 2, 3]);
  });

  test('an order more beyond 1,000,000 units of a code', () => {
    const lines = [sale('A', 600_000, 1), sale('A', 400_001, 1), sale('A', 400_000, 1)];
    expect(itemsOf(planOrders(invoice(lines)))).toEqual([['1000000 A at 1'], ['400001 A at 1']]);
  });

  test('an order more beyond 2,000 codes', () => {
    const lines = Array.from({ length: 2_001 }, (_, n) => sale(`S${n}`, 1, 1));
    expect(planOrders(invoice(lines)).map((order) => order.items.size)).toEqual([2_000, 1]);
  });

  test('an order more beyond the largest total', () => {
    const lines = Array.from({ length: 91 }, (_, n) => sale(`S${n}`, 1_000_000, 100_000_000));
    const orders = planOrders(invoice(lines));
    expect(orders.map((order) => order.items.size)).toEqual([90, 1]);
    expect(orders.every((order) => Number.isSafeInteger(order.total))).toBe(true);
  });
});

describe('who buys', () => {
  test('a customer has one account, a guest one for each invoice', () => {
    const emails = [
      invoice([], '1', '501'),
      invoice([], '2', '501'),
      { number: '3', customer: undefined, lines: [] },
      { number: '4', customer: undefined, lines: [] },
    ].map((one) => accountOf(one).email);
    expect(new Set(emails).size).toBe(3);
  });

  test('no two invoice numbers give one guest', () => {
    const emails = ['1-2', '1.2', '1+2', '12'].map(
      (number) => accountOf({ number, customer: undefined }).email,
    );
    expect(new Set(emails).size).toBe(4);
  });
});

describe('two orders may be under way together', () => {
  const order = (customer: string, ...lines: SaleLine[]) =>
    planOrders(invoice(lines, customer, customer))[0]!;
  const one = order('1', sale('A', 1, 100), sale('B', 1, 50));

  test.each([
    ['with nothing in common', order('2', sale('C', 1, 1)), false],
    ['with a product at one price', order('2', sale('A', 9, 100)), false],
    [
      'not with a product at two prices',
      order('2', sale('C', 1, 1), sale('B', 1, 51), sale('D', 1, 1)),
      true,
    ],
    ['not from one cart', order('1', sale('C', 1, 1)), true],
  ])('%s', (_what, other, expected) => {
    expect(conflicts(one, other)).toBe(expected);
    expect(conflicts(other, one)).toBe(expected);
  });
});
