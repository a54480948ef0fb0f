import { expect, test } from 'vitest';
import { isCancellation, planYear } from '../../../src/local/replay/plan-year.ts';
import { line, readLines } from './csv.ts';

const sold = (invoice: string, quantity: number, price = '1.10', customer = '501') =>
  line({ invoice, quantity: String(quantity), price, customer });
const back = (invoice: string, quantity: number, price = '1.10', customer = '501') =>
  sold(invoice, -quantity, price, customer);

/** What is played, in its order, and the C invoices with lines that are not. */
async function plan(...lines: string[]) {
  const file = await readLines(...lines);
  const planned = planYear(file).map((one) =>
    isCancellation(one)
      ? `${one.invoice}: ${[...one.units].map(([sku, units]) => `${units} ${sku}`)} of ${one.order.invoice}`
      : one.invoice,
  );
  return { planned, left: [...(file.skipped.get('withoutPurchase')?.invoices ?? [])] };
}

test('units given back are those of the latest order at that price, then those of the one before', async () => {
  const lines = [
    sold('1', 3),
    sold('2', 4),
    sold('3', 9, '1.30'),
    back('C4', 5),
    back('C5', 2),
    back('C6', 1),
  ];
  expect(await plan(...lines)).toEqual({
    planned: ['1', '2', '3', 'C4: 4 T100 of 2', 'C4: 1 T100 of 1', 'C5: 2 T100 of 1'],
    left: ['C6'],
  });
});

test('a cancellation has its place in the file: what is bought behind it is not its purchase', async () => {
  expect(await plan(back('C1', 1), sold('2', 1), back('C3', 1), sold('4', 1))).toEqual({
    planned: ['2', 'C3: 1 T100 of 2', '4'],
    left: ['C1'],
  });
});

test('nothing of a line is played where its customer bought less, at another price or not at all', async () => {
  const lines = [
    sold('1', 2),
    back('C2', 3),
    back('C3', 1, '1.20'),
    back('C4', 1, '1.10', '502'),
    back('C5', 2),
  ];
  expect(await plan(...lines)).toEqual({ planned: ['1', 'C5: 2 T100 of 1'], left: ['C2', 'C3', 'C4'] });
});

test('lines of one C invoice that reach one order are one cancellation of it', async () => {
  const other = line({ invoice: '1', code: 'T200' });
  const backToo = line({ invoice: 'C2', code: 'T200', quantity: '-1' });
  expect((await plan(sold('1', 5), other, back('C2', 1), backToo, back('C2', 2))).planned).toEqual([
    '1',
    'C2: 3 T100,1 T200 of 1',
  ]);
});
