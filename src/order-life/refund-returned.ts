import type { PoolClient } from 'pg';
import { holdMoney } from '../payments/hold-money.ts';
import type { OrderMoney } from '../payments/money-state.ts';
import { refundAmount } from '../payments/request-operation.ts';
import type { ChangedRows, OrderState } from './order-state.ts';
import {
  isRefundedByItem,
  type LeavingRecord,
  readRefundedUnits,
  takeRefunded,
  unitsToPayBack,
} from './refunded-units.ts';
import type { ReceiptRow } from './return-rows.ts';
import { settlePayments } from './settle-payments.ts';

const actor = { role: 'SYSTEM' } as const;

/**
 * What came back is paid back where that was asked for, as far as it was paid and was not refunded before, which is noted
 * in `receipt` and `received`. Adds to `rows`; the caller holds the order and keeps what is returned.
 */
export async function refundReturned(
  client: PoolClient,
  order: OrderState,
  receipt: ReceiptRow,
  received: readonly LeavingRecord[],
  rows: ChangedRows,
): Promise<OrderMoney[]> {
  const money = (await holdMoney(client, [order.id])).get(order.id)!;
  const known = isRefundedByItem(money) ? await readRefundedUnits(client, money) : new Map();
  receipt.refundedBefore = takeRefunded(known, received, order.pricesIncludeTax);
  if (!receipt.refund) return [];
  const amount = receipt.amount - receipt.refundedBefore;
  const requested = await refundAmount(
    money,
    amount,
    { reason: 'return', actor, lines: unitsToPayBack(received) },
    order.now,
  );
  await settlePayments(order, money, rows, { requested });
  return [money];
}
