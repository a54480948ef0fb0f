import type { PoolClient } from 'pg';
import { unitsByProduct } from '../orders/units-by-product.ts';
import type { Operation, OrderMoney } from '../payments/money-state.ts';
import { costOfUnits, type FrozenLine } from '../pricing/share-of-units.ts';
import { type UnitsThatLeftRow, unitsThatLeft } from './sql/units-that-left.ts';

/** Units of one product of an order that were given back for, and to how many that was done beside. */
export interface RefundedUnits {
  /** Refunded by item and not left since: the first that leave, so that nobody is paid twice for one. */
  staying: number;
  /** All that were paid back, by whatever. */
  readonly paidBack: number;
}

/**
 * Which units of an order were refunded, by product: no entry where none were. One statement.
 *
 * @param without a refund that does not count
 */
export async function readRefundedUnits(
  client: PoolClient,
  { orderId, operations }: OrderMoney,
  without?: Operation,
): Promise<Map<string, RefundedUnits>> {
  const { rows } = await client.query<UnitsThatLeftRow>({ ...unitsThatLeft, values: [orderId] });
  const byItem = unitsByProduct(operations.filter((one) => one !== without).flatMap(unitsOfRefund));
  const left = new Map(rows.map((row) => [row.productId, row]));
  return new Map(
    [...new Set([...byItem.keys(), ...left.keys()])].map((productId) => {
      const units = byItem.get(productId) ?? 0;
      const { refunded = 0, paidBack = 0 } = left.get(productId) ?? {};
      return [productId, { staying: Math.max(0, units - refunded), paidBack: units + paidBack }];
    }),
  );
}

/** Whether people refunded any units of the order by item. */
export const isRefundedByItem = ({ operations }: OrderMoney): boolean =>
  operations.some((one) => unitsOfRefund(one).length > 0);

/** Units that leave an order, of which some may have been refunded before. */
export interface LeavingRecord {
  readonly item: FrozenLine & { readonly productId: string };
  readonly quantity: number;
  /** Units of the item that had left before. */
  readonly before: number;
  /** Of these, units that had been refunded by item: set here. */
  refunded: number;
}

/**
 * Says of units that leave how many of them had been refunded by item, and counts those as gone.
 *
 * @returns what was given back for them then, minor units of the order's currency
 */
export function takeRefunded(
  known: ReadonlyMap<string, RefundedUnits>,
  leaving: readonly LeavingRecord[],
  pricesIncludeTax: boolean,
): number {
  return leaving.reduce((sum, units) => {
    const of = known.get(units.item.productId);
    if (!of) return sum;
    units.refunded = Math.min(units.quantity, of.staying);
    of.staying -= units.refunded;
    return sum + costOfUnits(units.item, units.before, units.refunded, pricesIncludeTax).amount;
  }, 0);
}

/** The units of those that leave which are to be paid back, as a refund names them. */
export const unitsToPayBack = (leaving: readonly LeavingRecord[]) =>
  [
    ...unitsByProduct(
      leaving.map(({ item, quantity, refunded }) => ({
        productId: item.productId,
        quantity: quantity - refunded,
      })),
    ),
  ]
    .filter(([, quantity]) => quantity > 0)
    .map(([productId, quantity]) => ({ productId, quantity }));

/** What people refunded by item. What the shop gives back by itself for units that left is on record with those. */
const unitsOfRefund = ({ kind, state, actorRole, lines, isEarly }: Operation) =>
  kind === 'REFUND' && state !== 'FAILED' && actorRole !== 'SYSTEM' && !isEarly ? (lines ?? []) : [];
