import type { ClientBase, Pool } from 'pg';
import { type OrderDriftRow, orderDrift } from './sql/order-drift.ts';

/** An order that does not say what its records and the ledger say. */
export interface OrderDrift {
  orderId: string;
  /** What is wrong, in words for an operator. */
  faults: string[];
}

/** Orders that are told of at most: where more are wrong, one thing is wrong with them all. */
const MOST = 1_000;

/**
 * Compares what each order says of its units with its cancellations, parcels and returns, what is for sale again with
 * the ledger, its statuses with the quantities that they follow from, and what it costs with its lines, charges and
 * discounts. Reads one snapshot, so changes that go on meanwhile do no harm.
 */
export async function findOrderDrift(pool: Pool | ClientBase): Promise<OrderDrift[]> {
  const { rows } = await pool.query<OrderDriftRow>(orderDrift, [MOST]);
  return [...Map.groupBy(rows, (row) => row.order_id)].map(([orderId, faults]) => ({
    orderId,
    faults: faults.map(wordsOf),
  }));
}

const wordsOf = ({ what, said, known, position }: OrderDriftRow): string =>
  `${position === null ? '' : `line ${position}: `}${what} is ${said}, and ${known} by its records`;
