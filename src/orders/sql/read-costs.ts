import type { Pool } from 'pg';
import type { ChargeType } from '../../entities/order-charge.entity.ts';
import type { DiscountSource } from '../../entities/order-discount.entity.ts';
import { type FrozenCosts, taxGroups } from '../../pricing/tax-groups.ts';
import { type OrderCostsView, plainCosts } from '../order-view.ts';

/** Columns of orders: what their costs come to. */
export const costTotals = 'items_total, discount_total, charges_total, tax_total, prices_include_tax';

/** bigint comes as text, or as a number where a statement says so. All but `total` are null where an order costs what its lines cost. */
export interface CostTotalsRow {
  total: string | number;
  items_total: string | null;
  discount_total: string | null;
  charges_total: string | null;
  tax_total: string | null;
  prices_include_tax: boolean | null;
}

export interface CostLists {
  charges: (FrozenCosts & { type: ChargeType; label: string })[] | null;
  discounts: { source: DiscountSource; code: string | null; label: string; amount: number }[] | null;
}

/**
 * Columns of a SELECT from orders: their CostLists, by two look-ups by key for an order that costs something beside its
 * lines, and by none for others. Of a page of orders readCostLists takes less than half as long.
 *
 * @param orders what the statement calls them
 */
export const costLists = (orders: string): string => `
    case when ${orders}.items_total is not null then (
      select json_agg(json_build_object('type', c.type, 'label', c.label, 'amount', c.amount, 'discount', c.discount,
                                        'tax', c.tax, 'taxRate', c.tax_rate) order by c.position)
        from order_charges c where c.order_id = ${orders}.id) end as charges,
    case when ${orders}.items_total is not null then (
      select json_agg(json_build_object('source', d.source, 'code', d.code, 'label', d.label, 'amount', d.amount)
                      order by d.position)
        from order_discounts d where d.order_id = ${orders}.id) end as discounts`;

/** The CostLists of orders, by their ids; without a statement where none of them costs something beside its lines. */
export async function readCostLists(
  pool: Pool,
  orders: readonly (CostTotalsRow & { id: string })[],
): Promise<Map<string, CostLists>> {
  const ids = orders.filter((order) => order.items_total !== null).map(({ id }) => id);
  if (ids.length === 0) return new Map();
  const { rows } = await pool.query<CostListRow>({
    name: 'orders.cost-lists',
    text: `
      select order_id, position, type, null as source, null as code, label, amount::float8 as amount,
             discount::float8 as discount, tax::float8 as tax, tax_rate as "taxRate"
        from order_charges where order_id = any($1::uuid[])
       union all
      select order_id, position, null, source, code, label, amount::float8, 0, 0, null
        from order_discounts where order_id = any($1::uuid[])
       order by order_id, position`,
    values: [ids],
  });
  return new Map(
    [...Map.groupBy(rows, (row) => row.order_id)].map(([id, lists]) => [
      id,
      {
        charges: lists.flatMap(({ type, ...row }) => (type === null ? [] : { ...row, type })),
        discounts: lists.flatMap(({ source, ...row }) => (source === null ? [] : { ...row, source })),
      },
    ]),
  );
}

interface CostListRow extends FrozenCosts {
  order_id: string;
  type: ChargeType | null;
  source: DiscountSource | null;
  code: string | null;
  label: string;
}

/** What of the order's costs is on a line of it. */
export interface CostedItemRow {
  line_total: string | number;
  discount: string | number | null;
  tax: string | number | null;
  tax_rate: number | null;
}

export const frozenOf = (item: CostedItemRow): FrozenCosts => ({
  amount: Number(item.line_total),
  discount: Number(item.discount),
  tax: Number(item.tax),
  taxRate: item.tax_rate,
});

/**
 * @param lists undefined where the order has neither charges nor discounts
 * @param lines all that the order has, or their sums; asked of an order that costs something beside them
 */
export function viewOfCostRow(
  row: CostTotalsRow,
  lists: CostLists | undefined,
  lines: () => readonly FrozenCosts[],
): OrderCostsView {
  if (row.items_total === null) return plainCosts(Number(row.total));
  const pricesIncludeTax = row.prices_include_tax !== false;
  const charges = lists?.charges ?? [];
  return {
    charges: charges.map(({ type, label, amount, discount, tax, taxRate }) => ({
      type,
      label,
      amount,
      discount,
      tax,
      taxRate: taxRate ?? 0,
    })),
    discounts: (lists?.discounts ?? []).map(({ source, code, label, amount }) => ({
      source,
      ...(code !== null && { code }),
      label,
      amount,
    })),
    taxes: taxGroups([...lines(), ...charges], pricesIncludeTax),
    itemsTotal: Number(row.items_total),
    discountTotal: Number(row.discount_total),
    chargesTotal: Number(row.charges_total),
    taxTotal: Number(row.tax_total),
    pricesIncludeTax,
  };
}
