import type { PoolClient } from 'pg';
import { countLines, type LinesRow } from './sql/count-lines.ts';

/** Lines of all orders that one transaction changes: two of the largest. */
export const MAX_LINES = 4_000;

/** How many lines orders have, by id in lower case; an order that is not there is not in the answer. Locks nothing. */
export async function linesOfOrders(
  client: PoolClient,
  ids: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const { rows } = await client.query<LinesRow>({ ...countLines, values: [[...new Set(ids)]] });
  return new Map(rows.map(({ order_id, lines }) => [order_id, lines]));
}

/** Whether each of `ids`, in lower case, has room for its order's lines beside those before it; the first has. */
export function whichFit(
  ids: readonly string[],
  linesOf: ReadonlyMap<string, number>,
  maxLines: number,
): boolean[] {
  let lines = 0;
  return ids.map((id, n) => {
    lines += linesOf.get(id) ?? 0;
    return n === 0 || lines <= maxLines;
  });
}
