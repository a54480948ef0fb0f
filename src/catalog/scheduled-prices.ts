import type { EntityManager } from '@mikro-orm/postgresql';
import type { AuditTrail } from '../audit/audit-row.ts';
import { differenceOf, type Facts } from '../audit/facts.ts';
import { recordAudit } from '../audit/record-audit.ts';
import { ScheduledPrice } from '../entities/scheduled-price.entity.ts';
import { limits } from '../limits.ts';
import { decodeCursor, encodeCursor } from '../lists/cursor.ts';
import { announceChange } from './cache/announce-change.ts';
import { CatalogError } from './catalog-error.ts';
import type { Changed } from './change-products.ts';
import { holdProduct, placeOf, settlePrice } from './hold-product.ts';

/** A scheduled price as a client sees it; `price` in minor units of the product's currency. */
export interface ScheduledPriceView {
  id: string;
  productId: string;
  price: number;
  /** ISO 8601, UTC. */
  startsAt: string;
  endsAt: string | null;
  version: number;
  createdAt: string;
  updatedAt: string;
}

export interface ScheduledPriceInput {
  price: number;
  startsAt: Date;
  /** Null: it has no end. */
  endsAt?: Date | null;
}

/** Which one, and what the caller demands of its version. */
export interface ScheduledPriceTarget {
  productId: string;
  id: string;
  precondition: ((version: number) => boolean) | undefined;
}

export function viewOfScheduledPrice(row: ScheduledPrice): ScheduledPriceView {
  return {
    id: row.id,
    productId: row.product,
    price: row.price,
    startsAt: row.startsAt.toISOString(),
    endsAt: row.endsAt?.toISOString() ?? null,
    version: row.version,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}

/** A page of a product's scheduled prices, those that were made last first. @throws {InvalidCursor} */
export async function listScheduledPrices(
  em: EntityManager,
  productId: string,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<{ items: ScheduledPrice[]; nextCursor: string | null }> {
  const list = 'scheduled prices';
  const below = cursor === undefined ? {} : { id: { $lt: decodeCursor(cursor, list, 'none').id } };
  const rows = await em.find(
    ScheduledPrice,
    { product: productId, ...below },
    { orderBy: { id: 'desc' }, limit: limit + 1 },
  );
  const items = rows.slice(0, limit);
  const last = rows.length > limit ? items.at(-1) : undefined;
  return { items, nextCursor: last ? encodeCursor({ sort: list, value: null, id: last.id }) : null };
}

/** @throws {CatalogError} `no_such_price` */
export async function findScheduledPrice(
  em: EntityManager,
  { productId, id }: Pick<ScheduledPriceTarget, 'productId' | 'id'>,
): Promise<ScheduledPrice> {
  const row = await em.findOne(ScheduledPrice, { id, product: productId });
  if (!row) throw new CatalogError({ kind: 'no_such_price' });
  return row;
}

/**
 * Schedules a price, in one transaction with its entry of the audit log. Holds the product.
 * @throws {CatalogError} `no_such_product`, `unfit_span`, `scheduled_price_overlap`, `too_many_prices`
 */
export function schedulePrice(
  em: EntityManager,
  productId: string,
  input: ScheduledPriceInput,
  by: AuditTrail,
): Promise<Changed<ScheduledPrice>> {
  return reschedule(em, productId, async (tx) => {
    const row = tx.create(ScheduledPrice, { product: productId, ...input });
    demandSpan(row);
    const others = await tx.count(ScheduledPrice, {
      product: productId,
      $or: [{ endsAt: null }, { endsAt: { $gt: new Date() } }],
    });
    if (others >= limits.scheduledPrices) throw new CatalogError({ kind: 'too_many_prices' });
    await tx.persist(row).flush();
    await recordAudit(tx, by, { subject: subjectOf(row), after: factsOf(row) });
    return row;
  });
}

/**
 * Changes what is given of one, in one transaction with its entry of the audit log. Holds the product.
 * @throws {CatalogError} those of schedulePrice, `no_such_price`, `other_version`
 */
export function changeScheduledPrice(
  em: EntityManager,
  target: ScheduledPriceTarget,
  changes: Partial<ScheduledPriceInput>,
  by: AuditTrail,
): Promise<Changed<ScheduledPrice>> {
  return reschedule(em, target.productId, async (tx) => {
    const row = await findDemanded(tx, target);
    const before = factsOf(row);
    tx.assign(row, changes);
    demandSpan(row);
    await tx.flush();
    const difference = differenceOf(before, factsOf(row));
    if (difference) await recordAudit(tx, by, { subject: subjectOf(row), ...difference });
    return row;
  });
}

/**
 * Removes one, in one transaction with its entry of the audit log: the usual price is back at once. Holds the product.
 * @throws {CatalogError} `no_such_product`, `no_such_price`, `other_version`
 */
export function removeScheduledPrice(
  em: EntityManager,
  target: ScheduledPriceTarget,
  by: AuditTrail,
): Promise<Changed<undefined>> {
  return reschedule(em, target.productId, async (tx) => {
    const row = await findDemanded(tx, target);
    const [subject, before] = [subjectOf(row), factsOf(row)];
    await tx.remove(row).flush();
    await recordAudit(tx, by, { subject, before });
    return undefined;
  });
}

/** Does the work and has the database work out what the product costs by then; caches are told of it at commit. */
async function reschedule<Result>(
  em: EntityManager,
  productId: string,
  work: (tx: EntityManager) => Promise<Result>,
): Promise<Changed<Result>> {
  try {
    return await em.transactional(async (tx) => {
      const product = await holdProduct(tx, productId);
      const before = await placeOf(tx, product);
      const result = await work(tx);
      await settlePrice(tx, productId);
      await tx.refresh(product);
      const after = await placeOf(tx, product);
      const change = await announceChange(tx, {
        id: product.id,
        before,
        after,
        renamed: false,
        reworded: false,
      });
      return { result, change };
    });
  } catch (error) {
    if ((error as { code?: unknown }).code !== EXCLUSION_VIOLATION) throw error;
    throw new CatalogError({ kind: 'scheduled_price_overlap' });
  }
}

/** Of the trigger that keeps scheduled prices apart. */
const EXCLUSION_VIOLATION = '23P01';

async function findDemanded(tx: EntityManager, target: ScheduledPriceTarget): Promise<ScheduledPrice> {
  const row = await findScheduledPrice(tx, target);
  if (target.precondition && !target.precondition(row.version))
    throw new CatalogError({ kind: 'other_version', version: row.version });
  return row;
}

function demandSpan({ startsAt, endsAt }: ScheduledPrice): void {
  if (endsAt && startsAt >= endsAt) throw new CatalogError({ kind: 'unfit_span' });
}

const subjectOf = ({ id }: ScheduledPrice) => ({ type: 'scheduled-price', id });

function factsOf(row: ScheduledPrice): Facts {
  const { createdAt, updatedAt, ...facts } = viewOfScheduledPrice(row);
  return facts;
}
