import type { Pool, PoolClient } from 'pg';
import { Deferred } from '../batching/deferred.ts';
import { sharedStatement } from '../batching/shared-statement.ts';
import { uuid } from '../database/column-types.ts';
import { rowsOf } from '../database/flight.ts';
import type { Statement } from '../database/statement.ts';
import type { OrderView } from './order-view.ts';
import { columns, type ItemRow, itemsOfOrder, MAX_LINES, type OrderRow, viewOf } from './read-orders.ts';
import { type CostLists, costLists } from './sql/read-costs.ts';

/** An order that its customer asks for. */
export interface OwnOrder {
  id: string;
  userId: string;
}

/** Orders in one statement. */
const MAX_ORDERS = 64;
/** Readers that wait in one process, and for how long, in ms. */
const MAX_WAITING = 2_000;
const MAX_WAIT_MS = 5_000;

/**
 * $1 uuid[], $2 uuid[]: orders, and whose each must be. Each that is, with its place among them, and with its items as
 * long as those of all so far are no more than MAX_LINES; the first always has them. The last item's position tells how
 * many there are, by one look into the primary key. Parameters are hidden from the planner, which would plan for the length
 * of each list anew.
 */
const statement: Statement = {
  name: 'orders.find-own',
  text: `
    select ${columns}, ${costLists('orders')}, place, fits, case when fits then ${itemsOfOrder} end as items
      from (select *, sum(lines) over by_place <= ${MAX_LINES} or row_number() over by_place = 1 as fits
              from (select w.place::int, o.*, (
                             select position + 1 from order_items
                              where order_id = o.id order by position desc limit 1) as lines
                      from unnest((select $1::uuid[]), (select $2::uuid[])) with ordinality w (id, user_id, place)
                     cross join lateral (
                             select * from orders where id = w.id and user_id = w.user_id limit 1) o) own
            window by_place as (order by place)) orders
     order by place`,
};

/**
 * Reads orders: those who ask while a statement is under way share the next one, which sees all that was committed before
 * they asked.
 *
 * @returns reads an order with its items; undefined where it is not this customer's @throws {Overloaded}
 */
export function createOwnOrderReader(pool: Pool): (wanted: OwnOrder) => Promise<OrderView | undefined> {
  return sharedStatement((wanted: OwnOrder[]) => findOwnOrders(pool, wanted), {
    maxItems: MAX_ORDERS,
    maxWaiting: MAX_WAITING,
    patienceMs: MAX_WAIT_MS,
  });
}

/** The same of one order, in the caller's transaction. */
export async function findOwnOrder(client: PoolClient, wanted: OwnOrder): Promise<OrderView | undefined> {
  const [order] = await findOwnOrders(client, [wanted]);
  // The first always has its items.
  return order as OrderView | undefined;
}

async function findOwnOrders(
  client: Pool | PoolClient,
  wanted: readonly OwnOrder[],
): Promise<(OrderView | undefined | Deferred)[]> {
  const rows = await rowsOf<OrderRow & CostLists & { place: number; items: ItemRow[] | null; fits: boolean }>(
    client,
    {
      statement,
      values: [uuid.array(wanted.map(({ id }) => id)), uuid.array(wanted.map(({ userId }) => userId))],
    },
  );
  const found = new Map(rows.map((row) => [row.place, row]));
  return wanted.map((_, n) => {
    const row = found.get(n + 1);
    if (!row) return undefined;
    return row.fits ? viewOf(row, row.items ?? [], row) : new Deferred('heavy');
  });
}
