import type { Facts } from '../audit/facts.ts';
import type { Product } from '../entities/product.entity.ts';

/** A product as the audit log names it. */
export const subjectOf = ({ id }: { id: string }) => ({ type: 'product', id });

/** What of a product somebody can change, with its category loaded. */
export const factsOf = (product: Product): Facts => ({
  sku: product.sku,
  name: product.name,
  description: product.description,
  category: product.category.getEntity().name,
  price: product.usualPrice ?? product.price,
  compareAtPrice: product.compareAtPrice ?? null,
  currency: product.currency,
  stockQuantity: product.stockQuantity,
  taxClass: product.taxClass ?? null,
  weight: product.weight ?? null,
  lowStockThreshold: product.lowStockThreshold ?? null,
  archived: product.archivedAt != null,
});
