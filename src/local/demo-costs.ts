import type { EntityManager } from '@mikro-orm/postgresql';
import { Coupon } from '../entities/coupon.entity.ts';
import { TaxRate } from '../entities/index.ts';
import { ShippingMethod } from '../entities/shipping-method.entity.ts';

/** Where the demo shop knows the tax; millionths. */
const taxes = [
  { country: 'GB', rate: 200_000, name: 'VAT 20 %' },
  { country: 'DE', rate: 190_000, name: 'MwSt. 19 %' },
  { country: 'FR', rate: 200_000, name: 'TVA 20 %' },
];

/** Pence. */
const methods = [
  {
    name: 'Standard parcel',
    description: 'Three to five working days',
    price: 395,
    freeAbove: 5_000,
    currency: 'GBP',
  },
  {
    name: 'Express',
    description: 'The next working day',
    price: 995,
    countries: taxes.map(({ country }) => country),
    currency: 'GBP',
  },
];

/** A tenth off, for anybody and as often as they like. */
const coupon = { code: 'WELCOME10', kind: 'percent', value: 100_000 } as const;

/** What an order of the demo shop costs beside its goods; written with the caller's next flush. */
export function createDemoCosts(em: EntityManager): void {
  for (const method of methods) em.persist(em.create(ShippingMethod, method));
  for (const rate of taxes) em.persist(em.create(TaxRate, rate));
  em.persist(em.create(Coupon, coupon));
}
