import { expect, test } from 'vitest';
import { planCatalogue } from '../../../src/local/replay/plan-catalogue.ts';
import { productName } from '../../../src/local/replay/text.ts';
import { line, readLines } from './csv.ts';

test('a product for each code, at its first price, with all the units that are sold', async () => {
  const products = planCatalogue(
    await readLines(
      line({ invoice: '1', description: '', quantity: '3', price: '1.10' }),
      line({ invoice: '2', description: 'TIN TEAPOT', quantity: '4', price: '1.30' }),
      line({ invoice: 'C3', quantity: '-4', price: '1.30' }),
      line({ invoice: '4', code: 't100', description: '', price: '0.07' }),
    ),
  );
  expect([...products.values()]).toEqual([
    { sku: 'T100', name: 'TIN TEAPOT', price: 110, units: 7 },
    { sku: 't100', name: 'Stock code t100', price: 7, units: 1 },
  ]);
});

test('more units than a stock can hold are refused before anything is done', async () => {
  const lines = Array.from({ length: 1_001 }, (_, n) =>
    line({ invoice: String(n + 1), quantity: '1000000' }),
  );
  const file = await readLines(...lines);
  expect(() => planCatalogue(file)).toThrow(/1,001,000,000 units of T100.*--invoices/);
});

test.each([
  ['  TIN\tTEA \u0007 POT ', 'TIN TEA POT'],
  ['', 'Stock code T1'],
  [undefined, 'Stock code T1'],
  ['\u0000\u001f', 'Stock code T1'],
  ['x'.repeat(250), 'x'.repeat(200)],
  ['😀'.repeat(201), '😀'.repeat(200)],
  ['half \ud83d', 'half'],
])('a product may be called %j', (description, name) => {
  expect(productName(description, 'T1')).toBe(name);
});
