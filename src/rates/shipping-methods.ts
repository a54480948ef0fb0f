import { ShippingMethod } from '../entities/shipping-method.entity.ts';
import type { Settings } from './settings.ts';

/** A shipping method as a client sees it; money in minor units of `currency`, weights in grams. */
export interface ShippingMethodView {
  id: string;
  name: string;
  countries: string[];
  price: number;
  currency: string;
  freeAbove: number | null;
  minWeight: number | null;
  maxWeight: number | null;
  taxClass: string;
  description: string;
  version: number;
  /** ISO 8601, UTC. */
  createdAt: string;
  updatedAt: string;
}

export const shippingMethods: Settings<ShippingMethod> = {
  entity: ShippingMethod,
  list: 'shipping methods',
  constraints: {},
  unfit: ({ minWeight, maxWeight }) =>
    minWeight != null && maxWeight != null && minWeight > maxWeight
      ? { member: 'maxWeight', why: 'must not be below minWeight' }
      : undefined,
};

export function viewOfShippingMethod(method: ShippingMethod): ShippingMethodView {
  return {
    id: method.id,
    name: method.name,
    countries: method.countries,
    price: method.price,
    currency: method.currency,
    freeAbove: method.freeAbove ?? null,
    minWeight: method.minWeight ?? null,
    maxWeight: method.maxWeight ?? null,
    taxClass: method.taxClass,
    description: method.description,
    version: method.version,
    createdAt: method.createdAt.toISOString(),
    updatedAt: method.updatedAt.toISOString(),
  };
}
