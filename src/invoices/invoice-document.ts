import type { KeptAddress } from '../addresses/postal-address.ts';
import type { TaxGroup } from '../pricing/pricing.ts';

/** Who sells, as invoices say it. */
export interface Seller {
  /** Name and address, a line each. */
  readonly lines: string[];
  /** The number that the tax office gave. */
  readonly taxId: string | null;
}

/** What is charged, or taken back. Money in minor units of the order's currency. */
export interface InvoiceLine {
  /** AMOUNT: of a credit note that is about no product. */
  readonly type: 'ITEM' | 'SHIPPING' | 'FEE' | 'AMOUNT';
  readonly productId?: string;
  readonly sku?: string;
  readonly label: string;
  readonly quantity?: number;
  readonly unitPrice?: number;
  /** Before `discount`. */
  readonly amount: number;
  readonly discount: number;
  /** In what is left or on top of it, as `pricesIncludeTax` says. */
  readonly tax: number;
  /** Millionths; null: no rate was known. */
  readonly taxRate: number | null;
}

/** What an invoice says, as it was when it was issued: what tax law asks for, and nothing more of the buyer. */
export interface InvoiceDocument {
  readonly seller: Seller;
  /** Name and address alone; null where the order has none. */
  readonly buyer: KeptAddress | null;
  readonly order: { readonly number: string; readonly placedAt: string };
  readonly pricesIncludeTax: boolean;
  readonly lines: InvoiceLine[];
  /** One for each rate that was known, the highest first. The lines add up to it. */
  readonly taxes: TaxGroup[];
  /** Of a credit note: the invoice that it takes something off, and why; of a debit note the credit note that it takes back. */
  readonly corrects?: { readonly id: string; readonly number: string };
  readonly reason?: string;
}

/** What lines come to. */
export interface InvoiceTotals {
  readonly net: number;
  readonly tax: number;
}

/** `amount` less `discount`: with the tax in it, or without. */
export const priceOf = ({ amount, discount }: InvoiceLine): number => amount - discount;

export function totalsOf(lines: readonly InvoiceLine[], pricesIncludeTax: boolean): InvoiceTotals {
  const tax = lines.reduce((sum, line) => sum + line.tax, 0);
  const price = lines.reduce((sum, line) => sum + priceOf(line), 0);
  return { net: pricesIncludeTax ? price - tax : price, tax };
}

/** What lines come to, tax included. */
export function grossOf(lines: readonly InvoiceLine[], pricesIncludeTax: boolean): number {
  const { net, tax } = totalsOf(lines, pricesIncludeTax);
  return net + tax;
}

/** The lines by rate, the highest first; what has none is in no group. */
export function taxesOf(lines: readonly InvoiceLine[], pricesIncludeTax: boolean): TaxGroup[] {
  const groups = [...Map.groupBy(lines, ({ taxRate }) => taxRate)];
  return groups
    .flatMap(([rate, members]) => {
      const { net, tax } = totalsOf(members, pricesIncludeTax);
      return rate === null ? [] : { rate, base: net, amount: tax };
    })
    .sort((a, b) => b.rate - a.rate);
}
