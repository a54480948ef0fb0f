import type { Pool } from 'pg';
import { findOrderDrift } from '../../src/order-life/find-order-drift.ts';
import { findDrift } from '../../src/stock/find-drift.ts';

export interface MoneyFigures {
  orders: number;
  placed: number;
  cancelled: number;
  pending: number;
  /** Sums in pence. */
  atProvider: { captured: number; refunded: number };
  inEntries: { captured: number; refunded: number };
  /** Captured of orders that are PLACED, less what was given back of it, and what those orders cost less the same. */
  placedTotals: number;
  placedRefunded: number;
  placedHeld: number;
  /** Orders of which the provider says other sums than the shop. */
  different: number;
  /** Orders of which more was kept than they cost. */
  paidTwice: number;
  placedUnpaid: number;
  /** Cancelled orders of which money was kept. */
  cancelledKept: number;
  operationsOpen: number;
  operationsFailed: number;
  drift: number;
  contradicted: number;
  /** Of the first of them. */
  contradiction: string | undefined;
}

interface Row {
  id: string;
  status: string;
  total: number;
  authorized: number;
  captured: number;
  refunded: number;
}

/** What the shop says of its money, and what the provider says. */
export async function countMoney(pool: Pool, simulator: string): Promise<MoneyFigures> {
  const { rows } = await pool.query<Row>(
    `select id, status, total::float8 as total, authorized::float8 as authorized, captured::float8 as captured,
            refunded::float8 as refunded from orders where exists (select from payments where order_id = orders.id)`,
  );
  const { rows: entries } = await pool.query<{
    captured: number;
    refunded: number;
    open: number;
    failed: number;
  }>(
    `select coalesce(sum(amount) filter (where kind = 'CAPTURED'), 0)::float8 as captured,
            coalesce(sum(amount) filter (where kind = 'REFUNDED'), 0)::float8 as refunded,
            (select count(*)::int from payment_operations where finished_at is null) as open,
            (select count(*)::int from payment_operations where state = 'FAILED' and kind <> 'VOID') as failed
       from payment_entries`,
  );
  const answer = await fetch(`${simulator}/control/payments`);
  const payments = (await answer.json()) as {
    captured: number;
    refunded: number;
    metadata: { orderId: string };
  }[];
  const there = new Map<string, { captured: number; refunded: number }>();
  for (const { captured, refunded, metadata } of payments) {
    const sums = there.get(metadata.orderId) ?? { captured: 0, refunded: 0 };
    there.set(metadata.orderId, { captured: sums.captured + captured, refunded: sums.refunded + refunded });
  }
  const known = new Set(rows.map((row) => row.id));
  const sum = (of: readonly Row[], what: (row: Row) => number) => of.reduce((all, row) => all + what(row), 0);
  const are = (status: string) => rows.filter((row) => row.status === status);
  const kept = (row: Row) => row.captured - row.refunded;
  const placed = are('PLACED');
  const contradicted = await findOrderDrift(pool);
  return {
    orders: rows.length,
    placed: placed.length,
    cancelled: are('CANCELLED').length,
    pending: are('PENDING').length,
    atProvider: {
      captured: payments.reduce((all, one) => all + one.captured, 0),
      refunded: payments.reduce((all, one) => all + one.refunded, 0),
    },
    inEntries: { captured: entries[0]!.captured, refunded: entries[0]!.refunded },
    placedTotals: sum(placed, (row) => row.total),
    placedRefunded: sum(placed, (row) => row.refunded),
    placedHeld: sum(placed, (row) => row.authorized),
    different:
      rows.filter((row) => {
        const sums = there.get(row.id) ?? { captured: 0, refunded: 0 };
        return sums.captured - sums.refunded !== kept(row);
      }).length + [...there.keys()].filter((id) => !known.has(id)).length,
    paidTwice: rows.filter((row) => kept(row) > row.total).length,
    placedUnpaid: placed.filter((row) => row.captured + row.authorized < row.total).length,
    cancelledKept: are('CANCELLED').filter((row) => kept(row) > 0 || row.authorized > 0).length,
    operationsOpen: entries[0]!.open,
    operationsFailed: entries[0]!.failed,
    drift: (await findDrift(pool)).length,
    contradicted: contradicted.length,
    contradiction: contradicted[0] && `${contradicted[0].orderId}: ${contradicted[0].faults.join('; ')}`,
  };
}
