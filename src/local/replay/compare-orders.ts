import { formatCount, formatPence } from './money.ts';
import type { PlannedOrder } from './plan-orders.ts';
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
}

export interface Played {
  invoices: readonly Invoice[];
  orders: readonly PlannedOrder[];
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

  const figures: ComparedFigure[] = [
    count('invoices', played.invoices.length, invoicesInShop.size),
    count('orders', played.orders.length, shop.length),
    count('order lines', plannedLines, items.length),
    count(
      'units',
      sum(lines, (line) => line.quantity),
      sum(items, (item) => item.quantity),
    ),
    {
      name: `value, ${currency}`,
      file: lines.reduce((total, line) => total + BigInt(line.price) * BigInt(line.quantity), 0n),
      shop: shop.reduce((total, order) => total + order.total, 0n),
      format: formatPence,
    },
  ];
  const faults = [...differences(planned, shop)];
  const agrees = faults.length === 0 && figures.every((figure) => figure.file === figure.shop);
  return { figures, addedUp: lines.length - plannedLines, faults, agrees };
}

function* differences(planned: ReadonlyMap<string, PlannedOrder>, shop: readonly ShopOrder[]) {
  const found = new Set<string>();
  for (const order of shop) {
    const plan = planned.get(order.key ?? '');
    if (!plan || found.has(order.key ?? '')) {
      yield `order ${order.id} of ${order.account}: in the shop, and no invoice asked for it`;
      continue;
    }
    found.add(order.key ?? '');
    for (const fault of orderFaults(plan, order))
      yield `invoice ${plan.invoice}, order ${order.id}: ${fault}`;
  }
  for (const [key, plan] of planned)
    if (!found.has(key)) yield `invoice ${plan.invoice}: its order ${plan.part} is not in the shop`;
}

function* orderFaults(plan: PlannedOrder, order: ShopOrder) {
  if (order.account !== plan.account) yield `bought by ${order.account}, not ${plan.account}`;
  if (order.status !== 'PLACED') yield `is ${order.status}`;
  if (order.currency !== currency) yield `is in ${order.currency}`;
  const inShop = new Map(order.items.map((item) => [item.sku, item]));
  for (const { sku, quantity, price } of plan.items.values()) {
    const item = inShop.get(sku);
    const file = `${quantity} x ${formatPence(BigInt(price))} in the file`;
    if (!item) yield `${sku}: ${file}, missing in the shop`;
    else if (item.quantity !== quantity || item.price !== price)
      yield `${sku}: ${file}, ${item.quantity} x ${formatPence(BigInt(item.price))} in the shop`;
  }
  for (const sku of inShop.keys()) if (!plan.items.has(sku)) yield `${sku}: in the shop, not on the invoice`;
  const total = order.items.reduce((all, item) => all + item.lineTotal, 0n);
  if (total !== order.total)
    yield `its total is ${formatPence(order.total)} and its lines sum up to ${formatPence(total)}`;
}

function count(name: string, file: number, shop: number): ComparedFigure {
  return { name, file: BigInt(file), shop: BigInt(shop), format: formatCount };
}

function sum<T>(list: readonly T[], of: (item: T) => number): number {
  return list.reduce((total, item) => total + of(item), 0);
}
