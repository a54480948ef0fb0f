import type { Pool } from 'pg';
import { inCategory } from './category-condition.ts';
import { identityOf } from './identity.ts';
import { ListPosition, listName } from './list-position.ts';
import { firstOf } from './page-of-rows.ts';
import { filterKeyOf, type ProductFilters } from './product-filters.ts';
import type { ProductPage, ProductQuery } from './product-query.ts';
import { type ProductRow, productColumns, viewOfRow } from './product-view.ts';

/**
 * Products that one page walks through at most: as many as a search. No index knows what is in stock: with one, a
 * sale would write an entry into every index of its product.
 */
const MAX_WALK = 20_000;
/** So many products are fetched and sorted; of more, a walk in another order meets one soon. */
const FEW = 1_000;

/**
 * A page of a list with further filters. Ids and a SKU are looked up. Prices are a range of the list by price; in
 * another order few are fetched and sorted, and many are met on a walk in that order. So is what is in stock. A walk
 * that meets too few gives a page that is shorter than its limit, and the next one walks on.
 *
 * @throws {InvalidCursor}
 */
export async function listFiltered(pool: Pool, query: ProductQuery): Promise<ProductPage> {
  const { sort = 'newest', category, limit } = query;
  const position = new ListPosition(sort, listName(sort, category, [], filterKeyOf(query)), query.cursor);
  const isByPrice = sort === 'price_asc' || sort === 'price_desc';
  const isFetched = await areFew(pool, query, isByPrice);

  const values: unknown[] = [];
  // What an index leads to, in the list's order where it is walked.
  const led = ['p.archived_at is null', position.after(values), ...lookedUp(query, values)];
  if (category !== undefined) led.push(inCategory(category, values));
  if (isFetched || isByPrice) led.push(...betweenPrices(query, values));
  const order = isFetched ? '' : `order by ${position.orderBy()} limit ${MAX_WALK}`;
  const met = `
    select p.id, p.price, p.stock_quantity, ${position.key} as key
      from products p where ${led.join(' and ')} ${order}`;
  const valuesOfMet = [...values];
  const wanted = [...betweenPrices(query, values), ...inStock(query)];

  const { rows } = await pool.query<ProductRow>(
    `with met as ${isFetched ? 'materialized' : 'not materialized'} (${met})
     select ${productColumns}
       from (select p.id, p.key from met p where ${wanted.join(' and ') || 'true'}
              order by ${position.orderBy('p.key')} limit ${limit + 1}) page
            cross join lateral (select * from products where id = page.id limit 1) p
            cross join lateral (select name from categories where id = p.category_id limit 1) c
      order by ${position.orderBy('page.key', 'page.id')}`,
    values,
  );
  const items = firstOf(rows, limit).map(viewOfRow);
  const last = rows.length > items.length ? rows[items.length - 1] : undefined;
  if (last || isFetched) return { items, nextCursor: last ? position.cursorAt(last) : null };
  // Nothing, where the walk came to the end of the list.
  const end = await pool.query<{ id: string; price: number; name: string }>(
    `select id, price, name from products where id = (
       select id from (${met}) w order by ${position.orderBy('w.key', 'w.id')} offset ${MAX_WALK - 1}
     )`,
    valuesOfMet,
  );
  return { items, nextCursor: end.rows[0] ? position.cursorAt(end.rows[0]) : null };
}

/** Whether all that an index leads to is to be fetched and sorted, rather than walked through in the list's order. */
async function areFew(pool: Pool, query: ProductQuery, isByPrice: boolean): Promise<boolean> {
  if (query.ids !== undefined || query.sku !== undefined) return true;
  const values: unknown[] = [];
  const prices = betweenPrices(query, values);
  if (isByPrice || prices.length === 0) return false;
  const where = ['p.archived_at is null', ...prices];
  if (query.category !== undefined) where.push(inCategory(query.category, values));
  const { rows } = await pool.query<{ count: number }>(
    `select count(*)::int as count
       from (select p.price from products p where ${where.join(' and ')} order by p.price limit ${FEW + 1}) counted`,
    values,
  );
  return rows[0]!.count <= FEW;
}

/** Conditions on the product `p`; each adds to the values. */
function lookedUp({ ids, sku }: ProductFilters, values: unknown[]): string[] {
  return [
    ...(ids === undefined ? [] : [`p.id = any($${values.push(ids)}::uuid[])`]),
    ...(sku === undefined ? [] : [`p.sku = $${values.push(identityOf(sku))}`]),
  ];
}

function betweenPrices({ minPrice, maxPrice }: ProductFilters, values: unknown[]): string[] {
  return [
    ...(minPrice === undefined ? [] : [`p.price >= $${values.push(minPrice)}`]),
    ...(maxPrice === undefined ? [] : [`p.price <= $${values.push(maxPrice)}`]),
  ];
}

function inStock({ inStock: wanted }: ProductFilters): string[] {
  return wanted === undefined ? [] : [`p.stock_quantity ${wanted ? '> 0' : '= 0'}`];
}
