import { couponName } from './coupon-names.ts';
import type { Decision } from './decide.ts';

/**
 * Remembers whether other processes have been faster at our products and coupons lately. Under contention every
 * optimistic attempt is wasted work, so a while of locking first is cheaper; now and then it is tried
 * again without.
 */
export interface Contention {
  readonly lockFirst: boolean;
  /** The product or coupon, as batches name it, for which whole batches take turns with other processes, while there is one. */
  readonly hotName: string | undefined;
  lost(decision: Decision | undefined): void;
  won(): void;
}

/** Batches that lock first after a lost race, before the version check alone is tried again. */
const WARY_BATCHES = 32;

/** @param onLost told of each lost race */
export function createContention(onLost?: () => void): Contention {
  let wary = 0;
  let hot: string | undefined;
  return {
    get lockFirst() {
      return wary > 0;
    },
    get hotName() {
      return wary > 0 ? hot : undefined;
    },
    lost(decision) {
      wary = WARY_BATCHES;
      if (decision) hot = hottest(decision);
      onLost?.();
    },
    won() {
      if (wary > 0) wary--;
    },
  };
}

/** The coupon or the product that at least half of a batch of several orders wants, if there is one. */
function hottest({ orders, takes, coupons }: Decision): string | undefined {
  if (orders.length < 2) return undefined;
  for (const { code, redemptions } of coupons.values())
    if (redemptions.length * 2 >= orders.length) return couponName(code);
  for (const [id, { sales }] of takes) if (sales.length * 2 >= orders.length) return id;
  return undefined;
}
