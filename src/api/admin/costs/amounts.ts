import { limits } from '../../../limits.ts';
import { formatInstant } from '../../../markup/format-instant.ts';
import { formatMoney } from '../../../markup/format-money.ts';
import { readMoney } from '../../../markup/read-money.ts';
import { isCurrency } from '../../../money/currencies.ts';
import type { Form } from '../actions/form.ts';

/** What stands in a field before anybody typed: nothing where a form came back, so that what was emptied stays so. */
export const unlessTyped = (form: Form, stored: string | number | null | undefined): string =>
  form.filledIn.length > 0 || stored == null ? '' : String(stored);

/** A currency in use, in any case; undefined where none was typed. */
export function readCurrency(form: Form): string | undefined {
  const code = form.text('currency', { max: 3 }).toUpperCase();
  if (code === '') return undefined;
  if (!isCurrency(code)) form.faults.set('currency', 'Three letters, such as GBP');
  return code;
}

/** Minor units; null where nothing was typed. @param most minor units */
export function readAmount(form: Form, name: string, currency: string, most: number): number | null {
  const typed = form.raw(name);
  if (typed.trim() === '') return null;
  const amount = isCurrency(currency) ? readMoney(typed, currency) : undefined;
  if (amount === undefined) form.faults.set(name, 'An amount such as 50 or 4.95, in that currency');
  else if (amount > most) form.faults.set(name, `No more than ${formatMoney(most, currency)}`);
  return amount ?? null;
}

/** A whole number; null where nothing was typed. */
export function readWholeNumber(
  form: Form,
  name: string,
  range: { min: number; max: number },
): number | null {
  return form.raw(name).trim() === '' ? null : form.integer(name, range);
}

/** Millionths of a percentage: `19` and `19 %` are 190,000. */
export function readPercent(form: Form, name: string): number {
  const [, whole, decimals = ''] = /^(\d{1,3})(?:\.(\d{1,4}))?\s*%?$/.exec(form.raw(name).trim()) ?? [];
  const millionths = whole === undefined ? Number.NaN : Number(`${whole}${decimals.padEnd(4, '0')}`);
  if (millionths <= limits.millionths) return millionths;
  form.faults.set(name, 'A percentage from 0 to 100, such as 19 or 2.6');
  return 0;
}

/** An instant of UTC as a browser's field has it; null where nothing was typed. */
export function readInstant(form: Form, name: string): Date | null {
  const typed = form.raw(name).trim();
  if (typed === '') return null;
  const isOne = /^[1-9]\d{3}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?$/.test(typed);
  const at = new Date(isOne ? `${typed}Z` : Number.NaN);
  // JavaScript takes the 31st of February for one of March.
  if (!Number.isNaN(at.getTime()) && at.toISOString().startsWith(typed.slice(0, 10))) return at;
  form.faults.set(name, 'A day and a time, such as 2027-01-01T00:00');
  return null;
}

/** As such a field has it. */
export const writeInstant = (at: Date | null | undefined): string =>
  at ? at.toISOString().replace(/(:00)?\.000Z$|Z$/, '') : '';

/** `from 1 January 2027 … until …`, with a blank before it; nothing where it is always so. */
export function spanWords(from: Date | null | undefined, to: Date | null | undefined): string {
  return `${from ? ` from ${formatInstant(from)}` : ''}${to ? ` until ${formatInstant(to)}` : ''}`;
}
