import { type EntityManager, UniqueConstraintViolationException } from '@mikro-orm/postgresql';
import type { AuditTrail } from '../audit/audit-row.ts';
import { differenceOf } from '../audit/facts.ts';
import { recordAudit } from '../audit/record-audit.ts';
import { Category } from '../entities/category.entity.ts';
import { Product } from '../entities/product.entity.ts';
import { STANDARD_CLASS } from '../entities/tax-rate.entity.ts';
import { limits } from '../limits.ts';
import { type MovedProduct, moveStock } from '../stock/move-stock.ts';
import { announceChange } from './cache/announce-change.ts';
import type { CatalogChange } from './cache/catalog-change.ts';
import { CatalogError } from './catalog-error.ts';
import { demand, holdProduct, type Precondition, placeOf } from './hold-product.ts';
import { categoryNamed, skuOf } from './identity.ts';
import { factsOf, subjectOf } from './product-facts.ts';

export interface ProductInput {
  sku: string;
  name: string;
  description?: string;
  category: string;
  price: number;
  currency: string;
  stockQuantity: number;
  /** Null is the same as `standard`. */
  taxClass?: string | null;
  /** Grams of one unit; null: nobody says. */
  weight?: number | null;
  /** What the price is to be compared with; null: nothing. */
  compareAtPrice?: number | null;
  /** Units from which on the stock is told to be low; null: nobody is told. */
  lowStockThreshold?: number | null;
}

/** What of a product is to be different. */
export interface ProductChanges extends Partial<ProductInput> {
  /** `false` puts it back into the shop, `true` takes it out. Without it an archived product is none. */
  archived?: boolean;
}

/** What was done, and the change that caches must know of: the caller applies it, others are told at commit. */
export interface Changed<Result> {
  result: Result;
  change: CatalogChange;
}

/**
 * Makes a product, its category where it is the first of it, its first stock movement, and the entry of the audit log,
 * in one transaction. @throws {CatalogError} `sku_taken`
 */
export function createProduct(
  em: EntityManager,
  input: ProductInput,
  by: AuditTrail,
): Promise<Changed<Product>> {
  return guardSku(() =>
    em.transactional(async (tx) => {
      const product = tx.create(Product, {
        sku: skuOf(input.sku),
        name: input.name,
        description: input.description ?? '',
        category: await findOrCreateCategory(tx, input.category),
        price: input.price,
        currency: input.currency,
        stockQuantity: 0,
        taxClass: taxClassOf(input.taxClass),
        weight: input.weight ?? null,
        compareAtPrice: input.compareAtPrice ?? null,
        lowStockThreshold: input.lowStockThreshold ?? null,
      });
      tx.persist(product);
      await tx.flush();
      await setStock(tx, product, input.stockQuantity, by, 'Opening stock', product.version);
      const change = await announceChange(tx, {
        id: product.id,
        after: await placeOf(tx, product),
        renamed: true,
        reworded: true,
      });
      await recordAudit(tx, by, { subject: subjectOf(product), after: factsOf(product) });
      return { result: product, change };
    }),
  );
}

/**
 * Changes the fields that are given, under a lock on the product's row. One that comes back into the shop may have
 * another SKU in the same change, where its own was given to another. What is different then is in the audit log.
 *
 * @param precondition what the caller demands of the version (`If-Match`, `If-None-Match`)
 * @throws {CatalogError} `no_such_product`, `other_version`, `sku_taken`
 */
export function updateProduct(
  em: EntityManager,
  id: string,
  changes: ProductChanges,
  precondition: Precondition,
  by: AuditTrail,
): Promise<Changed<Product>> {
  return guardSku(() =>
    em.transactional(async (tx) => {
      const { category, stockQuantity, archived, ...fields } = changes;
      const product = await holdProduct(tx, id, { orArchived: archived !== undefined });
      demand(precondition, product);
      const wasArchived = product.archivedAt != null;
      const place = await placeOf(tx, product);
      const before = wasArchived ? undefined : place;
      const was = factsOf(product);
      const { name, sku, description, version } = product;
      tx.assign(product, fields);
      if (archived !== undefined && archived !== wasArchived)
        product.archivedAt = archived ? new Date() : null;
      if (changes.sku !== undefined) product.sku = skuOf(changes.sku);
      if (changes.taxClass !== undefined) product.taxClass = taxClassOf(changes.taxClass);
      if (category !== undefined)
        product.category = tx.getReference(Category, (await findOrCreateCategory(tx, category)).id, {
          wrapped: true,
        });
      await tx.flush();
      // Where others are scheduled, the price that was given is the usual one, and the database knows which counts.
      if (product.usualPrice != null) await tx.refresh(product);
      // One change has one version: that of the other fields where one of them is different.
      const flushed = product.version === version ? undefined : product.version;
      await setStock(tx, product, stockQuantity ?? product.stockQuantity, by, 'Stock set', flushed);
      const renamed = product.name !== name;
      const change = await announceChange(tx, {
        id: product.id,
        before,
        after: product.archivedAt == null ? await placeOf(tx, product) : undefined,
        renamed,
        reworded: renamed || product.sku !== sku || product.description !== description,
      });
      // Its answer names the category, also of one that is in no list.
      await tx.populate(product, ['category']);
      const difference = differenceOf(was, factsOf(product));
      if (difference) await recordAudit(tx, by, { subject: subjectOf(product), ...difference });
      return { result: product, change };
    }),
  );
}

/**
 * Adds `delta` to the stock, whatever it is by now, so that no sale is lost.
 * @throws {CatalogError} `no_such_product`, `other_version`; `stock_too_low` when the stock would go below zero
 */
export function adjustStock(
  em: EntityManager,
  id: string,
  delta: number,
  note: string,
  by: AuditTrail,
  precondition?: Precondition,
): Promise<Changed<MovedProduct>> {
  return em.transactional(async (tx) => {
    const product = await holdProduct(tx, id);
    demand(precondition, product);
    const resulting = product.stockQuantity + delta;
    if (resulting < 0) {
      const available = product.stockQuantity;
      throw new CatalogError({ kind: 'stock_too_low', productId: id, requested: -delta, available });
    }
    if (resulting > limits.stock) throw new CatalogError({ kind: 'stock_too_high', resulting });
    const [moved] = await moveStock(tx, [
      { productId: id, delta, reason: 'adjustment', reference: by.actor.id, note },
    ]);
    const place = await placeOf(tx, product);
    const change = await announceChange(tx, {
      id: product.id,
      before: place,
      after: place,
      renamed: false,
      reworded: false,
    });
    await recordAudit(tx, by, {
      subject: subjectOf(product),
      before: { stockQuantity: moved!.stockQuantity - delta },
      after: { stockQuantity: moved!.stockQuantity, reason: note },
    });
    return { result: moved!, change };
  });
}

/** Takes a product out of the shop; its row stays for orders and ledger. @throws {CatalogError} `no_such_product`, `other_version` */
export function archiveProduct(
  em: EntityManager,
  id: string,
  precondition: Precondition,
  by: AuditTrail,
): Promise<Changed<undefined>> {
  return em.transactional(async (tx) => {
    const product = await holdProduct(tx, id);
    demand(precondition, product);
    const before = await placeOf(tx, product);
    product.archivedAt = new Date();
    await tx.flush();
    const change = await announceChange(tx, { id: product.id, before, renamed: false, reworded: false });
    const [was, is] = [{ archived: false }, { archived: true }];
    await recordAudit(tx, by, { subject: subjectOf(product), before: was, after: is });
    return { result: undefined, change };
  });
}

/** As it is kept: nothing where it is the class of what says nothing. */
function taxClassOf(named: string | null | undefined): string | null {
  return named === undefined || named === STANDARD_CLASS ? null : named;
}

async function findOrCreateCategory(tx: EntityManager, typed: string): Promise<Category> {
  const { name, slug } = categoryNamed(typed);
  const known = await tx.findOne(Category, { slug });
  if (known) return known;
  await tx.upsert(Category, tx.create(Category, { slug, name }, { persist: false }), {
    onConflictFields: ['slug'],
    onConflictAction: 'ignore',
  });
  return tx.findOneOrFail(Category, { slug });
}

/** @param version that of the product's other changes, undefined where there are none */
async function setStock(
  tx: EntityManager,
  product: Product,
  quantity: number,
  by: AuditTrail,
  note: string,
  version: number | undefined,
): Promise<void> {
  const delta = quantity - product.stockQuantity;
  if (delta === 0) return;
  await moveStock(tx, [
    { productId: product.id, delta, reason: 'adjustment', reference: by.actor.id, note, version },
  ]);
  await tx.refresh(product);
}

async function guardSku<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (
      error instanceof UniqueConstraintViolationException &&
      error.message.includes('products_sku_unique')
    ) {
      throw new CatalogError({ kind: 'sku_taken' });
    }
    throw error;
  }
}
