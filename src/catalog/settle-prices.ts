import type { Pool } from 'pg';
import { inTransaction } from '../database/in-transaction.ts';
import { CHANNEL } from './cache/announce-change.ts';

/**
 * $1 how many, $2 the channel. Products whose scheduled price has begun or ended get the price that counts, for lists and
 * for who sorts by it; readers of a product had it already. Announced row by row, as the change of one product is. Locks
 * the products in id order, as checkouts do.
 */
const text = `
  with due as materialized (
    select p.id, p.price, p.archived_at, c.slug
      from products p join categories c on c.id = p.category_id
     where p.price_due_at <= statement_timestamp()
     order by p.id limit $1
       for no key update of p
  ), settled as (
    update products p
       set usual_price = p.usual_price, version = p.version + 1, updated_at = greatest(p.updated_at, now())
      from due where p.id = due.id
    returning p.id, p.price
  )
  select count(*)::int as settled,
         count(case when archived_at is null then pg_notify($2, xid || ' ' || json_build_object(
           'id', id,
           'before', json_build_object('category', slug, 'price', due.price),
           'after', json_build_object('category', slug, 'price', settled.price),
           'renamed', false,
           'reworded', false
         )) end) as told
    from settled join due using (id)
         cross join (select pg_current_xact_id()::text as xid) this_transaction`;

/** Stores the price that counts, of products whose stored one is due, in one transaction. @returns how many there were, at most `limit` */
export function settlePrices(pool: Pool, limit: number): Promise<number> {
  return inTransaction(pool, async (client) => {
    const values = [limit, CHANNEL];
    const { rows } = await client.query<{ settled: number }>({ name: 'catalog.settle-prices', text, values });
    return rows[0]!.settled;
  });
}
