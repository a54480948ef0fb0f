import type { NamedMethodRow } from './sql/find-shipping-methods.ts';
import type { GoodsRow } from './sql/read-goods.ts';

/** Where something goes. */
export interface Destination {
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  readonly region?: string | null | undefined;
}

/** What a cart weighs, in grams. What has no weight weighs nothing. */
export function weightOf(goods: readonly Pick<GoodsRow, 'weight' | 'quantity'>[]): bigint {
  return goods.reduce((sum, row) => sum + BigInt(row.weight ?? 0) * BigInt(row.quantity), 0n);
}

/** Whether a method takes goods, of one currency and one at least, there; as findShippingMethods finds them. */
export function takes(
  { countries, currency, min_weight, max_weight }: NamedMethodRow,
  { country }: Destination,
  goods: readonly GoodsRow[],
): boolean {
  const grams = weightOf(goods);
  return (
    (countries.length === 0 || countries.includes(country)) &&
    currency === goods[0]!.currency &&
    grams >= (min_weight ?? 0) &&
    (max_weight === null || grams <= max_weight)
  );
}
