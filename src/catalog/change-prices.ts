import type { Pool, PoolClient } from 'pg';
import type { AuditedChange, AuditTrail } from '../audit/audit-row.ts';
import { recordAudit } from '../audit/record-audit.ts';
import { integer, uuid } from '../database/column-types.ts';
import { inTransaction } from '../database/in-transaction.ts';
import { currentPrice } from '../entities/current-price-sql.ts';
import { CHANNEL } from './cache/announce-change.ts';
import type { CatalogChange } from './cache/catalog-change.ts';
import { CatalogError } from './catalog-error.ts';
import { subjectOf } from './product-facts.ts';

export interface PriceChange {
  id: string;
  /** Minor units of the product's currency. */
  price: number;
}

/** A product with what it costs, at the version that it has by now. */
export interface PricedProduct extends PriceChange {
  version: number;
}

/** The products in the order given, and the changes that caches must know of. */
export interface PricesChanged {
  result: PricedProduct[];
  changes: CatalogChange[];
}

interface Row {
  id: string;
  version: number;
  price_before: number;
  usual_before: number;
  price_now: number;
  category: string;
  /** Null where the price was that already. */
  xid: string | null;
}

/**
 * $1 ids, $2 their prices, $3 the channel. Nothing is changed unless all are for sale. A product whose price is the one
 * asked for keeps its version, and nobody is told of it. Of one that has others scheduled it is the usual price. Announced row by row, as the change of one product is: releases
 * beside this one read the same.
 */
const text = `
  with wanted as (
    select id, price from unnest($1::uuid[], $2::int[]) as wanted (id, price)
  ), locked as materialized (
    select p.id, p.price, p.version, p.usual_price, ${currentPrice} as price_now, c.slug
      from products p join categories c on c.id = p.category_id
     where p.id in (select id from wanted) and p.archived_at is null
     order by p.id
       for no key update of p
  ), changed as (
    update products p
       set price = wanted.price, usual_price = case when locked.usual_price is not null then wanted.price end,
           version = p.version + 1, updated_at = greatest(p.updated_at, now())
      from locked join wanted using (id)
     where p.id = locked.id
       and wanted.price not in (locked.price_now, coalesce(locked.usual_price, locked.price))
       and (select count(*) from locked) = cardinality($1::uuid[])
    returning p.id, p.version, p.price
  ), told as materialized (
    select changed.id, xid,
           pg_notify($3, xid || ' ' || json_build_object(
             'id', changed.id,
             'before', json_build_object('category', locked.slug, 'price', locked.price),
             'after', json_build_object('category', locked.slug, 'price', changed.price),
             'renamed', false,
             'reworded', false
           )) as notified
      from changed join locked using (id)
           cross join (select pg_current_xact_id()::text as xid) this_transaction
  )
  select locked.id, coalesce(changed.version, locked.version) as version, locked.price as price_before,
         coalesce(locked.usual_price, locked.price) as usual_before,
         coalesce(changed.price, locked.price_now) as price_now, locked.slug as category, told.xid, told.notified is not null as is_told
    from locked left join changed using (id) left join told using (id)`;

/**
 * Changes the prices of many products, all or none, in one transaction, with an entry of the audit log for each that
 * has another price then. Locks the products in id order, as checkouts do.
 *
 * @param prices each product once
 * @returns for caches: the caller applies it, others are told at commit
 * @throws {CatalogError} `no_such_product`, which names those that are not for sale
 */
export function changePrices(
  pool: Pool,
  prices: readonly PriceChange[],
  by: AuditTrail,
): Promise<PricesChanged> {
  return inTransaction(pool, (client) => changeIn(client, prices, by));
}

async function changeIn(
  client: PoolClient,
  prices: readonly PriceChange[],
  by: AuditTrail,
): Promise<PricesChanged> {
  const ids = prices.map(({ id }) => id.toLowerCase());
  const values = [uuid.array(ids), integer.array(prices.map(({ price }) => price)), CHANNEL];
  const { rows } = await client.query<Row>({ name: 'catalog.change-prices', text, values });
  const found = new Map(rows.map((row) => [row.id, row]));
  const missing = ids.filter((id) => !found.has(id));
  if (missing.length > 0) throw new CatalogError({ kind: 'no_such_product', ids: missing });

  const result: PricedProduct[] = [];
  const changes: CatalogChange[] = [];
  const audited: AuditedChange[] = [];
  for (const [n, { price }] of prices.entries()) {
    const { id, version, category, price_before, usual_before, price_now, xid } = found.get(ids[n]!)!;
    result.push({ id, price: price_now, version });
    if (xid === null) continue;
    const [before, after] = [
      { category, price: price_before },
      { category, price: price_now },
    ];
    changes.push({ xid: BigInt(xid), id, before, after, renamed: false, reworded: false });
    audited.push({ subject: subjectOf({ id }), before: { price: usual_before }, after: { price } });
  }
  await recordAudit(client, by, ...audited);
  return { result, changes };
}
