import type { QueryResultRow } from 'pg';
import { text, uuid } from '../database/column-types.ts';
import type { Step } from '../database/statement.ts';
import type { Destination } from '../rates/parcel.ts';
import { type AskedCouponRow, type CouponRow, findCoupons } from '../rates/sql/find-coupons.ts';
import { findNamedMethods, type NamedMethodRow } from '../rates/sql/find-shipping-methods.ts';
import { type DestinationRateRow, findTaxRates, type TaxRateRow } from '../rates/sql/find-tax-rates.ts';
import type { LiveDiscountRow } from '../rates/sql/read-live-discounts.ts';
import type { PlaceOrderCommand } from './outcome.ts';

/** What was read for those orders of a batch that ask for terms. */
export interface BatchTerms {
  ratesOf(destination: Destination): readonly TaxRateRow[];
  readonly methods: ReadonlyMap<string, NamedMethodRow>;
  /** The coupons that a command names, by its index. */
  readonly coupons: ReadonlyMap<number, readonly CouponRow[]>;
  /** Automatic ones that hold, for whatever orders of the batch; none where nobody read them. */
  readonly discounts?: readonly LiveDiscountRow[];
}

/** What it takes to know the terms of a batch: reads for a transaction, and what their rows mean. */
export interface TermsReading {
  readonly reads: readonly Step[];
  /** @param rows of `reads` */
  termsFrom(rows: readonly QueryResultRow[][]): BatchTerms;
}

export const NO_TERMS: BatchTerms = { ratesOf: () => [], methods: new Map(), coupons: new Map() };

/** One statement for each kind of terms that somebody asks for, whatever their number; none for a batch without them. */
export function readTerms(commands: readonly PlaceOrderCommand[]): TermsReading {
  const destinations = new Map<string, Destination>();
  const methods = new Set<string>();
  const codes: { index: number; code: string; userId: string; buyerKey: string }[] = [];
  for (const [index, { userId, asked }] of commands.entries()) {
    if (!asked) continue;
    const { destination, shippingMethodId, couponCodes, buyerKey } = asked;
    if (destination) destinations.set(placeName(destination), destination);
    if (shippingMethodId !== undefined) methods.add(shippingMethodId);
    codes.push(...couponCodes.map((code) => ({ index, code, userId, buyerKey })));
  }
  const places = [...destinations.keys()];
  const steps = {
    rates: places.length > 0 && taxRatesOf([...destinations.values()]),
    methods: methods.size > 0 && { statement: findNamedMethods, values: [uuid.array([...methods])] },
    coupons: codes.length > 0 && {
      statement: findCoupons,
      values: [
        text.array(codes.map(({ code }) => code)),
        uuid.array(codes.map(({ userId }) => userId)),
        text.array(codes.map(({ buyerKey }) => buyerKey)),
      ],
    },
  };
  const reads = Object.values(steps).filter((step) => step !== false);
  if (reads.length === 0) return { reads, termsFrom: () => NO_TERMS };
  return {
    reads,
    termsFrom(rows) {
      const rowsOf = (step: Step | false) => (step ? rows[reads.indexOf(step)]! : []);
      const rates = Map.groupBy(
        rowsOf(steps.rates) as DestinationRateRow[],
        (row) => places[Number(row.place) - 1]!,
      );
      const named = rowsOf(steps.methods) as NamedMethodRow[];
      const coupons = rowsOf(steps.coupons) as AskedCouponRow[];
      return {
        ratesOf: (destination) => rates.get(placeName(destination)) ?? [],
        methods: new Map(named.map((row) => [row.id, row])),
        coupons: Map.groupBy(coupons, (row) => codes[Number(row.place) - 1]!.index),
      };
    },
  };
}

function taxRatesOf(destinations: readonly Destination[]): Step {
  const countries = destinations.map(({ country }) => country);
  const regions = destinations.map(({ region }) => region ?? '');
  return { statement: findTaxRates, values: [text.array(countries), text.array(regions)] };
}

const placeName = ({ country, region }: Destination): string => `${country} ${region ?? ''}`;
