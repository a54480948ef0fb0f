import { accountOf, type PlannedOrder, planOrders } from './plan-orders.ts';
import { type CancelledLine, countSkipped, type InvoiceFile } from './read-invoices.ts';

/** Units of one order that one C invoice gives back. */
export interface PlannedCancellation {
  invoice: string;
  account: string;
  order: PlannedOrder;
  /** Units by SKU. */
  units: Map<string, number>;
}

export type Planned = PlannedOrder | PlannedCancellation;

export const isCancellation = (planned: Planned): planned is PlannedCancellation => 'order' in planned;

/** Units of an order line that are not cancelled yet. */
interface Purchase {
  order: PlannedOrder;
  open: number;
}

/**
 * Orders and cancellations in the order of the file. A line of a C invoice cancels what its customer bought before it of
 * that code at that price, the latest order first, and is counted in `file` as one without a purchase where that is less
 * than it gives back: half a line is not played.
 */
export function planYear(file: InvoiceFile): Planned[] {
  const purchases = new Map<string, Purchase[]>();
  const planned: Planned[] = [];
  const lines = file.cancellations.values();
  let line = lines.next();
  const cancelBefore = (invoices: number): void => {
    const cancellations = new Map<string, PlannedCancellation>();
    for (; !line.done && line.value.after < invoices; line = lines.next()) {
      const isPlayed = cancel(line.value, purchases, cancellations);
      if (!isPlayed) countSkipped(file, 'withoutPurchase', line.value.number);
    }
    planned.push(...cancellations.values());
  };
  for (const [n, invoice] of file.invoices.entries()) {
    cancelBefore(n + 1);
    for (const order of planOrders(invoice)) {
      planned.push(order);
      for (const { sku, price, quantity } of order.items.values()) {
        const key = keyOf(order.account, sku, price);
        purchases.set(key, [{ order, open: quantity }, ...(purchases.get(key) ?? [])]);
      }
    }
  }
  cancelBefore(Infinity);
  return planned;
}

/** @returns false where the customer has not so many units to give back: nothing is taken then */
function cancel(
  line: CancelledLine,
  purchases: ReadonlyMap<string, Purchase[]>,
  cancellations: Map<string, PlannedCancellation>,
): boolean {
  const account = accountOf(line).email;
  const bought = purchases.get(keyOf(account, line.sku, line.price)) ?? [];
  if (bought.reduce((units, { open }) => units + open, 0) < line.quantity) return false;
  let left = line.quantity;
  for (const purchase of bought) {
    const units = Math.min(left, purchase.open);
    if (units === 0) continue;
    const { order } = purchase;
    const key = `${line.number} ${order.invoice} ${order.part}`;
    const cancellation = cancellations.get(key) ?? { invoice: line.number, account, order, units: new Map() };
    cancellation.units.set(line.sku, (cancellation.units.get(line.sku) ?? 0) + units);
    cancellations.set(key, cancellation);
    purchase.open -= units;
    left -= units;
  }
  return true;
}

const keyOf = (account: string, sku: string, price: number) => `${account} ${price} ${sku}`;

/**
 * Whether two must not be under way together: one customer, or a product that two orders buy at different prices.
 */
export function conflicts(one: Planned, other: Planned): boolean {
  if (one.account === other.account) return true;
  if (isCancellation(one) || isCancellation(other)) return false;
  const [small, large] = one.items.size < other.items.size ? [one, other] : [other, one];
  for (const item of small.items.values()) {
    const same = large.items.get(item.sku);
    if (same && same.price !== item.price) return true;
  }
  return false;
}
