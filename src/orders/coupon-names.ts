const PREFIX = 'coupon:';

/** What a coupon is called among the names of what batches touch: the others are ids. */
export const couponName = (code: string): string => `${PREFIX}${code}`;

/** Names of coupons by their codes, and the others. */
export function partNames(names: readonly string[]): { ids: string[]; codes: string[] } {
  const { ids = [], codes = [] } = Object.groupBy(names, (name) =>
    name.startsWith(PREFIX) ? 'codes' : 'ids',
  );
  return { ids, codes: codes.map((name) => name.slice(PREFIX.length)) };
}
