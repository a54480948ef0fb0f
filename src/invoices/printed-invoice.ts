import { addressLines } from '../addresses/address-lines.ts';
import { formatMoney } from '../markup/format-money.ts';
import { type InvoiceLine, priceOf } from './invoice-document.ts';
import type { InvoiceView } from './invoice-view.ts';

/** A line as it is read: what it is, what is said below it, and what it costs. */
export interface PrintedLine {
  readonly label: string;
  readonly below: string;
  readonly taxRate: string;
  readonly amount: string;
}

/** An invoice in words: what a page and a PDF show. */
export interface PrintedInvoice {
  readonly title: string;
  readonly facts: readonly (readonly [name: string, value: string])[];
  readonly seller: readonly string[];
  readonly buyer: readonly string[];
  readonly lines: readonly PrintedLine[];
  /** What the lines come to, the total last. */
  readonly sums: readonly (readonly [name: string, amount: string])[];
  readonly pricesIncludeTax: boolean;
}

const titles = { INVOICE: 'Invoice', CREDIT_NOTE: 'Credit note', DEBIT_NOTE: 'Debit note' } as const;

/** Millionths as people read them: 190000 is `19 %`. */
const percent = (rate: number): string => `${rate / 10_000} %`;

/** A day of UTC, as numbers of invoices have it. */
const dayOf = (iso: string): string => iso.slice(0, 10);

export function printedInvoice(invoice: InvoiceView): PrintedInvoice {
  const { kind, number, order, corrects, reason, seller, buyer, taxes, pricesIncludeTax } = invoice;
  const money = (amount: number) => formatMoney(amount, invoice.currency);
  const facts = [
    ['Date', dayOf(invoice.issuedAt)],
    ...(corrects === null
      ? []
      : ([
          [kind === 'DEBIT_NOTE' ? 'Takes back credit note' : 'Takes off invoice', corrects.number],
        ] as const)),
    ...(reason === null ? [] : ([['Reason', reason]] as const)),
    ['Order', order.number],
    ['Ordered', dayOf(order.placedAt)],
  ] as const;
  return {
    title: `${titles[kind]} ${number}`,
    facts,
    seller: seller.taxId === null ? seller.lines : [...seller.lines, `Tax number ${seller.taxId}`],
    buyer: buyer === null ? [] : addressLines(buyer),
    lines: invoice.lines.map((line) => ({
      label: line.label,
      below: below(line, money),
      taxRate: line.taxRate === null ? '' : percent(line.taxRate),
      amount: money(priceOf(line)),
    })),
    sums: [
      ...(taxes.length === 0 ? [] : ([['Net', money(invoice.net)]] as const)),
      ...taxes.map(
        ({ rate, base, amount }) => [`Tax ${percent(rate)} on ${money(base)}`, money(amount)] as const,
      ),
      ['Total', money(invoice.total)],
    ],
    pricesIncludeTax,
  };
}

function below(
  { sku, quantity, unitPrice, discount }: InvoiceLine,
  money: (amount: number) => string,
): string {
  const units = quantity === undefined || unitPrice === undefined ? '' : `${quantity} × ${money(unitPrice)}`;
  const less = discount === 0 ? '' : `less ${money(discount)}`;
  return [sku, [units, less].filter(Boolean).join(', ')].filter(Boolean).join(' · ');
}
