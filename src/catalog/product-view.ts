import { priceHoldsMs, priceInPlaceOfStored } from '../entities/current-price-sql.ts';
import type { Product } from '../entities/product.entity.ts';
import { isoTime } from '../lists/iso-time.ts';

/** Where a view says how long its price holds. */
export const PRICE_OUTLOOK = Symbol('price outlook');

/** What is known of the price of a product that has other ones scheduled. */
export interface PriceOutlook {
  /** Ms for which it holds from when it was read; null: nothing is scheduled that ends it. */
  readonly holdsMs: number | null;
  /** Its version is still that of the price before. */
  readonly isAhead: boolean;
}

/** A product as a client sees it; `price` in minor units of `currency`. */
export interface ProductView {
  /** For who keeps it; no part of what is sent. */
  [PRICE_OUTLOOK]?: PriceOutlook;
  id: string;
  sku: string;
  name: string;
  description: string;
  category: string;
  price: number;
  /** What the price is compared with, above it; left out: nothing. */
  compareAtPrice?: number;
  currency: string;
  stockQuantity: number;
  /** Goods that are taxed alike; left out: the standard class. */
  taxClass?: string;
  /** Grams of one unit; left out where nobody said. */
  weight?: number;
  /** Units from which on the stock is told to be low; left out where nobody is told. */
  lowStockThreshold?: number;
  version: number;
  /** ISO 8601, UTC. */
  createdAt: string;
  updatedAt: string;
  /** It was taken out of the shop, and only administrators see it. */
  archived?: true;
}

/** A row of the hand-written reads. */
export interface ProductRow {
  id: string;
  sku: string;
  name: string;
  description: string;
  category: string;
  /** As it is stored, which lists are sorted by. */
  price: number;
  /** What it costs in place of that; null: that. */
  price_now: number | null;
  price_holds_ms: number | null;
  usual_price: number | null;
  compare_at_price: number | null;
  currency: string;
  stock_quantity: number;
  tax_class: string | null;
  weight: number | null;
  low_stock_threshold: number | null;
  version: number;
  created_at: string;
  updated_at: string;
}

export const productColumns = `
  p.id, p.sku, p.name, p.description, c.name as category, p.price, p.currency, p.stock_quantity, p.version,
  p.tax_class, p.weight, p.low_stock_threshold, p.created_at, p.updated_at, p.usual_price, p.compare_at_price,
  ${priceInPlaceOfStored} as price_now, ${priceHoldsMs} as price_holds_ms`;

export function viewOfRow(row: ProductRow): ProductView {
  const price = row.price_now ?? row.price;
  const holdsMs = row.price_holds_ms;
  const isAhead = row.price_now !== null;
  return {
    ...((isAhead || holdsMs !== null) && { [PRICE_OUTLOOK]: { holdsMs, isAhead } }),
    id: row.id,
    sku: row.sku,
    name: row.name,
    description: row.description,
    category: row.category,
    price,
    ...compareAt(price, row.compare_at_price ?? row.usual_price),
    currency: row.currency,
    stockQuantity: row.stock_quantity,
    ...(row.tax_class !== null && { taxClass: row.tax_class }),
    ...(row.weight !== null && { weight: row.weight }),
    ...(row.low_stock_threshold !== null && { lowStockThreshold: row.low_stock_threshold }),
    version: row.version,
    createdAt: isoTime(row.created_at),
    updatedAt: isoTime(row.updated_at),
  };
}

/** A price to compare with is one above the price. */
const compareAt = (price: number, other: number | null | undefined) =>
  other != null && other > price ? { compareAtPrice: other } : {};

/** @param product with its category loaded, held since its price was settled */
export function viewOfProduct(product: Product): ProductView {
  return {
    id: product.id,
    sku: product.sku,
    name: product.name,
    description: product.description,
    category: product.category.getEntity().name,
    price: product.price,
    ...compareAt(product.price, product.compareAtPrice ?? product.usualPrice),
    currency: product.currency,
    stockQuantity: product.stockQuantity,
    ...(product.taxClass != null && { taxClass: product.taxClass }),
    ...(product.weight != null && { weight: product.weight }),
    ...(product.lowStockThreshold != null && { lowStockThreshold: product.lowStockThreshold }),
    version: product.version,
    createdAt: product.createdAt.toISOString(),
    updatedAt: product.updatedAt.toISOString(),
    ...(product.archivedAt != null && { archived: true }),
  };
}
