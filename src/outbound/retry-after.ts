const DAY = '(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)';
const MONTH = '(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)';
const TIME = '\\d{2}:\\d{2}:\\d{2}';
const seconds = /^\d{1,9}$/;
/** As it is sent, and as RFC 850 had it. */
const inGmt = new RegExp(
  `^(?:${DAY}, \\d{2} ${MONTH} \\d{4}|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, \\d{2}-${MONTH}-\\d{2}) ${TIME} GMT$`,
);
/** As asctime() writes it, which does not say that it is GMT. */
const withoutZone = new RegExp(`^${DAY} ${MONTH} [ \\d]\\d ${TIME} \\d{4}$`);

/**
 * How long a `Retry-After` asks to wait, in ms: seconds or an HTTP date (RFC 9110, 10.2.3 and 5.6.7); 0 for a date that is
 * over. `Date.parse` alone takes nearly anything for a date, `-3600` for the year 3600.
 *
 * @returns undefined for anything else
 */
export function readRetryAfter(value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  if (seconds.test(value)) return Number(value) * 1_000;
  const date = inGmt.test(value) ? value : withoutZone.test(value) ? `${value} GMT` : '';
  const ms = Date.parse(date) - Date.now();
  return Number.isFinite(ms) ? Math.max(0, ms) : undefined;
}
