import { limits } from '../../limits.ts';
import { ReplayFailure } from './failure.ts';
import { formatCount } from './money.ts';
import type { InvoiceFile } from './read-invoices.ts';
import { productName } from './text.ts';

export interface NeededProduct {
  sku: string;
  name: string;
  /** Pence at the first sale. */
  price: number;
  /** Units that all the invoices buy together. */
  units: number;
}

/** Every product that is sold. @throws {ReplayFailure} when no stock can be as large as what is sold of one */
export function planCatalogue(
  file: Pick<InvoiceFile, 'invoices' | 'descriptions'>,
): Map<string, NeededProduct> {
  const products = new Map<string, NeededProduct>();
  for (const { sku, quantity, price } of file.invoices.flatMap((invoice) => invoice.lines)) {
    const product = products.get(sku);
    if (product) product.units += quantity;
    else
      products.set(sku, { sku, name: productName(file.descriptions.get(sku), sku), price, units: quantity });
  }
  const tooMany = [...products.values()].find((product) => product.units > limits.stock);
  if (!tooMany) return products;
  throw new ReplayFailure(
    `The file sells ${formatCount(tooMany.units)} units of ${tooMany.sku}, and a stock holds ${formatCount(limits.stock)} at most: play fewer invoices at once (--invoices)`,
  );
}
