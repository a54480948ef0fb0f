import { FIRST_ID } from '../ids.ts';
import { decodeCursor, encodeCursor } from '../lists/cursor.ts';

/** Which of an order's records are asked for. */
export interface RecordQuery {
  orderId: string;
  limit: number;
  cursor?: string | undefined;
}

export interface RecordPage<View> {
  items: View[];
  nextCursor: string | null;
}

/**
 * Lines of all records on one page, but for those of its last one: a record has as many as its order, up to 2,000, and
 * whoever writes records by the hundred does not get them all at once.
 */
export const LINES_ON_A_PAGE = 4_000;

/** Below every UUID v7 and every version of an order: where the first page begins. */
const START = { id: FIRST_ID, place: 0 };

/** Where a page begins: behind this record. @throws {InvalidCursor} */
export function startOf(kind: string, { orderId, cursor }: RecordQuery): { id: string; place: number } {
  if (cursor === undefined) return START;
  const { id, value } = decodeCursor(cursor, listOf(kind, orderId), 'int32');
  return { id, place: value as number };
}

/**
 * The page that `rows` make.
 *
 * @param rows those that begin within the page's lines, each with how many there were before these were looked at
 */
export function pageOf<Row extends { id: string; found: number; place?: number }, View>(
  kind: string,
  { orderId, limit }: RecordQuery,
  rows: readonly Row[],
  viewOf: (row: Row) => View,
): RecordPage<View> {
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  const isMore = last !== undefined && last.found > page.length;
  const cursor = { sort: listOf(kind, orderId), value: last?.place ?? 0, id: last?.id ?? '' };
  return { items: page.map(viewOf), nextCursor: isMore ? encodeCursor(cursor) : null };
}

const listOf = (kind: string, orderId: string): string => `${kind} ${orderId.toLowerCase()}`;
