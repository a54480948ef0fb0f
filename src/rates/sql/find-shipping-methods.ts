import type { Statement } from '../../database/statement.ts';

/** A method that takes a cart. */
export interface MethodRow {
  id: string;
  name: string;
  description: string;
  price: number;
  /** bigint comes as text */
  free_above: string | null;
  tax_class: string;
}

/** A method, and what it asks of a cart. */
export interface NamedMethodRow extends MethodRow {
  currency: string;
  /** Empty: all. */
  countries: string[];
  min_weight: number | null;
  max_weight: number | null;
}

/**
 * $1 text, $2 text, $3 bigint, $4 uuid, $5 int: a country, a currency, grams, a method or null, and how many are read. The
 * methods that take it, the one that is named first, then the cheapest.
 */
export const findShippingMethods: Statement = {
  name: 'rates.find-shipping-methods',
  text: `
    select id, name, description, price, free_above, tax_class
      from shipping_methods
     where (countries = '{}' or $1::text = any(countries)) and currency = $2::text
       and (min_weight is null or min_weight <= $3::bigint) and (max_weight is null or max_weight >= $3::bigint)
     order by id = $4::uuid desc nulls last, price, id
     limit $5::int`,
};

/** $1 uuid[]: methods. Those of them that are there, whatever they take. */
export const findNamedMethods: Statement = {
  name: 'rates.find-named-methods',
  text: `
    select id, name, description, price, free_above, tax_class, currency, countries, min_weight, max_weight
      from shipping_methods
     where id = any($1::uuid[])`,
};
