import type { Pool } from 'pg';
import { shareFor } from '../../../async/timeout.ts';
import { findProducts } from '../../../catalog/find-product.ts';
import { listProducts } from '../../../catalog/list-products.ts';
import type { ProductView } from '../../../catalog/product-view.ts';
import { decodeCursor, encodeCursor } from '../../../lists/cursor.ts';
import { findLowestStock, type StockLevel } from './sql/find-lowest-stock.ts';

/** Orders of the operators' list; the first unless told. */
export const productOrders = ['stock', 'newest', 'name'] as const;
export type ProductOrder = (typeof productOrders)[number];

export interface ProductListQuery {
  order: ProductOrder;
  /** Words to find; with them the best match comes first. */
  sought: string;
  cursor: string | undefined;
}

export interface ProductList {
  items: ProductView[];
  nextCursor: string | null;
  /** When the order by stock was made; undefined for other orders. */
  sortedAt: Date | undefined;
}

const PAGE = 50;
/** Products that "fewest units first" goes through: a morning's work, and a page says that there are more. */
export const LOWEST = 1_000;
/** How long the order by stock is kept, in ms. What stands in it is read anew for every page. */
const KEPT_MS = 30_000;
const STOCK_LIST = 'products by stock';

/** The products for sale as operators look through them. @throws {InvalidCursor} */
export function createProductList(pool: Pool): (query: ProductListQuery) => Promise<ProductList> {
  const lowest = shareFor(KEPT_MS, async () => ({
    sortedAt: new Date(),
    levels: await findLowestStock(pool, LOWEST),
  }));
  return async ({ order, sought, cursor }) => {
    if (sought !== '' || order !== 'stock') {
      const sort = sought === '' ? { sort: order as 'newest' | 'name' } : {};
      const page = await listProducts(pool, { ...sort, q: sought, limit: PAGE, cursor });
      return { ...page, sortedAt: undefined };
    }
    const { sortedAt, levels } = await lowest();
    const start = cursor === undefined ? 0 : placeAfter(levels, cursor);
    const page = levels.slice(start, start + PAGE);
    const items = await findProducts(
      pool,
      page.map(({ id }) => id),
    );
    const last = page.at(-1);
    const hasMore = start + PAGE < levels.length && last !== undefined;
    return {
      items,
      nextCursor: hasMore ? encodeCursor({ sort: STOCK_LIST, value: last.stock, id: last.id }) : null,
      sortedAt,
    };
  };
}

/** Where a page ended, also in an order that was made anew since. */
function placeAfter(levels: readonly StockLevel[], cursor: string): number {
  const { value, id } = decodeCursor(cursor, STOCK_LIST, 'int32');
  const stock = Number(value);
  const place = levels.findIndex((level) => level.stock > stock || (level.stock === stock && level.id > id));
  return place === -1 ? levels.length : place;
}
