import { expect, test } from 'vitest';
import { readRetryAfter } from '../../src/outbound/retry-after.ts';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const inAnHour = () => new Date(Date.now() + HOUR_MS);
/** `Fri, 27 Nov 2026 18:00:00 GMT`, and both obsolete ways of writing it. */
const imf = (at: Date) => at.toUTCString();
const rfc850 = (at: Date) => {
  const [, day, month, year, time] = imf(at).split(' ') as [string, string, string, string, string];
  const name = at.toLocaleDateString('en', { weekday: 'long', timeZone: 'UTC' });
  return `${name}, ${day}-${month}-${year.slice(2)} ${time} GMT`;
};
const asctime = (at: Date) => {
  const [name, day, month, year, time] = imf(at).split(' ') as [string, string, string, string, string];
  return `${name.slice(0, 3)} ${month} ${day.replace(/^0/, ' ')} ${time} ${year}`;
};

test('Retry-After is read as seconds', () => {
  expect(['0', '7', '86400'].map(readRetryAfter)).toEqual([0, 7_000, 86_400_000]);
});

test.each([imf, rfc850, asctime])(
  'Retry-After is read as an HTTP date, however old its writer is',
  (written) => {
    const value = written(inAnHour());
    const ms = readRetryAfter(value)!;
    expect(ms, value).toBeGreaterThan(HOUR_MS - MINUTE_MS);
    expect(ms, value).toBeLessThanOrEqual(HOUR_MS);
    expect(readRetryAfter(written(new Date(0))), value).toBe(0);
  },
);

test.each([
  ...['-5', '-3600', '-20000', '-99999', '+5', '1.5', '60s', '2e3', '', ' ', '99999999999999999999'],
  ...['2099-01-01', '2099-01-01T00:00:00Z', '1/1/2099', 'Jan 1 2099', 'tomorrow'],
  ...['Fri, 01 Jan 2099 00:00:00', 'Fri, 01 Jan 2099 00:00:00 +0100', 'Fri, 1 Jan 2099 00:00:00 GMT'],
  ...['Fri, 01 Jan 2099 25:00:00 GMT', '01 Jan 2099 00:00:00 GMT'],
])('Retry-After is ignored where it is neither: %s', (value) => {
  expect(readRetryAfter(value)).toBeUndefined();
});
