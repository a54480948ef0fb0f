import type { PoolClient } from 'pg';
import { holdMoney } from '../payments/hold-money.ts';
import type { OrderMoney } from '../payments/money-state.ts';
import { refundAmount } from '../payments/request-operation.ts';
import type { ChangedRows, OrderState } from './order-state.ts';
import { settlePayments } from './settle-payments.ts';

const actor = { role: 'SYSTEM' } as const;

/**
 * What came back is paid back, as far as it was paid. Adds to `rows`; the caller holds the order and keeps what is returned.
 *
 * @param amount minor units of the order's currency
 */
export async function refundReturned(
  client: PoolClient,
  order: OrderState,
  amount: number,
  rows: ChangedRows,
): Promise<OrderMoney[]> {
  const money = (await holdMoney(client, [order.id])).get(order.id)!;
  const requested = await refundAmount(money, amount, { reason: 'return', actor }, order.now);
  await settlePayments(order, money, rows, { requested });
  return [money];
}
