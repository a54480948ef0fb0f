/**
 * How many of the rows one page takes: those that come to no more than `most` together, and at least one, so that
 * every page goes on. A page that is bounded by its items alone is as large as whoever wrote them likes.
 */
export function fitting<T>(rows: readonly T[], sizeOf: (row: T) => number, most: number): number {
  let taken = 0;
  let size = 0;
  for (const row of rows) {
    size += sizeOf(row);
    if (size > most && taken > 0) break;
    taken++;
  }
  return taken;
}
