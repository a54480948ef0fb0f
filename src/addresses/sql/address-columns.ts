import { text } from '../../database/column-types.ts';
import type { Columns } from '../../database/composed-statement.ts';
import type { PostalAddress } from '../postal-address.ts';

/** The columns that every table of addresses has. @param read the address of a row; what it lacks becomes NULL */
export const addressColumns = <Row>(read: (row: Row) => Partial<PostalAddress>): Columns<Row> => ({
  name: text.orNull((row) => read(row).name ?? null),
  company: text.orNull((row) => read(row).company ?? null),
  line1: text.orNull((row) => read(row).line1 ?? null),
  line2: text.orNull((row) => read(row).line2 ?? null),
  city: text.orNull((row) => read(row).city ?? null),
  region: text.orNull((row) => read(row).region ?? null),
  postal_code: text.orNull((row) => read(row).postalCode ?? null),
  country: text.orNull((row) => read(row).country ?? null),
  phone: text.orNull((row) => read(row).phone ?? null),
});

/** The address in a row of the table `alias`, as JSON without the members that it lacks. */
export const addressJson = (alias: string): string => `json_strip_nulls(json_build_object(
      'name', ${alias}.name, 'company', ${alias}.company, 'line1', ${alias}.line1, 'line2', ${alias}.line2,
      'city', ${alias}.city, 'region', ${alias}.region, 'postalCode', ${alias}.postal_code,
      'country', ${alias}.country, 'phone', ${alias}.phone))`;
