import type { Pool } from 'pg';
import type { SalesDimension } from '../entities/sales-total.entity.ts';
import { findSales, type SalesRow } from './sql/find-sales.ts';

export interface SalesQuery {
  /** Orders created at this instant or later, and before `end`. */
  readonly from: Date;
  readonly end: Date;
  readonly by: SalesDimension;
  /** Rows at most; the totals are of all. */
  readonly limit: number;
}

/** What orders that are PLACED come to, in minor units of `currency`. */
export interface SalesFigures {
  readonly currency: string;
  /** Orders that have some of it. */
  readonly orders: number;
  readonly units: number;
  /** Taken off before `net`, `tax` and `gross`. */
  readonly discount: number;
  readonly net: number;
  readonly tax: number;
  /** `net` and `tax`: the orders' totals. */
  readonly gross: number;
  /** What of all that was cancelled or came back, by the frozen shares. */
  readonly reversed: { units: number; net: number; tax: number; gross: number };
}

/** A row, which its dimension names; of what has no product, country or rate it is null. */
export interface SalesItem extends SalesFigures {
  readonly day?: string;
  readonly productId?: string | null;
  readonly sku?: string | null;
  readonly name?: string | null;
  readonly country?: string | null;
  readonly taxRate?: number | null;
}

export interface SalesReport {
  readonly items: SalesItem[];
  /** Of all orders, one for each currency. */
  readonly totals: SalesFigures[];
  /** Whether all rows are among `items`. */
  readonly isComplete: boolean;
}

/** Currencies of ISO 4217, and some more: each has a row of totals. */
const CURRENCIES = 200;

/**
 * Sales by day (of UTC), product, country or tax rate; one statement. An order counts where it was created. By product,
 * charges are the row without one. The rows of a dimension add up to the totals, and these are the sums of the orders'
 * `total`, to the minor unit.
 */
export async function salesReport(pool: Pool, { from, end, by, limit }: SalesQuery): Promise<SalesReport> {
  const { rows } = await pool.query<SalesRow>({
    ...findSales[by],
    values: [from, end, limit + CURRENCIES + 1],
  });
  const totals = rows.filter((row) => row.is_total);
  const found = rows.filter((row) => !row.is_total);
  return {
    items: found.slice(0, limit).map((row) => itemOf(by, row)),
    totals: totals.map(figuresOf),
    isComplete: found.length <= limit,
  };
}

/** A row of the report as it is told. */
export const itemOf = (by: SalesDimension, row: SalesRow): SalesItem => ({
  ...nameOf[by](row),
  ...figuresOf(row),
});

const nameOf: Record<SalesDimension, (row: SalesRow) => Partial<SalesItem>> = {
  day: ({ key }) => ({ day: key ?? '' }),
  product: ({ key, sku, name }) => ({ productId: key || null, sku: sku ?? null, name: name ?? null }),
  country: ({ key }) => ({ country: key || null }),
  taxRate: ({ key }) => ({ taxRate: key ? Number(key) : null }),
};

function figuresOf(row: SalesRow): SalesFigures {
  const { currency, orders, units, discount, net, tax } = row;
  const [reversedNet, reversedTax] = [row.reversed_net, row.reversed_tax];
  return {
    currency,
    orders,
    units,
    discount,
    net,
    tax,
    gross: net + tax,
    reversed: {
      units: row.reversed_units,
      net: reversedNet,
      tax: reversedTax,
      gross: reversedNet + reversedTax,
    },
  };
}
