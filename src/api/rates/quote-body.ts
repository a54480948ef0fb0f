import type { Static } from 'typebox';
import type { Quote } from '../../rates/quote.ts';
import type { QuoteSchema } from './quote-schemas.ts';

/** A quote as a client sees it. */
export function quoteBody({ items, charges, ...quote }: Quote): Static<typeof QuoteSchema> {
  return { ...quote, items: items.map(withRate), charges: charges.map(withRate) };
}

const withRate = <T extends { taxRate: number | null }>(costs: T) => ({
  ...costs,
  taxRate: costs.taxRate ?? 0,
});
