import { decimalsOf } from '../money/currencies.ts';

/** Making one takes far longer than using it, and a shop has few currencies. */
const formats = new Map<string, Intl.NumberFormat>();

/**
 * Writes minor units as people read them, with as many decimals as ISO 4217 gives the currency: 1999 GBP is
 * £19.99, 1999 JPY is ¥1,999. Exact for every safe integer, because no float is in between.
 */
export function formatMoney(minorUnits: number, currency: string, locale = 'en-GB'): string {
  const decimals = decimalsOf(currency);
  const digits = String(Math.abs(minorUnits)).padStart(decimals + 1, '0');
  const whole = digits.slice(0, digits.length - decimals);
  const fraction = decimals > 0 ? `.${digits.slice(-decimals)}` : '';
  const amount = `${minorUnits < 0 ? '-' : ''}${whole}${fraction}` as Intl.StringNumericLiteral;
  return formatOf(currency, decimals, locale).format(amount);
}

/** Told how many decimals: its own say otherwise for some currencies. */
function formatOf(currency: string, decimals: number, locale: string): Intl.NumberFormat {
  const key = `${locale} ${currency}`;
  let format = formats.get(key);
  if (!format) {
    format = new Intl.NumberFormat(locale, {
      style: 'currency',
      currency,
      minimumFractionDigits: decimals,
      maximumFractionDigits: decimals,
    });
    formats.set(key, format);
  }
  return format;
}
