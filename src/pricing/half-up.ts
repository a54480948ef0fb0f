/** What rates are given in: 190,000 of these are 19 %. */
export const MILLION = 1_000_000n;

/** `numerator / denominator` as an integer, half up. Neither is negative. */
export function halfUp(numerator: bigint, denominator: bigint): bigint {
  return (2n * numerator + denominator) / (2n * denominator);
}
