interface MoneyFormat {
  format(amount: Intl.StringNumericLiteral): string;
  decimals: number;
}

/** Making one takes far longer than using it, and a shop has few currencies. */
const formats = new Map<string, MoneyFormat>();

/**
 * Writes minor units as people read them, with as many decimals as ISO 4217 gives the currency: 1999 GBP is
 * £19.99, 1999 JPY is ¥1,999. Exact for every safe integer, because no float is in between.
 */
export function formatMoney(minorUnits: number, currency: string, locale = 'en-GB'): string {
  const { format, decimals } = formatOf(currency, locale);
  const digits = String(Math.abs(minorUnits)).padStart(decimals + 1, '0');
  const whole = digits.slice(0, digits.length - decimals);
  const fraction = decimals > 0 ? `.${digits.slice(-decimals)}` : '';
  return format(`${minorUnits < 0 ? '-' : ''}${whole}${fraction}` as Intl.StringNumericLiteral);
}

function formatOf(currency: string, locale: string): MoneyFormat {
  const key = `${locale} ${currency}`;
  let known = formats.get(key);
  if (!known) {
    const format = new Intl.NumberFormat(locale, { style: 'currency', currency });
    known = {
      format: (amount) => format.format(amount),
      decimals: format.resolvedOptions().maximumFractionDigits ?? 2,
    };
    formats.set(key, known);
  }
  return known;
}
