import type { Product } from '../entities/product.entity.ts';
import { isoTime } from '../lists/iso-time.ts';

/** A product as a client sees it; `price` in minor units of `currency`. */
export interface ProductView {
  id: string;
  sku: string;
  name: string;
  description: string;
  category: string;
  price: number;
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
  price: number;
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
  p.tax_class, p.weight, p.low_stock_threshold, p.created_at, p.updated_at`;

export function viewOfRow(row: ProductRow): ProductView {
  return {
    id: row.id,
    sku: row.sku,
    name: row.name,
    description: row.description,
    category: row.category,
    price: row.price,
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

/** @param product with its category loaded */
export function viewOfProduct(product: Product): ProductView {
  return {
    id: product.id,
    sku: product.sku,
    name: product.name,
    description: product.description,
    category: product.category.getEntity().name,
    price: product.price,
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
