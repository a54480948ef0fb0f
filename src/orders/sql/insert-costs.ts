import { bigint, boolean, integer, text, uuid } from '../../database/column-types.ts';
import type { Columns, RowSource } from '../../database/composed-statement.ts';
import type { Quote } from '../../rates/quote.ts';
import type { DecidedOrder } from '../decide.ts';
import { itemColumns, type OrderLine, unpaidOrderColumns } from './insert-orders.ts';

/** A charge or a discount of an order, at its place from 0. */
export interface CostRow<Cost> {
  order: DecidedOrder;
  position: number;
  cost: Cost;
}

type Charge = Quote['charges'][number];
type Discount = Quote['discounts'][number];

/** The columns of an order and of its lines, and what they cost. */
export const pricedOrderColumns: Columns<DecidedOrder> = {
  ...unpaidOrderColumns,
  items_total: bigint.orNull((order) => order.costs?.itemsTotal ?? null),
  discount_total: bigint.orNull((order) => order.costs?.discountTotal ?? null),
  charges_total: bigint.orNull((order) => order.costs?.chargesTotal ?? null),
  tax_total: bigint.orNull((order) => order.costs?.taxTotal ?? null),
  prices_include_tax: boolean.orNull((order) => order.costs?.pricesIncludeTax ?? null),
};

export const pricedItemColumns: Columns<OrderLine> = {
  ...itemColumns,
  discount: bigint.orNull((line) => costsOf(line)?.discount ?? null),
  tax: bigint.orNull((line) => costsOf(line)?.tax ?? null),
  tax_rate: integer.orNull((line) => costsOf(line)?.taxRate ?? null),
};

const costsOf = ({ order, position }: OrderLine) => order.costs?.items[position];

export const chargeColumns: Columns<CostRow<Charge>> = {
  order_id: uuid.of((row) => row.order.view.id),
  position: integer.of((row) => row.position),
  type: text.of((row) => row.cost.type),
  label: text.of((row) => row.cost.label),
  amount: bigint.of((row) => row.cost.amount),
  discount: bigint.of((row) => row.cost.discount),
  tax: bigint.of((row) => row.cost.tax),
  tax_rate: integer.orNull((row) => row.cost.taxRate),
  shipping_method_id: uuid.orNull((row) =>
    row.cost.type === 'SHIPPING' ? (row.order.command.asked?.shippingMethodId ?? null) : null,
  ),
};

export const discountColumns: Columns<CostRow<Discount>> = {
  order_id: uuid.of((row) => row.order.view.id),
  position: integer.of((row) => row.position),
  source: text.of((row) => row.cost.source),
  code: text.orNull((row) => row.cost.code ?? null),
  label: text.of((row) => row.cost.label),
  amount: bigint.of((row) => row.cost.amount),
};

/** The queries `new_charges` and `new_discounts`. */
export const insertCosts = (charges: RowSource, discounts: RowSource): string => `
    new_charges as (
      insert into order_charges (${charges.names})
      select * from ${charges.unnestAs('charges')}
    ), new_discounts as (
      insert into order_discounts (${discounts.names})
      select * from ${discounts.unnestAs('discounts')}
    )`;

/** The charges and discounts of these orders. */
export function rowsOfCosts(orders: readonly DecidedOrder[]): {
  charges: CostRow<Charge>[];
  discounts: CostRow<Discount>[];
} {
  const rowsOf = <Cost>(read: (costs: Quote) => readonly Cost[]) =>
    orders.flatMap((order) =>
      order.costs ? read(order.costs).map((cost, position) => ({ order, position, cost })) : [],
    );
  return { charges: rowsOf(({ charges }) => charges), discounts: rowsOf(({ discounts }) => discounts) };
}
