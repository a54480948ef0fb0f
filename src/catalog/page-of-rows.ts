import { fitting } from '../lists/page-end.ts';

/** Bytes of descriptions on one page: a hundred of the longest would be megabytes. */
const MAX_BYTES = 1_024 * 1_024;

/** The first products of a page: as many as were asked for, fewer where their descriptions are very long. */
export function firstOf<T extends { description: string }>(found: readonly T[], limit: number): T[] {
  const asked = found.slice(0, limit);
  return asked.slice(
    0,
    fitting(asked, ({ description }) => Buffer.byteLength(description), MAX_BYTES),
  );
}
