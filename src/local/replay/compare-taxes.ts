import { formatCount, formatPence } from './money.ts';
import type { PlannedOrder } from './plan-orders.ts';
import { VAT, VAT_COUNTRY } from './prepare-taxes.ts';
import type { CountryTaxes } from './read-taxes.ts';

/** What orders to one country come to: by the file, and in the shop. Pence. */
export interface ComparedCountry {
  /** Empty: they go nowhere. */
  country: string;
  file: CountryTaxes;
  shop: CountryTaxes;
}

const nothing: CountryTaxes = { orders: 0, gross: 0n, tax: 0n };

/** Compares by country what the file says that orders cost, and the VAT in it by the law of arithmetic, with the shop. */
export function compareTaxes(
  orders: readonly PlannedOrder[],
  countryOf: (order: PlannedOrder) => string | undefined,
  shop: ReadonlyMap<string, CountryTaxes>,
): { countries: ComparedCountry[]; faults: string[] } {
  const file = new Map<string, CountryTaxes>();
  for (const order of orders) {
    const country = countryOf(order) ?? '';
    const known = file.get(country) ?? nothing;
    const gross = BigInt(order.total);
    const tax = country === VAT_COUNTRY ? taxIn(gross, BigInt(VAT)) : 0n;
    file.set(country, { orders: known.orders + 1, gross: known.gross + gross, tax: known.tax + tax });
  }
  const names = [...new Set([...file.keys(), ...shop.keys()])].sort();
  const countries = names.map((country) => ({
    country,
    file: file.get(country) ?? nothing,
    shop: shop.get(country) ?? nothing,
  }));
  const faults = countries.flatMap(({ country, file: a, shop: b }) =>
    a.orders === b.orders && a.gross === b.gross && a.tax === b.tax
      ? []
      : [`${country || 'nowhere'}: ${words(a)} in the file, ${words(b)} in the shop`],
  );
  return { countries, faults };
}

/** The tax in an amount that has it, half up. */
const taxIn = (gross: bigint, rate: bigint): bigint =>
  (2n * gross * rate + 1_000_000n + rate) / (2n * (1_000_000n + rate));

const words = ({ orders, gross, tax }: CountryTaxes): string =>
  `${formatCount(orders)} orders, ${formatPence(gross)} with ${formatPence(tax)} of tax`;
