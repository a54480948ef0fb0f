import type { PoolClient } from 'pg';
import { holdOrders } from '../order-life/hold-orders.ts';
import { settlePayments } from '../order-life/settle-payments.ts';
import { holdMoney } from '../payments/hold-money.ts';
import { voidOpen } from '../payments/request-operation.ts';
import { findToAsk } from './sql/find-to-ask.ts';
import { noRows, writeSettled } from './write-settled.ts';

const actor = { role: 'SYSTEM' } as const;

/**
 * Before an order expires on which somebody may still be paying, the provider is to end that attempt: only one that is
 * dead lets its order expire. Writes down that it shall; what asks nobody ends at once. Any number of processes may do so.
 *
 * One transaction, the caller's. Locks the orders, skipping those that somebody holds.
 *
 * @param limit orders at most
 * @returns how many there were
 */
export async function askExpired(client: PoolClient, limit: number): Promise<number> {
  const { rows } = await client.query<{ id: string }>({ ...findToAsk, values: [limit] });
  const ids = rows.map(({ id }) => id);
  if (ids.length === 0) return 0;
  const { orders } = await holdOrders(client, ids);
  for (const [id, money] of await holdMoney(client, ids)) {
    const order = orders.get(id)!;
    const changes = noRows();
    const requested = await voidOpen(money, actor, order.now);
    await settlePayments(order, money, changes, { requested });
    await writeSettled(client, changes, money);
  }
  return ids.length;
}
