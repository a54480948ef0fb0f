import { TaxRate } from '../entities/index.ts';
import type { Settings } from './settings.ts';

/** A tax rate as a client sees it. */
export interface TaxRateView {
  id: string;
  country: string;
  region: string | null;
  taxClass: string;
  /** Millionths. */
  rate: number;
  name: string;
  /** ISO 8601, UTC. */
  validFrom: string | null;
  validTo: string | null;
  version: number;
  createdAt: string;
  updatedAt: string;
}

export const taxRates: Settings<TaxRate> = {
  entity: TaxRate,
  list: 'tax rates',
  constraints: { tax_rates_unique: { kind: 'tax_rate_taken' } },
  unfit: ({ validFrom, validTo }) =>
    validFrom && validTo && validFrom >= validTo
      ? { member: 'validTo', why: 'must be after validFrom' }
      : undefined,
};

export function viewOfTaxRate(rate: TaxRate): TaxRateView {
  return {
    id: rate.id,
    country: rate.country,
    region: rate.region ?? null,
    taxClass: rate.taxClass,
    rate: rate.rate,
    name: rate.name,
    validFrom: rate.validFrom?.toISOString() ?? null,
    validTo: rate.validTo?.toISOString() ?? null,
    version: rate.version,
    createdAt: rate.createdAt.toISOString(),
    updatedAt: rate.updatedAt.toISOString(),
  };
}
