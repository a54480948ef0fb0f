import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Credit, creditOf } from '../../src/invoices/credit-of-invoice.ts';
import {
  type InvoiceDocument,
  type InvoiceLine,
  type InvoiceTotals,
  totalsOf,
} from '../../src/invoices/invoice-document.ts';
import { InvoiceError } from '../../src/invoices/invoice-error.ts';
import { invoiceOf } from '../../src/invoices/invoice-of-order.ts';
import type { BilledOrder } from '../../src/invoices/sql/read-billed-order.ts';
import { price } from '../../src/pricing/price.ts';

const seller = { lines: ['Shop'], taxId: null };
const rates = fc.constantFrom(null, 0, 70_000, 190_000);
const orders = fc
  .record({
    pricesIncludeTax: fc.boolean(),
    lines: fc.array(
      fc.record({
        unitPrice: fc.nat(5_000),
        quantity: fc.integer({ min: 1, max: 9 }),
        taxRate: rates,
        left: fc.nat(9),
      }),
      { minLength: 1, maxLength: 5 },
    ),
    charges: fc.array(fc.record({ amount: fc.nat(900), taxRate: rates }), { maxLength: 2 }),
    off: fc.nat(2_000),
  })
  .map(({ pricesIncludeTax, lines, charges: given, off }): BilledOrder => {
    const charges = given.map((charge) => ({ type: 'SHIPPING', label: 'Parcel', ...charge }) as const);
    const discounts = [{ source: 'MANUAL', label: '', kind: 'amount', value: off, on: 'items' } as const];
    const priced = price(lines, { pricesIncludeTax, charges, discounts });
    return {
      number: 'N',
      placedAt: '',
      currency: 'GBP',
      pricesIncludeTax,
      buyer: null,
      items: lines.map((line, n) => ({
        ...line,
        ...priced.items[n]!,
        productId: `p${n}`,
        sku: `S${n}`,
        name: `N${n}`,
        left: Math.min(line.left, line.quantity - 1),
      })),
      charges: priced.charges,
    };
  });
/** A unit of a line, some of the money, by turns. */
const steps = fc.array(
  fc.oneof(
    fc.record({ line: fc.nat(4), quantity: fc.integer({ min: 1, max: 3 }) }),
    fc.record({ amount: fc.integer({ min: 1, max: 5_000 }) }),
  ),
  { maxLength: 12 },
);

const grossOf = (lines: readonly InvoiceLine[], isIncluded: boolean) => {
  const { net, tax } = totalsOf(lines, isIncluded);
  return net + tax;
};
const sumsOf = (lines: readonly InvoiceLine[], isIncluded: boolean) =>
  Object.fromEntries(
    [...Map.groupBy(lines, ({ taxRate }) => taxRate)].map(([rate, own]) => [rate, totalsOf(own, isIncluded)]),
  ) as Record<string, InvoiceTotals>;

/** Takes off where it may. */
function credited(
  invoice: InvoiceDocument,
  order: BilledOrder,
  before: InvoiceLine[],
  credit: Credit,
): InvoiceLine[] {
  try {
    return [...before, ...creditOf(invoice, order.items, before, credit)];
  } catch (error) {
    if (error instanceof InvoiceError) return before;
    throw error;
  }
}

describe('the credit notes of an invoice', () => {
  test('never exceed it, of any tax rate, and add up to it when the rest is taken off, in any order', () => {
    fc.assert(
      fc.property(orders, steps, (order, asked) => {
        const invoice = invoiceOf(order, seller);
        const { pricesIncludeTax: isIncluded } = invoice;
        const whole = sumsOf(invoice.lines, isIncluded);
        let lines: InvoiceLine[] = [];
        for (const step of asked) {
          const credit =
            'amount' in step
              ? { amount: step.amount, reason: 'R' }
              : { items: [{ productId: `p${step.line}`, quantity: step.quantity }], reason: 'R' };
          lines = credited(invoice, order, lines, credit);
          for (const [rate, { net, tax }] of Object.entries(sumsOf(lines, isIncluded))) {
            expect(net).toBeLessThanOrEqual(whole[rate]!.net);
            expect(tax).toBeLessThanOrEqual(whole[rate]!.tax);
          }
        }
        lines = credited(invoice, order, lines, { reason: 'The rest' });
        for (const [rate, sums] of Object.entries(whole))
          if (sums.net + sums.tax > 0) expect([rate, sumsOf(lines, isIncluded)[rate]]).toEqual([rate, sums]);
      }),
      { numRuns: 2_000 },
    );
  });

  test('are about an amount to the minor unit', () => {
    fc.assert(
      fc.property(orders, fc.integer({ min: 1, max: 20_000 }), (order, amount) => {
        const invoice = invoiceOf(order, seller);
        const { pricesIncludeTax: isIncluded } = invoice;
        fc.pre(amount <= grossOf(invoice.lines, isIncluded));
        expect(grossOf(creditOf(invoice, order.items, [], { amount, reason: 'R' }), isIncluded)).toBe(amount);
      }),
      { numRuns: 1_000 },
    );
  });

  test('of its units alone add up to its lines, by the frozen shares', () => {
    fc.assert(
      fc.property(orders, (order) => {
        const invoice = invoiceOf(order, seller);
        let lines: InvoiceLine[] = [];
        for (const { productId, quantity } of order.items)
          for (let unit = 0; unit < quantity; unit++)
            lines = credited(invoice, order, lines, { items: [{ productId, quantity: 1 }], reason: 'R' });
        for (const line of invoice.lines.filter(({ type }) => type === 'ITEM')) {
          const own = lines.filter(({ productId }) => productId === line.productId);
          const sum = (amount: (one: InvoiceLine) => number) =>
            own.reduce((all, one) => all + amount(one), 0);
          expect([sum(({ amount }) => amount), sum(({ tax }) => tax)]).toEqual([line.amount, line.tax]);
        }
      }),
      { numRuns: 500 },
    );
  });
});
