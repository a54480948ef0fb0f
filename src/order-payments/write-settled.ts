import type { PoolClient } from 'pg';
import { auditOf, type ChangedRows } from '../order-life/order-state.ts';
import { writeChange } from '../order-life/sql/write-change.ts';
import { keepMoney } from '../payments/keep-money.ts';
import type { OrderMoney } from '../payments/money-state.ts';

export const noRows = (): ChangedRows => ({ orders: [], items: [], events: [], audit: [], messages: [] });

/** Writes changes of what orders have been paid with all that follows from them, but the stock. */
export async function writeSettled(
  client: PoolClient,
  rows: ChangedRows,
  ...money: readonly OrderMoney[]
): Promise<void> {
  const { orders, items, events, audit, messages } = rows;
  if (orders.length + messages.length + audit.length > 0) {
    const { statement, values } = writeChange.with({
      orders,
      items,
      events,
      audit: [...audit, ...auditOf(events)],
      messages,
    });
    await client.query({ ...statement, values: [...values] });
  }
  await keepMoney(client, money);
}
