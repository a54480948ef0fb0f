import type { Discount } from '../pricing/pricing.ts';
import type { LiveDiscountRow } from './sql/read-live-discounts.ts';

/** A line, as far as automatic discounts look at it. */
export interface DiscountableLine {
  readonly product_id: string;
  /** Minor units of `currency`. */
  readonly price: number;
  readonly currency: string;
  readonly quantity: number;
}

/** What is taken off without a code. */
export interface AutomaticDiscounts {
  readonly discounts: readonly Discount[];
  /** The one that is alone, and what the combinable ones would take off in its place. */
  readonly alone?: { readonly name: string; readonly others: readonly Discount[] };
}

/**
 * What is taken off lines without a code. Each discount is held against the lines that it is for, as they are before
 * anything is taken off. The one of the highest priority comes first; one that is not combinable is taken alone, where it is
 * the first that holds, and else not at all. One that nothing is left of for a buyer, as its lines cost nothing, counts
 * for nothing.
 *
 * @param lines of one currency
 * @param live in the order in which they are taken off
 */
export function automaticDiscounts(
  lines: readonly DiscountableLine[],
  live: readonly LiveDiscountRow[],
): AutomaticDiscounts {
  const holding = live.flatMap((row) => {
    const discount = discountOf(row, lines);
    return discount === undefined ? [] : [{ row, discount }];
  });
  const others = holding.filter(({ row }) => row.combinable).map(({ discount }) => discount);
  const first = holding[0];
  if (first === undefined || first.row.combinable) return { discounts: others };
  return { discounts: [first.discount], alone: { name: first.row.name, others } };
}

/** Undefined where it does not hold for these lines. */
function discountOf(row: LiveDiscountRow, lines: readonly DiscountableLine[]): Discount | undefined {
  if (row.currency !== null && row.currency !== lines[0]?.currency) return undefined;
  const ids = row.product_ids && new Set(row.product_ids);
  const positions = [...lines.keys()].filter((n) => ids === null || ids.has(lines[n]!.product_id));
  const total = sum(positions, (n) => lines[n]!.price * lines[n]!.quantity);
  const quantity = sum(positions, (n) => lines[n]!.quantity);
  if (total === 0 || total < Number(row.min_total ?? 0) || quantity < (row.min_quantity ?? 1))
    return undefined;

  const { name: label, kind, value } = row;
  const discount = { source: 'AUTOMATIC', label, value: Number(value), on: 'items' } as const;
  if (kind !== 'buyXGetY') return { ...discount, kind, ...(ids !== null && { positions }) };
  const units = unitsGot(row, positions, quantity, lines);
  if (!positions.some((n, place) => units[place]! > 0 && lines[n]!.price > 0)) return undefined;
  return { ...discount, kind: 'percent', positions, units };
}

/** Of each position, the units that are got: as many as all together have bought, the cheapest ones. */
function unitsGot(
  { buy_quantity, get_quantity }: LiveDiscountRow,
  positions: readonly number[],
  quantity: number,
  lines: readonly DiscountableLine[],
): number[] {
  let left = Math.floor(quantity / (buy_quantity! + get_quantity!)) * get_quantity!;
  const units = positions.map(() => 0);
  const cheapest = [...positions.keys()].sort(
    (a, b) => lines[positions[a]!]!.price - lines[positions[b]!]!.price || a - b,
  );
  for (const place of cheapest) {
    units[place] = Math.min(left, lines[positions[place]!]!.quantity);
    left -= units[place];
  }
  return units;
}

function sum(positions: readonly number[], amountOf: (position: number) => number): number {
  return positions.reduce((total, position) => total + amountOf(position), 0);
}
