import { unitsByProduct } from '../orders/units-by-product.ts';
import { allocate } from '../pricing/allocate.ts';
import { amountLines, fitting, type Left, leftOf, linesOfUnits } from './credit-of-invoice.ts';
import { grossOf, type InvoiceDocument, type InvoiceLine } from './invoice-document.ts';
import { InvoiceError } from './invoice-error.ts';
import type { BilledItem } from './sql/read-billed-order.ts';

/** Money that went back. */
export interface Refunded {
  /** Minor units, tax included. */
  readonly amount: number;
  /** What it was for; null: nothing in particular. */
  readonly units: readonly { readonly productId: string; readonly quantity: number }[] | null;
  readonly reason: string;
}

/**
 * The lines of the credit note of a refund, which come to its amount or, where less is left of the invoice, to that: the
 * units that it was for, where they cost as much; else shares of the amount by rate, those of the units before the others. What
 * takes the last of a rate takes the last of its tax. None where nothing is left.
 *
 * @param items of the order, frozen
 * @param before the lines of the invoice's credit notes that stand
 */
export function creditOfRefund(
  invoice: InvoiceDocument,
  items: readonly BilledItem[],
  before: readonly InvoiceLine[],
  { amount, units, reason }: Refunded,
): InvoiceLine[] {
  const { pricesIncludeTax } = invoice;
  const left = leftOf(invoice.lines, before);
  const gross = new Map([...left].map(([rate, group]) => [rate, grossOfLeft(group, pricesIncludeTax)]));
  const most = sumOf(gross);
  const wanted = Math.min(amount, most);
  if (wanted <= 0) return [];
  if (wanted === most && before.length === 0) return invoice.lines;
  const lines = units === null ? undefined : linesIfTheyFit();
  if (lines && grossOf(lines, pricesIncludeTax) === wanted) return lines;
  return amountLines(
    left,
    sharesByRate(gross, wanted, lines ?? [], pricesIncludeTax),
    reason,
    pricesIncludeTax,
  );

  /** Undefined where the invoice has not as many of them left. */
  function linesIfTheyFit(): InvoiceLine[] | undefined {
    const named = [...unitsByProduct(units ?? [])].map(([productId, quantity]) => ({ productId, quantity }));
    try {
      return fitting(left, linesOfUnits(invoice, items, before, named));
    } catch (error) {
      if (error instanceof InvoiceError) return undefined;
      throw error;
    }
  }
}

const grossOfLeft = ({ price, tax }: Left, pricesIncludeTax: boolean): number =>
  pricesIncludeTax ? price : price + tax;

const sumOf = (byRate: ReadonlyMap<number | null, number>): number =>
  [...byRate.values()].reduce((sum, amount) => sum + amount, 0);

/** Shares of an amount by rate, none above what is left: as lines have it, and what is above them by what is left then. */
function sharesByRate(
  left: ReadonlyMap<number | null, number>,
  amount: number,
  lines: readonly InvoiceLine[],
  pricesIncludeTax: boolean,
): Map<number | null, number> {
  const rates = [...left.keys()];
  const whole = [...left.values()].map(BigInt);
  const first = rates.map((rate) => {
    const own = lines.filter(({ taxRate }) => taxRate === rate);
    return BigInt(grossOf(own, pricesIncludeTax));
  });
  const ofLines = first.reduce((sum, share) => sum + share, 0n);
  const wanted = BigInt(amount);
  if (wanted <= ofLines) {
    const shares = allocate(wanted, first);
    return new Map(rates.map((rate, n) => [rate, Number(shares[n])]));
  }
  const rest = allocate(
    wanted - ofLines,
    whole.map((share, n) => share - first[n]!),
  );
  return new Map(rates.map((rate, n) => [rate, Number(first[n]! + rest[n]!)]));
}
