import { randomUUID } from 'node:crypto';
import type { Pool } from 'pg';
import { expireOrders } from '../../src/order-life/expire-orders.ts';
import { runTransition } from '../../src/order-life/run-transition.ts';
import { inBatches } from '../../src/workers/in-batches.ts';
import { closedLoop, expectStatus } from '../setup/closed-loop.ts';
import { type Connection, requestOf } from '../setup/connection.ts';
import { sqlUserId, tokenOf } from '../setup/fill.ts';
import type { Counter } from './counter.ts';

/** Clients that cancel, one order at a time each. */
const CANCELLERS = 16;
/** Orders in one transaction of the job that lets them expire. */
const EXPIRED_AT_ONCE = 100;

/** An order that was placed, and whose it is. */
export interface PlacedOrder {
  id: string;
  buyer: number;
}

/** Orders one unit for a buyer whose cart has one. @param body of the request @returns undefined where that was refused */
export async function buy(
  connection: Connection,
  buyer: number,
  counter: Counter,
  body?: object,
): Promise<PlacedOrder | undefined> {
  const answered = counter.order();
  const { status, body: answer } = await connection.send(
    requestOf('POST', '/orders', { token: tokenOf(buyer), key: randomUUID(), body }),
  );
  answered(status);
  return status === 201 ? { id: (JSON.parse(answer) as { id: string }).id, buyer } : undefined;
}

/** Cancels whole orders over HTTP, each by whoever bought it or by an administrator, in turns. */
export async function cancelOverHttp(
  url: string,
  orders: readonly PlacedOrder[],
  administrator: number,
  counter: Counter,
): Promise<void> {
  const admin = tokenOf(administrator, 'ADMIN');
  await closedLoop(url, { connections: CANCELLERS, amount: orders.length }, async (connection, n) => {
    const { id, buyer } = orders[n]!;
    const byBuyer = n % 2 === 0;
    const request = requestOf('POST', `/orders/${id}/cancellations`, {
      token: byBuyer ? tokenOf(buyer) : admin,
      key: randomUUID(),
      body: { reason: byBuyer ? 'customer' : 'staff' },
    });
    expectStatus(await connection.send(request), 201);
    counter.cameBack(1);
  });
}

/** Lets orders expire that had to be paid by now, as the worker's job does: in between it rests as long as it worked. */
export async function letExpire(pool: Pool, counter: Counter): Promise<void> {
  const signal = new AbortController().signal;
  await inBatches({ size: EXPIRED_AT_ONCE, most: 1_000, signal }, async (limit) => {
    const { expired, more } = await runTransition(pool, (client) => expireOrders(client, limit));
    counter.cameBack(expired.length);
    return more ? limit : 0;
  });
}

/** Ends the time in which these orders had to be paid. */
export async function endTime(pool: Pool, orders: readonly PlacedOrder[]): Promise<void> {
  await pool.query(`update orders set expires_at = now() - interval '1 s' where id = any($1::uuid[])`, [
    orders.map(({ id }) => id),
  ]);
}

export async function makeAdministrator(pool: Pool, user: number): Promise<void> {
  await pool.query(`update users set role = 'ADMIN' where id = ${sqlUserId(String(user))}`);
}
