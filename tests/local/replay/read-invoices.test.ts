import { readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { readInvoices } from '../../../src/local/replay/read-invoices.ts';
import { header, line, read, readLines } from './csv.ts';

const traps = readFileSync(new URL('./files/traps.csv', import.meta.url));

const sale = (sku: string, quantity: number, price: number) => ({ sku, quantity, price });

describe('what is played', () => {
  test('invoices in the order of their first line, with all their lines', async () => {
    const { invoices, lines } = await read(traps);
    expect(lines).toBe(15);
    expect(invoices).toEqual([
      {
        number: '900001',
        customer: '501',
        lines: [sale('T100', 3, 110), sale('T100', 2, 110), sale('T101', 1, 1_250), sale('T104', 1, 200)],
      },
      { number: '900002', customer: undefined, lines: [sale('T100', 1, 130), sale('T100', 4, 110)] },
      { number: '900007', customer: '502', lines: [sale('t100', 1, 7)] },
      { number: '900008', customer: '501', lines: [sale('T101', 2, 1_195)] },
      { number: '900009', customer: '503', lines: [sale('T101', 1, 1_250)] },
    ]);
  });

  test('the first description that is not empty names the product', async () => {
    const { descriptions } = await read(traps);
    expect(descriptions.get('T100')).toBe('TIN TEAPOT');
    expect(descriptions.get('T101')).toBe('POT, WITH "LID"');
  });

  test('the rest is counted by kind', async () => {
    const { skipped } = await read(traps);
    expect(Object.fromEntries([...skipped].map(([kind, { lines }]) => [kind, lines]))).toEqual({
      adjustment: 1,
      correction: 1,
      fractionOfPenny: 1,
      quantityBound: 1,
      priceBound: 1,
    });
    expect(skipped.get('adjustment')?.invoices).toEqual(new Set(['A900004']));
  });

  test('what customers gave back, and after which invoices; not what guests did, or what was nothing', async () => {
    const { cancellations, skipped } = await readLines(
      line({}),
      line({ invoice: 'C1', quantity: '-2' }),
      line({ invoice: 'C2', quantity: '-2', customer: '' }),
      line({ invoice: 'C3', quantity: '-2', price: '0' }),
      line({ invoice: 'C4', quantity: '2' }),
      line({ invoice: '900002' }),
      line({ invoice: 'C5', quantity: '-1', code: 'T200' }),
    );
    expect(cancellations).toEqual([
      { number: 'C1', customer: '501', after: 1, ...sale('T100', 2, 110) },
      { number: 'C5', customer: '501', after: 2, ...sale('T200', 1, 110) },
    ]);
    expect(skipped.get('cancellation')).toEqual({ lines: 3, invoices: new Set(['C2', 'C3', 'C4']) });
  });

  test('a limit counts invoices with something to sell, and keeps their stray lines', async () => {
    const { invoices, skipped, linesLeftOut } = await read(traps, 2);
    expect(invoices.map((invoice) => invoice.number)).toEqual(['900001', '900002']);
    expect(invoices[0]?.lines).toHaveLength(4);
    expect(skipped.get('fractionOfPenny')?.lines).toBe(1);
    expect(skipped.has('quantityBound')).toBe(false);
    expect(linesLeftOut).toBe(5);
  });

  test('a limit above what there is plays all', async () => {
    expect((await read(traps, 5)).linesLeftOut).toBe(0);
  });
});

describe('what a file may look like', () => {
  test('other line ends, a byte order mark, quoted fields, another order of columns, more columns', async () => {
    const crlf = `\ufeff"Country","Extra",${header.replace(',Country', '')}\r\n"France",x,"900001",T100,"TIN\nTEAPOT",2,2020-01-01,1.10,,\r\n`;
    await expect(read(crlf.replace(',,\r', ',\r'))).resolves.toMatchObject({
      invoices: [{ number: '900001', customer: undefined, lines: [sale('T100', 2, 110)] }],
    });
  });

  test.each(['latin1', 'utf8'] as const)('descriptions in %s', async (encoding) => {
    const text = [header, line({ description: 'CAFÉ SIGN £2' }), ''].join('\n');
    const { descriptions } = await read(Buffer.from(text, encoding));
    expect(descriptions.get('T100')).toBe('CAFÉ SIGN £2');
  });

  test('arrives in pieces that end anywhere', async () => {
    const bytes = [...traps].map((byte) => Buffer.of(byte));
    const { invoices } = await readInvoices(Readable.from(bytes));
    expect(invoices).toHaveLength(5);
  });

  test('empty lines, at the end and between others, which are no lines of the shop', async () => {
    const text = [header, '', line({}), '', '', line({ invoice: '900002' }), ' ', ',,,,,,,', ''].join('\r\n');
    const { invoices, lines } = await read(text);
    expect([invoices.map((invoice) => invoice.number), lines]).toEqual([['900001', '900002'], 2]);
  });

  test('empty lines count in what a fault names', async () => {
    await expect(readLines('', line({ quantity: 'six' }))).rejects.toThrow('Line 3: Quantity is "six"');
  });

  test('a header and nothing else', async () => {
    expect((await read(`${header}\n`)).invoices).toEqual([]);
  });
});

describe('what it must not look like, with the line', () => {
  test.each([
    ['a quantity in words', line({ quantity: 'six' }), 'Line 3: Quantity is "six", not a whole number'],
    ['half a unit', line({ quantity: '1.5' }), 'Line 3: Quantity is "1.5"'],
    ['a price with a comma', line({ price: '"1,10"' }), 'Line 3: UnitPrice is "1,10"'],
    ['an empty price', line({ price: '' }), 'Line 3: UnitPrice is ""'],
    ['no invoice number', line({ invoice: '' }), 'Line 3: InvoiceNo is ""'],
    ['no stock code', line({ code: ' ' }), 'Line 3: StockCode is " "'],
    ['a customer who is none', line({ customer: 'a@b' }), 'Line 3: CustomerID is "a@b"'],
    ['a field too few', '900001,T100,POT,1', 'Line 3 is not CSV'],
    ['a field too many', `${line({})},more`, 'Line 3 is not CSV'],
    ['a quote that does not end', line({ description: '"POT' }), 'is not CSV'],
  ])('%s', async (_what, wrong, message) => {
    await expect(readLines(line({}), wrong)).rejects.toThrow(message);
  });

  test('another header', async () => {
    await expect(read('Invoice,StockCode\n1,2\n')).rejects.toThrow(/Line 1 is not the header.*InvoiceNo/);
  });

  test('an empty file', async () => {
    await expect(read('')).rejects.toThrow('The file is empty');
  });

  test('a disk that fails', async () => {
    const broken = new Readable({
      read() {
        this.destroy(Object.assign(new Error('i/o error'), { code: 'EIO' }));
      },
    });
    await expect(readInvoices(broken)).rejects.toThrow('The file cannot be read (EIO)');
  });
});
