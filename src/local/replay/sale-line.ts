import { identityOf } from '../../catalog/identity.ts';
import { limits } from '../../limits.ts';
import { parsePounds } from './money.ts';

export const columns = [
  'InvoiceNo',
  'StockCode',
  'Description',
  'Quantity',
  'InvoiceDate',
  'UnitPrice',
  'CustomerID',
  'Country',
] as const;

/** A line as it stands in the file, by column. */
export type FileLine = Record<(typeof columns)[number], string>;

export const skipReasons = {
  cancellation: 'cancellations (C…) of guests, or of nothing',
  withoutPurchase: 'cancellations (C…) of what was not bought before',
  adjustment: 'ledger adjustments (A…)',
  correction: 'corrections (quantity or price of zero or less)',
  fractionOfPenny: 'prices with a fraction of a penny',
  quantityBound: `quantities above ${limits.quantity.toLocaleString('en-GB')}`,
  priceBound: `prices above ${(limits.price / 100).toLocaleString('en-GB')} pounds`,
} as const;
export type SkipReason = keyof typeof skipReasons;

/** Money in pence. */
export interface SaleLine {
  sku: string;
  quantity: number;
  price: number;
}

export type Judgement =
  | { kind: 'sale'; line: SaleLine; customer: string | undefined }
  /** Units that a customer gave back, at the price that they had been bought for. */
  | { kind: 'cancellation'; line: SaleLine; customer: string }
  | { kind: 'skipped'; reason: SkipReason };

/** What is wrong with a line, for a message that adds where it stands. */
export class LineFault extends Error {
  override readonly name = 'LineFault';
}

/** Decides what a line is: a sale or a cancellation to play, or a line to leave out and count. @throws {LineFault} when it is neither */
export function judge(line: FileLine): Judgement {
  const invoice = line.InvoiceNo.trim();
  const sku = identityOf(line.StockCode);
  // An Idempotency-Key holds the number; longer ones than that are no invoice numbers.
  if (!/^[\x21-\x7e]{1,64}$/.test(invoice)) throw fault('InvoiceNo', line, 'an invoice number');
  if (!isSku(sku)) throw fault('StockCode', line, 'a stock code of 1 to 64 characters');
  const quantity = parseWhole(line.Quantity);
  if (quantity === undefined) throw fault('Quantity', line, 'a whole number');
  const price = parsePounds(line.UnitPrice.trim());
  if (price === undefined) throw fault('UnitPrice', line, 'a decimal number such as 2.55');
  const customer = line.CustomerID.trim().replace(/\.0+$/, '');
  if (!/^[A-Za-z0-9_-]{0,40}$/.test(customer)) throw fault('CustomerID', line, 'a customer number or empty');

  if (invoice.startsWith('C')) {
    if (customer === '' || quantity >= 0 || price.sign <= 0 || price.pence === undefined)
      return skipped('cancellation');
    return { kind: 'cancellation', line: { sku, quantity: -quantity, price: price.pence }, customer };
  }
  if (invoice.startsWith('A')) return skipped('adjustment');
  if (quantity <= 0 || price.sign <= 0) return skipped('correction');
  if (price.pence === undefined) return skipped('fractionOfPenny');
  if (quantity > limits.quantity) return skipped('quantityBound');
  if (price.pence > limits.price) return skipped('priceBound');
  const sale = { sku, quantity, price: price.pence };
  return { kind: 'sale', line: sale, customer: customer === '' ? undefined : customer };
}

function isSku(text: string): boolean {
  // Control characters are what the API refuses.
  return text.length >= 1 && text.length <= 64 && !/[\p{Cc}\u2028\u2029]/u.test(text);
}

function skipped(reason: SkipReason): Judgement {
  return { kind: 'skipped', reason };
}

/** 6, -6 and 6.0, as spreadsheets write it. */
function parseWhole(text: string): number | undefined {
  const match = /^(-?\d{1,12})(?:\.0+)?$/.exec(text.trim());
  return match ? Number(match[1]) : undefined;
}

function fault(column: keyof FileLine, line: FileLine, wanted: string): LineFault {
  return new LineFault(`${column} is ${JSON.stringify(line[column].slice(0, 60))}, not ${wanted}`);
}
