import { countryName } from './countries.ts';
import type { KeptAddress } from './postal-address.ts';

/** Where the postal code stands behind the city; elsewhere before it. */
const codeBehindCity = new Set(['AU', 'CA', 'GB', 'IE', 'IN', 'NZ', 'SG', 'US', 'ZA']);

/** An address as it stands on a parcel, a line each, without the telephone. What was erased of it is left out. */
export function addressLines(address: KeptAddress): string[] {
  const { name, company, line1, line2, city, region, postalCode, country } = address;
  const town = joined(', ', city, region);
  const place = codeBehindCity.has(country) ? joined(' ', town, postalCode) : joined(' ', postalCode, town);
  return [name, company, line1, line2, place, countryName(country)].filter((line) => line !== undefined);
}

const joined = (sign: string, ...parts: (string | undefined)[]): string =>
  parts.filter((part) => part !== undefined).join(sign);
