import type { ComparedCountry } from './compare-taxes.ts';
import { formatCount, formatPence } from './money.ts';
import type { PlannedOrder } from './plan-orders.ts';
import type { PlannedCancellation } from './plan-year.ts';
import { currency } from './prepare-products.ts';
import type { Invoice } from './read-invoices.ts';
import type { ShopOrder } from './read-shop.ts';

export interface ComparedFigure {
  name: string;
  file: bigint;
  shop: bigint;
  format: (value: bigint) => string;
}

export interface OrderComparison {
  figures: ComparedFigure[];
  /** Lines of the file that were added to another line of the same order. */
  addedUp: number;
  /** What differs, order by order: figures can agree where two faults cancel out. */
  faults: string[];
  agrees: boolean;
  /** What orders cost by country, where they have taxes. */
  countries?: ComparedCountry[];
}

export interface Played {
  invoices: readonly Invoice[];
  orders: readonly PlannedOrder[];
  cancellations: readonly PlannedCancellation[];
  keyOf: (order: PlannedOrder) => string;
}

/**
 * Compares the invoices that were played with what the shop has of them. The file's units and value are summed
 * over its lines, not over the plan; all of the shop's side was read back from the shop.
 */
export function compareOrders(played: Played, shop: readonly ShopOrder[]): OrderComparison {
  const lines = played.invoices.flatMap((invoice) => invoice.lines);
  const items = shop.flatMap((order) => order.items);
  const planned = new Map(played.orders.map((order) => [played.keyOf(order), order]));
  const plannedLines = sum(played.orders, (order) => order.items.size);
  const invoicesInShop = new Set(shop.flatMap((order) => planned.get(order.key ?? '')?.invoice ?? []));

  const cancelled = unitsOf(played.cancellations);
  const value = lines.reduce((total, line) => total + BigInt(line.price) * BigInt(line.quantity), 0n);
  const back = played.cancellations.reduce((total, cancellation) => total + penceOf(cancellation), 0n);
  const inShop = shop.reduce((total, order) => total + order.total, 0n);
  const backInShop = shop.reduce((total, order) => total + order.cancelledAmount, 0n);

  const figures: ComparedFigure[] = [
    count('invoices', played.invoices.length, invoicesInShop.size),
    count('orders', played.orders.length, shop.length),
    count('order lines', plannedLines, items.length),
    count(
      'units',
      sum(lines, (line) => line.quantity),
      sum(items, (item) => item.quantity),
    ),
    money('value', value, inShop),
    count(
      'cancellations',
      played.cancellations.length,
      sum(shop, (order) => order.cancellations),
    ),
    count(
      'cancelled units',
      sum([...cancelled.values()], (units) => sum([...units.values()], (quantity) => quantity)),
      sum(items, (item) => item.cancelled),
    ),
    money('cancelled', back, backInShop),
    money('net', value - back, inShop - backInShop),
  ];
  const faults = [...differences(planned, cancelled, shop)];
  const agrees = faults.length === 0 && figures.every((figure) => figure.file === figure.shop);
  return { figures, addedUp: lines.length - plannedLines, faults, agrees };
}

type CancelledUnits = ReadonlyMap<PlannedOrder, ReadonlyMap<string, number>>;

/** By order and SKU. */
function unitsOf(cancellations: readonly PlannedCancellation[]): CancelledUnits {
  const cancelled = new Map<PlannedOrder, Map<string, number>>();
  for (const { order, units } of cancellations) {
    const ofOrder = cancelled.get(order) ?? new Map<string, number>();
    cancelled.set(order, ofOrder);
    for (const [sku, quantity] of units) ofOrder.set(sku, (ofOrder.get(sku) ?? 0) + quantity);
  }
  return cancelled;
}

function penceOf({ order, units }: PlannedCancellation): bigint {
  return [...units].reduce(
    (total, [sku, quantity]) => total + BigInt(order.items.get(sku)!.price) * BigInt(quantity),
    0n,
  );
}

function* differences(
  planned: ReadonlyMap<string, PlannedOrder>,
  cancelled: CancelledUnits,
  shop: readonly ShopOrder[],
) {
  const found = new Set<string>();
  for (const order of shop) {
    const plan = planned.get(order.key ?? '');
    if (!plan || found.has(order.key ?? '')) {
      yield `order ${order.id} of ${order.account}: in the shop, and no invoice asked for it`;
      continue;
    }
    found.add(order.key ?? '');
    for (const fault of orderFaults(plan, cancelled.get(plan) ?? new Map(), order))
      yield `invoice ${plan.invoice}, order ${order.id}: ${fault}`;
  }
  for (const [key, plan] of planned)
    if (!found.has(key)) yield `invoice ${plan.invoice}: its order ${plan.part} is not in the shop`;
}

function* orderFaults(plan: PlannedOrder, cancelled: ReadonlyMap<string, number>, order: ShopOrder) {
  if (order.account !== plan.account) yield `bought by ${order.account}, not ${plan.account}`;
  const isWhole = [...plan.items.values()].every(({ sku, quantity }) => cancelled.get(sku) === quantity);
  if (order.status !== (isWhole ? 'CANCELLED' : 'PLACED')) yield `is ${order.status}`;
  if (order.currency !== currency) yield `is in ${order.currency}`;
  const inShop = new Map(order.items.map((item) => [item.sku, item]));
  for (const { sku, quantity, price } of plan.items.values()) {
    const item = inShop.get(sku);
    const file = `${quantity} x ${formatPence(BigInt(price))} in the file`;
    if (!item) yield `${sku}: ${file}, missing in the shop`;
    else if (item.quantity !== quantity || item.price !== price)
      yield `${sku}: ${file}, ${item.quantity} x ${formatPence(BigInt(item.price))} in the shop`;
    else if (item.cancelled !== (cancelled.get(sku) ?? 0))
      yield `${sku}: ${cancelled.get(sku) ?? 0} units cancelled in the file, ${item.cancelled} in the shop`;
  }
  for (const sku of inShop.keys()) if (!plan.items.has(sku)) yield `${sku}: in the shop, not on the invoice`;
  const total = order.items.reduce((all, item) => all + item.lineTotal, 0n);
  if (total !== order.total)
    yield `its total is ${formatPence(order.total)} and its lines sum up to ${formatPence(total)}`;
}

function count(name: string, file: number, shop: number): ComparedFigure {
  return { name, file: BigInt(file), shop: BigInt(shop), format: formatCount };
}

function money(name: string, file: bigint, shop: bigint): ComparedFigure {
  return { name: `${name}, ${currency}`, file, shop, format: formatPence };
}

function sum<T>(list: readonly T[], of: (item: T) => number): number {
  return list.reduce((total, item) => total + of(item), 0);
}
