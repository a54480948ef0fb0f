import { couponCode } from '../../rates/coupons.ts';
import { validationFailed } from '../validation-failed.ts';

/** Codes of a request as they are kept. @throws {Problem} where one is named twice */
export function keptCodes(codes: readonly string[]): string[] {
  const kept = codes.map(couponCode);
  const repeated = kept.findIndex((code, n) => kept.indexOf(code) < n);
  if (repeated >= 0)
    throw validationFailed({ pointer: `#/couponCodes/${repeated}`, detail: 'is in the list twice' });
  return kept;
}
