import type { PoolClient } from 'pg';
import { countLines, type LinesRow } from './sql/count-lines.ts';

/** Lines of all orders that one transaction changes: two of the largest. */
export const MAX_LINES = 4_000;

/**
 * Whether each of `ids`, in lower case, has room for its order's lines beside those before it; the first has, and one alone is not
 * counted. An order that is not there has none. Locks nothing.
 */
export async function whichFit(
  client: PoolClient,
  ids: readonly string[],
  maxLines: number,
): Promise<boolean[]> {
  if (ids.length === 1) return [true];
  const { rows } = await client.query<LinesRow>({ ...countLines, values: [[...new Set(ids)]] });
  const linesOf = new Map(rows.map(({ order_id, lines }) => [order_id, lines]));
  let lines = 0;
  return ids.map((id, n) => {
    lines += linesOf.get(id) ?? 0;
    return n === 0 || lines <= maxLines;
  });
}
