import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from 'pg';
import { sqlProductId, sqlUserId, tokenOf } from '../setup/fill.ts';
import { callerOf } from './insist.ts';
import { type Insist, live } from './lives.ts';

/** Products, each with a first movement in the ledger. */
const PRODUCTS = 200;
const STOCK = 1_000_000;

/** An account of whoever ships, and customers from 1 on. */
const OPERATOR = 0;

/** Fills a new shop: an operator, customers 1..customers and some products to order. */
export async function fillChaosShop(pool: Pool, customers: number): Promise<void> {
  await pool.query(
    `insert into users (id, email, name, password_hash, role)
     select ${sqlUserId('n')}, 'buyer' || n || '@chaos.example', 'Buyer ' || n, '-', case n when ${OPERATOR} then 'ADMIN' else 'CUSTOMER' end
       from generate_series(${OPERATOR}, ${customers}) n`,
  );
  await pool.query(`insert into categories (id, slug, name) values (${sqlUserId('1')}, 'all', 'All')`);
  await pool.query(
    `with new_products as (
       insert into products (id, sku, name, category_id, price, currency, stock_quantity)
       select ${sqlProductId('n')}, 'SKU-' || n, 'Product ' || n, ${sqlUserId('1')}, 100 + n, 'GBP', ${STOCK}
         from generate_series(1, ${PRODUCTS}) n returning id
     )
     insert into stock_movements (product_id, product_version, delta, reason, resulting_quantity)
     select id, 1, ${STOCK}, 'import', ${STOCK} from new_products`,
  );
}

export interface Placed {
  /** Ids of the orders that were answered with 201. */
  orders: Set<string>;
  /** Mails that are owed for what happened to some of them later. */
  laterMails: number;
  /** Requests that got no answer, or one that asks to come again. */
  repeated: number;
}

/**
 * Places orders as real clients do: fill the cart, order under a key, and where there is no answer, ask again
 * under the same key, at the other process. Spread evenly over `withinMs`. A tenth of them is cancelled, shipped or
 * sent back, in the same way.
 */
export async function placeOrders(
  apis: readonly string[],
  amount: number,
  customers: number,
  withinMs: number,
): Promise<Placed> {
  const placed: Placed = { orders: new Set(), laterMails: 0, repeated: 0 };
  const began = performance.now();
  let next = 0;
  const shop = async (customer: number) => {
    const authorization = `Bearer ${tokenOf(customer)}`;
    const { insist, post } = callerOf(apis, customer, () => placed.repeated++);
    const under =
      (token: string): Insist =>
      (path, body) =>
        post(path, body, token);
    const [buyer, operator] = [under(tokenOf(customer)), under(tokenOf(OPERATOR, 'ADMIN'))];
    for (let mine = next++; mine < amount; mine = next++) {
      await sleep(Math.max(0, began + (mine / amount) * withinMs - performance.now()));
      const items = [{ productId: productId(1 + (mine % PRODUCTS)), quantity: 1 + (mine % 3) }];
      await insist('/cart', {
        method: 'PUT',
        headers: { authorization, 'content-type': 'application/json' },
        body: JSON.stringify({ items }),
      });
      const headers = { authorization, 'idempotency-key': randomUUID() };
      const answer = await insist('/orders', { method: 'POST', headers });
      const order = (await answer.json()) as Parameters<typeof live>[1];
      placed.orders.add(order.id);
      const mails = await live(mine, order, buyer, operator);
      placed.laterMails += mails;
    }
  };
  await Promise.all(Array.from({ length: customers }, (_, n) => shop(n + 1)));
  return placed;
}

const productId = (n: number) => `00000000-0000-7000-8002-${n.toString(16).padStart(12, '0')}`;
