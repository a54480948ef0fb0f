import type { Pool, PoolClient } from 'pg';
import { rowsOf } from '../database/flight.ts';
import type { CartChange, WantedLine } from './cart-change.ts';
import { CartError } from './cart-error.ts';
import type { CartItemView } from './cart-view.ts';
import { type ChangedRow, changeCarts as statement } from './sql/change-carts.ts';

/** The lines that were added, as the change left them; why nothing was; or that somebody else holds what it needs. */
export type CartOutcome = CartItemView[] | CartError | 'held';

/**
 * Changes carts in one statement: each as a whole or not at all. Waits for nobody; locks what the statement says, until
 * the transaction ends.
 *
 * @param changes of a cart each
 * @returns one outcome for each, in order
 */
export async function changeCarts(
  db: Pool | PoolClient,
  changes: readonly CartChange[],
): Promise<CartOutcome[]> {
  const step = statement.with({
    changes: changes.map((change, n) => ({ n, change })),
    lines: changes.flatMap(({ userId, lines }, n) =>
      lines.map((line, place) => ({ n, place, userId, line })),
    ),
  });
  const rows = await rowsOf<ChangedRow>(db, step);
  const found = Map.groupBy(rows, (row) => row.n);
  return changes.map(({ lines }, n) => outcomeOf(lines, found.get(n)!));
}

function outcomeOf(lines: readonly WantedLine[], rows: readonly ChangedRow[]): CartOutcome {
  const { fault } = rows[0]!;
  if (fault === 'held') return fault;
  const products = rows.filter((row) => row.place !== null);
  if (fault === null) {
    const views: CartItemView[] = [];
    for (const row of products) views[row.place!] = viewOfLine(lines[row.place!]!, row);
    return views;
  }
  if (fault !== 'not_for_sale') return new CartError(fault);
  const forSale = new Set(products.filter((row) => !row.archived).map((row) => row.place));
  return new CartError(
    fault,
    lines.filter((_, place) => !forSale.has(place)).map(({ productId }) => productId),
  );
}

function viewOfLine(line: WantedLine, row: ChangedRow): CartItemView {
  const quantity = line.quantity + (row.had ?? 0);
  return {
    id: row.line_id ?? line.id,
    productId: line.productId,
    sku: row.sku,
    name: row.name,
    unitPrice: row.price,
    currency: row.currency,
    quantity,
    lineTotal: row.price * quantity,
    available: row.fits ? row.stock_quantity : 0,
  };
}
