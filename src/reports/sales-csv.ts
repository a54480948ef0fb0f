import type { SalesDimension } from '../entities/sales-total.entity.ts';
import { decimalsOf } from '../money/currencies.ts';
import type { SalesItem } from './sales-report.ts';

type Cell = string | number | null | undefined;

/** The first columns of each dimension. */
const names: Record<SalesDimension, readonly (keyof SalesItem)[]> = {
  day: ['day'],
  product: ['productId', 'sku', 'name'],
  country: ['country'],
  taxRate: ['taxRate'],
};
const figures = ['orders', 'units', 'discount', 'net', 'tax', 'gross'];
const reversed = ['reversedUnits', 'reversedNet', 'reversedTax', 'reversedGross'];

/**
 * A report as CSV (RFC 4180), a line of names on top. Amounts are in units of their currency, with its decimals: what
 * accountants and spreadsheets read. Piece by piece, as the rows come; the first comes even where there are none.
 */
export async function* salesCsv(
  by: SalesDimension,
  pages: AsyncIterable<readonly SalesItem[]>,
): AsyncGenerator<string> {
  let text = lineOf([...names[by], 'currency', ...figures, ...reversed]);
  for await (const items of pages) {
    yield text + items.map((item) => lineOf(cellsOf(by, item))).join('');
    text = '';
  }
  if (text !== '') yield text;
}

function cellsOf(by: SalesDimension, item: SalesItem): Cell[] {
  const { currency, orders, units } = item;
  const money = (amount: number) => unitsOf(amount, decimalsOf(currency));
  const amounts = ({ net, tax, gross }: { net: number; tax: number; gross: number }) =>
    [net, tax, gross].map(money);
  const own = names[by].map((name) => item[name] as Cell);
  return [
    ...own,
    currency,
    orders,
    units,
    money(item.discount),
    ...amounts(item),
    item.reversed.units,
    ...amounts(item.reversed),
  ];
}

/** 1999 with two decimals is `19.99`; without a float in between. */
function unitsOf(amount: number, decimals: number): string {
  const digits = String(Math.abs(amount)).padStart(decimals + 1, '0');
  const whole = digits.slice(0, digits.length - decimals);
  return `${amount < 0 ? '-' : ''}${whole}${decimals > 0 ? `.${digits.slice(-decimals)}` : ''}`;
}

const lineOf = (cells: readonly Cell[]): string => `${cells.map(textOf).join(',')}\r\n`;

/** A text that a spreadsheet would take for a formula gets an apostrophe, which spreadsheets do not show. */
function textOf(cell: Cell): string {
  const text = String(cell ?? '');
  const harmless = typeof cell === 'string' && /^[=+@\t\r]|^-(?![\d.]+$)/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
