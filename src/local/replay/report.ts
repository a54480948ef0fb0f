import type { OrderComparison } from './compare-orders.ts';
import type { ComparedCountry } from './compare-taxes.ts';
import { formatCount, formatPence } from './money.ts';
import type { InvoiceFile } from './read-invoices.ts';
import { type SkipReason, skipReasons } from './sale-line.ts';

const mostFaults = 10;

/** The closing table, and beneath it what is needed to make sense of it. */
export function reportReconciliation(result: OrderComparison): string[] {
  const rows = result.figures.map(({ name, file, shop, format }) => [
    name,
    format(file),
    format(shop),
    format(shop - file),
  ]);
  const faults = result.faults.slice(0, mostFaults).map((fault) => `  ${fault}`);
  const more = result.faults.length - faults.length;
  return [
    ...table([['', 'file', 'shop', 'difference'], ...rows]),
    ...reportCountries(result.countries ?? []),
    '',
    `  ${result.addedUp === 1 ? '1 line repeats a code at the same price and is' : `${formatCount(result.addedUp)} lines repeat a code at the same price and are`} added up.`,
    ...(faults.length > 0
      ? [
          '',
          `  ${result.faults.length === 1 ? '1 difference' : `${formatCount(result.faults.length)} differences`}:`,
          ...faults,
        ]
      : []),
    ...(more > 0 ? [`  and ${formatCount(more)} more`] : []),
    '',
    result.agrees ? '  File and shop agree, order by order.' : '  File and shop DIFFER.',
  ];
}

/** Net, tax and gross by country, as the shop has them, and by how much the gross and the tax differ from the file. */
function reportCountries(countries: readonly ComparedCountry[]): string[] {
  if (countries.length === 0) return [];
  const rows = countries.map(({ country, file, shop }) => [
    country || 'nowhere',
    formatCount(shop.orders),
    formatPence(shop.gross - shop.tax),
    formatPence(shop.tax),
    formatPence(shop.gross),
    formatPence(shop.gross - file.gross),
    formatPence(shop.tax - file.tax),
  ]);
  const head = ['country', 'orders', 'net', 'tax', 'gross', 'gross less file', 'tax less file'];
  return ['', ...table([head, ...rows])];
}

/** What was left out, by kind. */
export function reportSkipped(file: InvoiceFile): string[] {
  const rows = (Object.keys(skipReasons) as SkipReason[]).map((reason) => {
    const entry = file.skipped.get(reason);
    return [skipReasons[reason], formatCount(entry?.invoices.size ?? 0), formatCount(entry?.lines ?? 0)];
  });
  return [
    ...table([['left out', 'invoices', 'lines'], ...rows]),
    ...(file.linesLeftOut > 0
      ? ['', `  ${formatCount(file.linesLeftOut)} lines come after the last invoice that was to be played.`]
      : []),
  ];
}

/** The first column to the left, the others, which are numbers, to the right. */
function table(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const lines = rows.map((row) =>
    row.map((cell, n) => (n === 0 ? cell.padEnd(widths[n]!) : cell.padStart(widths[n]!))).join('   '),
  );
  const rule = '-'.repeat(lines[0]!.length);
  return [lines[0]!, rule, ...lines.slice(1)].map((line) => `  ${line.trimEnd()}`);
}
