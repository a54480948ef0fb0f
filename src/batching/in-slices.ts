/** How many are settled before others have their turn: each may go on to do work of its own, such as answering. */
const SLICE = 8;

/** Calls `each` for all of `list`, a slice in each turn of the event loop; the first at once, or in the next turn. */
export function inSlices<T>(
  list: readonly T[],
  later: boolean,
  each: (value: T, n: number) => void,
  from = 0,
): void {
  if (later) {
    setImmediate(() => inSlices(list, false, each, from));
    return;
  }
  const end = Math.min(from + SLICE, list.length);
  for (let n = from; n < end; n++) each(list[n] as T, n);
  if (end < list.length) inSlices(list, true, each, end);
}
