import type { PoolClient } from 'pg';
import type { Entry, Operation, OrderMoney, Payment } from './money-state.ts';
import { type JsonRow, type MoneyRow, readMoney } from './sql/read-money.ts';

/**
 * What orders have been paid, by their ids. One statement whatever they hold. The caller holds the rows of the orders, and
 * so all of this: nobody writes it without them.
 */
export async function holdMoney(
  client: PoolClient,
  orderIds: readonly string[],
): Promise<ReadonlyMap<string, OrderMoney>> {
  if (orderIds.length === 0) return new Map();
  const { rows } = await client.query<MoneyRow>({ ...readMoney, values: [[...new Set(orderIds)]] });
  return new Map(rows.map((row) => [row.order_id, moneyOf(row)]));
}

/** What a row of `readMoney` holds. */
export const moneyOf = (row: MoneyRow): OrderMoney => ({
  orderId: row.order_id,
  isWaiting: row.placed_ms === Number.POSITIVE_INFINITY,
  due: row.due,
  captureTime: row.capture_time ?? undefined,
  payments: row.payments.map((json) => stateOf<Payment>(json)),
  operations: row.operations.map((json) => {
    const operation = stateOf<Operation>(json);
    return { ...operation, isEarly: operation.createdAt.getTime() <= row.placed_ms };
  }),
  entries: row.entries.map((json) => {
    const entry = stateOf<Entry>(json);
    return { ...entry, isEarly: entry.recordedAt.getTime() <= row.placed_ms };
  }),
  changedPayments: new Set(),
  changedOperations: new Set(),
  newEntries: [],
});

const instants = new Set([
  'captureBefore',
  'nextLookAt',
  'createdAt',
  'firstSentAt',
  'finishedAt',
  'at',
  'recordedAt',
]);

/** A row with the members' names, its instants as such. */
export function stateOf<State>(json: JsonRow): State {
  const members = Object.entries(json).map(([column, value]) => {
    const name = column.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
    return [name, instants.has(name) && value !== null ? new Date(value as string) : value];
  });
  return Object.fromEntries(members) as State;
}
