import { Readable } from 'node:stream';
import { type InvoiceFile, readInvoices } from '../../../src/local/replay/read-invoices.ts';

export const header = 'InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country';

/** A line in the format, with what a test cares about. */
export function line(fields: {
  invoice?: string;
  code?: string;
  description?: string;
  quantity?: string;
  price?: string;
  customer?: string;
  country?: string;
}): string {
  const { invoice = '900001', code = 'T100', description = 'TIN TEAPOT' } = fields;
  const { quantity = '1', price = '1.10', customer = '501.0', country = 'France' } = fields;
  return [invoice, code, description, quantity, '2020-01-01 08:00:00', price, customer, country].join(',');
}

export function read(content: string | Buffer, maxInvoices?: number): Promise<InvoiceFile> {
  return readInvoices(Readable.from([Buffer.from(content)]), maxInvoices);
}

/** Reads a file of these lines under the right header. */
export function readLines(...lines: string[]): Promise<InvoiceFile> {
  return read([header, ...lines, ''].join('\n'));
}
