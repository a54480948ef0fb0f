import type { ChargeType } from '../../entities/order-charge.entity.ts';
import type { DiscountSource } from '../../entities/order-discount.entity.ts';
import { type FrozenCosts, taxGroups } from '../../pricing/tax-groups.ts';
import { type OrderCostsView, plainCosts } from '../order-view.ts';

/**
 * Columns of a SELECT from orders: two look-ups by key for an order that costs something beside its lines, none for others.
 *
 * @param orders what the statement calls them
 */
export const costColumns = (orders: string): string => `
    ${orders}.items_total, ${orders}.discount_total, ${orders}.charges_total, ${orders}.tax_total,
    ${orders}.prices_include_tax,
    case when ${orders}.items_total is not null then (
      select json_agg(json_build_object('type', c.type, 'label', c.label, 'amount', c.amount, 'discount', c.discount,
                                        'tax', c.tax, 'taxRate', c.tax_rate) order by c.position)
        from order_charges c where c.order_id = ${orders}.id) end as charges,
    case when ${orders}.items_total is not null then (
      select json_agg(json_build_object('source', d.source, 'code', d.code, 'label', d.label, 'amount', d.amount)
                      order by d.position)
        from order_discounts d where d.order_id = ${orders}.id) end as discounts`;

/** bigint comes as text, and as a number in JSON. */
export interface CostRow {
  total: string | number;
  items_total: string | null;
  discount_total: string | null;
  charges_total: string | null;
  tax_total: string | null;
  prices_include_tax: boolean | null;
  charges: (FrozenCosts & { type: ChargeType; label: string })[] | null;
  discounts: { source: DiscountSource; code: string | null; label: string; amount: number }[] | null;
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

/** @param lines all that the order has, or their sums; asked of an order that costs more than they do alone */
export function viewOfCostRow(row: CostRow, lines: () => readonly FrozenCosts[]): OrderCostsView {
  if (row.items_total === null) return plainCosts(Number(row.total));
  const pricesIncludeTax = row.prices_include_tax !== false;
  const charges = row.charges ?? [];
  return {
    charges: charges.map((charge) => ({ ...charge, taxRate: charge.taxRate ?? 0 })),
    discounts: (row.discounts ?? []).map(({ source, code, label, amount }) => ({
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
