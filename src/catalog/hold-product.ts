import type { EntityManager } from '@mikro-orm/postgresql';
import { Product } from '../entities/product.entity.ts';
import type { Place } from './cache/catalog-change.ts';
import { CatalogError } from './catalog-error.ts';

/** Whether a change to the product as it is, at this version, is wanted; undefined: to any. */
export type Precondition = ((version: number, product: Readonly<Product>) => boolean) | undefined;

/**
 * Holds a product, with the price that counts by now. FOR NO KEY UPDATE, as checkouts take it: FOR UPDATE would also hold up
 * every foreign-key check, which is whoever puts the product into a cart. The ORM knows the stronger one alone.
 *
 * @throws {CatalogError} `no_such_product`
 */
export async function holdProduct(
  tx: EntityManager,
  id: string,
  { orArchived }: { orArchived: boolean } = { orArchived: false },
): Promise<Product> {
  const [held] = await tx.execute<{ is_due: boolean | null }[]>(
    'select price_due_at <= clock_timestamp() as is_due from products where id = ? for no key update',
    [id],
  );
  if (held?.is_due) await settlePrice(tx, id);
  const product = await tx.findOne(Product, orArchived ? { id } : { id, archivedAt: null });
  if (!product) throw new CatalogError({ kind: 'no_such_product' });
  return product;
}

/** Has the database work out anew what a product costs: scheduled prices of it have begun, ended or changed. */
export async function settlePrice(tx: EntityManager, id: string): Promise<void> {
  await tx.execute(
    `update products set usual_price = coalesce(usual_price, price), version = version + 1,
            updated_at = greatest(updated_at, now())
      where id = ?`,
    [id],
  );
}

/** @throws {CatalogError} `other_version` */
export function demand(precondition: Precondition, product: Product): void {
  if (precondition === undefined || precondition(product.version, product)) return;
  throw new CatalogError({ kind: 'other_version', version: product.version });
}

/** Where it stands in lists by now; loads its category. */
export async function placeOf(tx: EntityManager, product: Product): Promise<Place> {
  await tx.populate(product, ['category']);
  return { category: product.category.getEntity().slug, price: product.price };
}
