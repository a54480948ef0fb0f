import { expect, test } from 'vitest';
import { quote, type Terms } from '../../src/rates/quote.ts';
import type { GoodsRow } from '../../src/rates/sql/read-goods.ts';

const goods = (price: number, tax_class: string | null = null): GoodsRow => ({
  product_id: 'p',
  sku: 'MUG',
  name: 'Mug',
  price,
  currency: 'EUR',
  quantity: 1,
  stock_quantity: 1,
  tax_class,
  weight: null,
});
const terms: Terms = {
  pricesIncludeTax: true,
  rates: [
    { tax_class: 'standard', rate: 190_000 },
    { tax_class: 'books', rate: 70_000 },
  ],
  methods: [
    { id: 'm', name: 'Parcel', description: '', price: 119, free_above: null, tax_class: 'standard' },
  ],
  coupons: [],
  discounts: [],
};
const nothing = { couponCodes: [] };

test('where prices include tax, what is sent where no rate is known costs the same', () => {
  const lines = [goods(11_900), goods(10_700, 'books'), goods(500, 'unknown')];
  const taxed = quote(lines, terms, nothing);
  expect(taxed.taxes).toEqual([
    { rate: 190_000, base: 10_000, amount: 1_900 },
    { rate: 70_000, base: 10_000, amount: 700 },
  ]);
  expect([taxed.taxTotal, taxed.total, taxed.items[2]!.taxRate]).toEqual([2_600, 23_100, null]);
  const untaxed = quote(lines, { ...terms, rates: [] }, nothing);
  expect([untaxed.taxTotal, untaxed.total, untaxed.taxes]).toEqual([0, 23_100, []]);
});

test('shipping is taxed with the goods of its class, and rounded with them', () => {
  const { charges, taxes, total } = quote([goods(11_900)], terms, { ...nothing, shippingMethodId: 'm' });
  expect(taxes).toEqual([{ rate: 190_000, base: 10_100, amount: 1_919 }]);
  expect(charges).toMatchObject([{ amount: 119, tax: 19 }]);
  expect(total).toBe(12_019);
});
