import { costOfUnits, type FrozenLine } from '../pricing/share-of-units.ts';

/** A line of an order as it was written, and how many of its units have left it since. */
export interface LeavableLine extends FrozenLine {
  readonly cancelled: number;
  readonly returned: number;
}

/** Units of one line that leave it. */
export interface LeavingUnits {
  readonly item: LeavableLine;
  readonly quantity: number;
}

/** What the order that they are of costs. */
export interface CostlyOrder {
  readonly items: readonly LeavableLine[];
  readonly total: number;
  readonly pricesIncludeTax: boolean;
}

/**
 * What units cost that are cancelled or come back, in minor units of the order's currency, before they count as gone: their
 * shares of the discounts and taxes that were frozen. So all that leaves a line adds up to what the line costs, in whatever
 * order and however many at a time.
 */
export function costOf(order: CostlyOrder, leaving: readonly LeavingUnits[]): number {
  return leaving.reduce(
    (sum, { item, quantity }) => sum + amountOf(order, item, item.cancelled + item.returned, quantity),
    0,
  );
}

/**
 * What units cost that are cancelled. With the last of an order of which nothing was shipped go its charges, too: what it
 * costs beside its lines. So the cancellations of a whole order add up to its total.
 */
export function costOfCancelling(order: CostlyOrder, leaving: readonly LeavingUnits[]): number {
  const cost = costOf(order, leaving);
  const left = order.items.reduce((sum, item) => sum + item.quantity - item.cancelled, 0);
  const isLast = leaving.reduce((sum, { quantity }) => sum + quantity, 0) === left;
  if (!isLast) return cost;
  const lines = order.items.reduce((sum, item) => sum + amountOf(order, item, 0, item.quantity), 0);
  return cost + order.total - lines;
}

function amountOf({ pricesIncludeTax }: CostlyOrder, item: LeavableLine, before: number, units: number) {
  return costOfUnits(item, before, units, pricesIncludeTax).amount;
}
