import { describe, expect, test } from 'vitest';
import { parseArguments } from '../../../src/local/replay/arguments.ts';
import { findInput } from '../../../src/local/replay/find-input.ts';

const parse = (...args: string[]) => parseArguments(args, 'http://127.0.0.1:8000');

test('a file is enough', () => {
  expect(parse('a.csv')).toEqual({
    file: 'a.csv',
    maxInvoices: Infinity,
    url: 'http://127.0.0.1:8000',
    concurrency: 4,
    vat: false,
  });
});

test('all there is', () => {
  expect(parse('--invoices', '20', '-', '--url=http://shop:1/', '--concurrency', '1', '--vat')).toEqual({
    file: '-',
    maxInvoices: 20,
    url: 'http://shop:1',
    concurrency: 1,
    vat: true,
  });
  expect(parse('--help')).toBe('help');
});

test.each([
  [[], 'Which file?'],
  [['a.csv', 'b.csv'], 'One file at a time'],
  [['a.csv', '--invoices', '0'], '--invoices must be a whole number from 1'],
  [['a.csv', '--invoices', 'many'], '--invoices must be a whole number from 1'],
  [['a.csv', '--concurrency', '65'], '--concurrency must be a whole number from 1 to 64'],
  [['a.csv', '--url', 'shop'], '--url is not an address'],
  [['a.csv', '--invoice', '5'], 'unknown option "--invoice"'],
])('%j is refused with a hint', (args, message) => {
  expect(() => parse(...args)).toThrow(message);
  expect(() => parse(...args)).toThrow('--help');
});

describe('a file that cannot be read as it is', () => {
  test('says how to unpack it', () => {
    expect(() => findInput('my shop.csv.xz', '/')).toThrow("xz -dc 'my shop.csv.xz' | npm run replay -- -");
    expect(() => findInput('shop.csv.gz', '/')).toThrow('gzip -dc shop.csv.gz | npm run replay -- -');
  });
  test('is not there, or is a folder', () => {
    expect(() => findInput('none.csv', '/nowhere')).toThrow('There is no file /nowhere/none.csv');
    expect(() => findInput('.', import.meta.dirname)).toThrow('is a folder');
  });
});
