import type { PoolClient } from 'pg';
import type { OrderMoney } from './money-state.ts';
import { writeMoney } from './sql/write-money.ts';

/** Writes what has become of what orders have been paid, in the caller's transaction; nothing where nothing has. */
export async function keepMoney(client: PoolClient, orders: Iterable<OrderMoney>): Promise<void> {
  const all = [...orders];
  const rows = {
    payments: all.flatMap((money) => [...money.changedPayments]),
    operations: all.flatMap((money) => [...money.changedOperations]),
    entries: all.flatMap((money) => money.newEntries),
  };
  if (rows.payments.length + rows.operations.length + rows.entries.length === 0) return;
  const { statement, values } = writeMoney.with(rows);
  await client.query({ ...statement, values: [...values] });
}
