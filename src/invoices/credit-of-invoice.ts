import { allocate } from '../pricing/allocate.ts';
import { halfUp } from '../pricing/half-up.ts';
import { costOfUnits } from '../pricing/share-of-units.ts';
import { type InvoiceDocument, type InvoiceLine, priceOf } from './invoice-document.ts';
import { InvoiceError } from './invoice-error.ts';
import type { BilledItem } from './sql/read-billed-order.ts';

/** What is taken off: units, or an amount with its tax; neither: all that is left. */
export interface Credit {
  readonly items?: readonly { readonly productId: string; readonly quantity: number }[] | undefined;
  /** Minor units, tax included. */
  readonly amount?: number | undefined;
  readonly reason: string;
}

/** What is left of the lines of one rate: without the tax on top, or with the tax in it, as prices are. */
export interface Left {
  price: number;
  tax: number;
}

/**
 * The lines of a credit note. Units cost their frozen shares. An amount is shared by the rates by what is left of them,
 * and its tax is the same share of what is left of the tax. What takes the last of a rate takes the last of its tax, so that the
 * credit notes of an invoice never exceed it, and add up to it when all is credited.
 *
 * @param items of the order, frozen
 * @param before the lines of the invoice's credit notes
 * @throws {InvoiceError} no_such_item, credit_exceeds_invoice
 */
export function creditOf(
  invoice: InvoiceDocument,
  items: readonly BilledItem[],
  before: readonly InvoiceLine[],
  credit: Credit,
): InvoiceLine[] {
  const { pricesIncludeTax } = invoice;
  const left = leftOf(invoice.lines, before);
  return credit.items === undefined
    ? linesOfAmount(left, credit, pricesIncludeTax)
    : fitting(left, linesOfUnits(invoice, items, before, credit.items));
}

/** What is left of an invoice by rate, which its credit notes have not taken off. */
export function leftOf(
  lines: readonly InvoiceLine[],
  before: readonly InvoiceLine[],
): Map<number | null, Left> {
  const left = new Map<number | null, Left>();
  const add = (line: InvoiceLine, sign: number) => {
    const group = left.get(line.taxRate) ?? { price: 0, tax: 0 };
    group.price += sign * priceOf(line);
    group.tax += sign * line.tax;
    left.set(line.taxRate, group);
  };
  for (const line of lines) add(line, 1);
  for (const line of before) add(line, -1);
  return left;
}

/** The lines of units, behind those that were taken off before. @throws {InvoiceError} no_such_item, credit_exceeds_invoice */
export function linesOfUnits(
  { lines, pricesIncludeTax }: InvoiceDocument,
  items: readonly BilledItem[],
  before: readonly InvoiceLine[],
  units: NonNullable<Credit['items']>,
): InvoiceLine[] {
  return units.map(({ productId: given, quantity }) => {
    const productId = given.toLowerCase();
    const invoiced = lines.find((line) => line.productId === productId);
    const item = items.find((one) => one.productId === productId);
    if (!invoiced || !item) throw new InvoiceError('no_such_item', [productId]);
    const of = invoiced.quantity ?? 0;
    const credited = before.reduce(
      (sum, line) => sum + (line.productId === productId ? (line.quantity ?? 0) : 0),
      0,
    );
    if (quantity > of - credited) throw new InvoiceError('credit_exceeds_invoice', [productId]);
    const cost = costOfUnits(item, item.quantity - of + credited, quantity, pricesIncludeTax);
    return { ...invoiced, quantity, amount: cost.price, discount: cost.discount, tax: cost.tax };
  });
}

/** The same lines where they fit into what is left of each rate, the tax cut to it. @throws {InvoiceError} credit_exceeds_invoice */
export function fitting(
  left: ReadonlyMap<number | null, Left>,
  lines: readonly InvoiceLine[],
): InvoiceLine[] {
  const fitted = new Map<InvoiceLine, InvoiceLine>();
  for (const [rate, members] of Map.groupBy(lines, ({ taxRate }) => taxRate)) {
    const group = left.get(rate) ?? { price: 0, tax: 0 };
    const price = members.reduce((sum, line) => sum + priceOf(line), 0);
    if (price > group.price) throw new InvoiceError('credit_exceeds_invoice');
    const tax = members.reduce((sum, line) => sum + line.tax, 0);
    const wanted = price === group.price ? group.tax : Math.min(tax, group.tax);
    const shares = allocate(
      BigInt(wanted),
      members.map((line) => BigInt(tax === 0 ? priceOf(line) : line.tax)),
    );
    for (const [n, line] of members.entries()) fitted.set(line, { ...line, tax: Number(shares[n]) });
  }
  return lines.map((line) => fitted.get(line) ?? line);
}

function linesOfAmount(
  left: ReadonlyMap<number | null, Left>,
  { amount, reason }: Credit,
  pricesIncludeTax: boolean,
): InvoiceLine[] {
  const gross = [...left.values()].map(({ price, tax }) => (pricesIncludeTax ? price : price + tax));
  const most = gross.reduce((sum, one) => sum + one, 0);
  const wanted = amount ?? most;
  if (wanted > most || most === 0) throw new InvoiceError('credit_exceeds_invoice');
  const shares = allocate(BigInt(wanted), gross.map(BigInt));
  const byRate = new Map([...left.keys()].map((rate, n) => [rate, Number(shares[n])]));
  return amountLines(left, byRate, reason, pricesIncludeTax);
}

/**
 * A line a rate for amounts with their tax, which is the same share of what is left of the tax.
 *
 * @param shares by rate, minor units, none above what is left of it
 */
export function amountLines(
  left: ReadonlyMap<number | null, Left>,
  shares: ReadonlyMap<number | null, number>,
  reason: string,
  pricesIncludeTax: boolean,
): InvoiceLine[] {
  return [...left].flatMap(([taxRate, { price, tax: whole }]): InvoiceLine[] => {
    const gross = pricesIncludeTax ? price : price + whole;
    const share = shares.get(taxRate) ?? 0;
    if (share === 0) return [];
    const tax = Number(halfUp(BigInt(whole) * BigInt(share), BigInt(gross)));
    const amount = pricesIncludeTax ? share : share - tax;
    return [{ type: 'AMOUNT', label: reason, amount, discount: 0, tax, taxRate }];
  });
}
