import type { Step } from '../database/statement.ts';
import type { CouponUse, RedemptionRow } from '../rates/sql/redeem-coupons.ts';
import type { Decision } from './decide.ts';
import type { CouponTakes } from './price-order.ts';
import { rowsOfCosts } from './sql/insert-costs.ts';
import { rowsOfDetails } from './sql/insert-details.ts';
import { writeOrders, writeOrdersWithCosts, writeOrdersWithDetails } from './sql/write-orders.ts';

/** What a placed order is answered with; stored beside the body so that a replay needs no knowledge of it. */
export const PLACED_STATUS = 201;

/**
 * The one statement that writes a decision, or undefined when it places nothing. It fails with
 * serialization_failure when a product, a cart line or a coupon is no longer what was read.
 *
 * @throws {RangeError} when a number does not fit its column
 */
export function writeDecision({ orders, takes, coupons }: Decision): Step | undefined {
  if (orders.length === 0) return undefined;
  const products = [...takes].sort(([a], [b]) => (a < b ? -1 : 1));
  const rows = {
    takes: products.map(([productId, { version, quantity }]) => ({ productId, version, units: quantity })),
    sales: products.flatMap(([productId, { version, sales }]) =>
      sales.map(({ orderId, quantity, resultingQuantity }, position) => ({
        productId,
        productVersion: version + 1,
        position,
        units: quantity,
        orderId,
        resultingQuantity,
      })),
    ),
    orders,
    items: orders.flatMap((order) =>
      order.view.items.map((item, position) => ({
        order,
        position,
        item,
        productVersion: takes.get(item.productId)!.version + 1,
      })),
    ),
    answers: orders.flatMap(({ command: { userId, idempotency }, view, body }) =>
      idempotency ? [{ userId, claim: idempotency, reference: view.id, status: PLACED_STATUS, body }] : [],
    ),
    messages: orders.flatMap((order) => order.owes),
    lines: orders.flatMap((order) => order.cartRows),
  };
  const details = orders.flatMap(({ view, command }) =>
    command.details ? [rowsOfDetails(view.id, command.details)] : [],
  );
  const terms = orders.flatMap(({ view: { id, status }, command: { payment } }) =>
    payment && status === 'PENDING' ? [{ orderId: id, terms: payment }] : [],
  );
  const withDetails = {
    ...rows,
    contacts: details.flatMap(({ contacts }) => contacts),
    addresses: details.flatMap(({ addresses }) => addresses),
    terms,
  };
  if (orders.some(({ costs }) => costs)) {
    return writeOrdersWithCosts.with({ ...withDetails, ...rowsOfCosts(orders), ...rowsOfCoupons(coupons) });
  }
  return details.length + terms.length === 0
    ? writeOrders.with(rows)
    : writeOrdersWithDetails.with(withDetails);
}

function rowsOfCoupons(coupons: CouponTakes): { uses: CouponUse[]; redemptions: RedemptionRow[] } {
  const takes = [...coupons];
  return {
    uses: takes.map(([couponId, { version, redemptions }]) => ({
      couponId,
      version,
      orders: redemptions.length,
    })),
    redemptions: takes.flatMap(([couponId, { redemptions }]) =>
      redemptions.map((redemption) => ({ couponId, ...redemption })),
    ),
  };
}
