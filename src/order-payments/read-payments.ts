import type { ClientBase, Pool } from 'pg';
import { pageOf, type RecordPage, type RecordQuery, startOf } from '../order-life/record-page.ts';
import { stateOf } from '../payments/hold-money.ts';
import type { Operation, Payment } from '../payments/money-state.ts';
import { type ReadPaymentRow, type ReadRefundRow, readPayments, readRefunds } from './sql/read-payments.ts';
import { type PaymentView, type RefundView, viewOfPayment, viewOfRefund } from './views.ts';

const KIND = 'refunds';

/** The payments of an order, oldest first: there are at most a hundred. */
export async function listPayments(pool: Pool, orderId: string): Promise<PaymentView[]> {
  const { rows } = await pool.query<ReadPaymentRow>({ ...readPayments, values: [orderId, null] });
  return rows.map(({ row }) => viewOfPayment(stateOf<Payment>(row)));
}

/** One payment of an order, or undefined. */
export async function findPayment(
  pool: Pool | ClientBase,
  orderId: string,
  id: string,
): Promise<Payment | undefined> {
  const { rows } = await pool.query<ReadPaymentRow>({ ...readPayments, values: [orderId, id] });
  return rows[0] && stateOf<Payment>(rows[0].row);
}

/** The refunds of an order, oldest first, a page at a time. @throws {InvalidCursor} */
export async function listRefunds(pool: Pool, query: RecordQuery): Promise<RecordPage<RefundView>> {
  const values = [query.orderId, null, startOf(KIND, query).id, query.limit + 1];
  const { rows } = await pool.query<ReadRefundRow>({ ...readRefunds, values });
  return pageOf(KIND, query, rows, viewOf);
}

/** One refund of an order, or undefined. */
export async function findRefund(pool: Pool, orderId: string, id: string): Promise<RefundView | undefined> {
  const values = [orderId, id, startOf(KIND, { orderId, limit: 1 }).id, 1];
  const { rows } = await pool.query<ReadRefundRow>({ ...readRefunds, values });
  return rows[0] && viewOf(rows[0]);
}

const viewOf = ({ row, currency }: ReadRefundRow): RefundView =>
  viewOfRefund(stateOf<Operation>(row), currency);
