import type { Pool, PoolClient } from 'pg';
import { inTransaction } from '../../database/in-transaction.ts';
import { newId } from '../../ids.ts';
import { limits } from '../../limits.ts';
import { moveStock } from '../../stock/move-stock.ts';
import { ReplayFailure } from './failure.ts';
import type { NeededProduct } from './plan-catalogue.ts';

export const currency = 'GBP';
const category = 'Online Retail';

/** A product of the shop; price in pence. */
export interface ShopProduct {
  id: string;
  sku: string;
  price: number;
}

interface ProductRow extends ShopProduct {
  currency: string;
  stock_quantity: number;
}

/**
 * Makes the products that the shop lacks, with no stock, then delivers to each what the invoices will buy, with
 * a movement in the ledger. A product that is there keeps its name, and its price until an invoice changes it.
 * One transaction; locks the products in id order, as checkouts do.
 *
 * @throws {ReplayFailure} when a product of the shop stands in the way
 */
export async function prepareProducts(
  pool: Pool,
  needed: ReadonlyMap<string, NeededProduct>,
): Promise<Map<string, ShopProduct>> {
  const products = await inTransaction(pool, async (client) => {
    await createMissing(client, [...needed.values()]);
    const locked = await lockProducts(client, [...needed.keys()]);
    for (const product of locked) check(product, needed.get(product.sku)!.units);
    await moveStock(
      client,
      locked.map(({ id, sku }) => ({
        productId: id,
        delta: needed.get(sku)!.units,
        reason: 'import',
        note: 'Replay',
      })),
    );
    return locked;
  });
  // Thousands of new rows: plans that were made for an empty table are made anew.
  await pool.query('analyze products, stock_movements, users');
  return new Map(products.map((product) => [product.sku, product]));
}

async function createMissing(client: PoolClient, products: readonly NeededProduct[]): Promise<void> {
  await client.query(
    `insert into categories (id, slug, name) values ($1, lower($2), $2) on conflict (slug) do nothing`,
    [newId(), category],
  );
  await client.query(
    `insert into products (id, sku, name, price, category_id, currency, stock_quantity)
     select t.id, t.sku, t.name, t.price, c.id, $6, 0
       from unnest($1::uuid[], $2::text[], $3::text[], $4::int[]) as t (id, sku, name, price)
       join categories c on c.slug = lower($5)
         on conflict (sku) where archived_at is null do nothing`,
    [
      products.map(() => newId()),
      products.map((product) => product.sku),
      products.map((product) => product.name),
      products.map((product) => product.price),
      category,
      currency,
    ],
  );
}

async function lockProducts(client: PoolClient, skus: readonly string[]): Promise<ProductRow[]> {
  const { rows } = await client.query<ProductRow>(
    `select id, sku, price, currency, stock_quantity from products
      where sku = any($1::text[]) and archived_at is null
      order by id for no key update`,
    [skus],
  );
  return rows;
}

function check(product: ProductRow, units: number): void {
  if (product.currency !== currency) {
    throw new ReplayFailure(
      `The shop has a product ${product.sku} in ${product.currency}, and the file is in ${currency}: archive it, or replay into another shop`,
    );
  }
  if (product.stock_quantity + units > limits.stock) {
    throw new ReplayFailure(
      `The stock of ${product.sku} has no room for the ${units} units that the file sells: lower it first`,
    );
  }
}
