/**
 * Writes minor units as people read them, with as many decimals as ISO 4217 gives the currency: 1999 GBP is
 * £19.99, 1999 JPY is ¥1,999. Exact for every safe integer, because no float is in between.
 */
export function formatMoney(minorUnits: number, currency: string, locale = 'en-GB'): string {
  const format = new Intl.NumberFormat(locale, { style: 'currency', currency });
  const decimals = format.resolvedOptions().maximumFractionDigits ?? 2;
  const digits = String(Math.abs(minorUnits)).padStart(decimals + 1, '0');
  const whole = digits.slice(0, digits.length - decimals);
  const fraction = decimals > 0 ? `.${digits.slice(-decimals)}` : '';
  return format.format(`${minorUnits < 0 ? '-' : ''}${whole}${fraction}` as Intl.StringNumericLiteral);
}
