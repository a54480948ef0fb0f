import type { TaxGroup } from './pricing.ts';

/** A line or a charge as an order keeps it. */
export interface FrozenCosts {
  readonly amount: number;
  readonly discount: number;
  readonly tax: number;
  /** Millionths; null: no rate was known for it. */
  readonly taxRate: number | null;
}

/** What frozen lines and charges owe of each tax rate, the highest first: the groups that their taxes are shares of. */
export function taxGroups(frozen: readonly FrozenCosts[], pricesIncludeTax: boolean): TaxGroup[] {
  const groups = new Map<number, { base: number; amount: number }>();
  for (const { amount, discount, tax, taxRate } of frozen) {
    if (taxRate === null) continue;
    const group = groups.get(taxRate) ?? { base: 0, amount: 0 };
    group.base += amount - discount - (pricesIncludeTax ? tax : 0);
    group.amount += tax;
    groups.set(taxRate, group);
  }
  return [...groups].map(([rate, group]) => ({ rate, ...group })).sort((a, b) => b.rate - a.rate);
}
