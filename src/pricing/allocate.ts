/**
 * Gives `amount` to those who have `weights`, in proportion and without a remainder: everybody gets their share rounded
 * down, and what is left goes one by one to those who lost most by it, the lower position first where two lost the same
 * (largest remainder, Hamilton's method). Where `amount` is at most the sum of the weights, no share is above its weight.
 *
 * @param weights none negative, and one above 0 unless `amount` is 0
 * @returns the shares, which add up to `amount`, in the order of the weights
 */
export function allocate(amount: bigint, weights: readonly bigint[]): bigint[] {
  const sum = weights.reduce((total, weight) => total + weight, 0n);
  if (amount === 0n) return weights.map(() => 0n);
  const shares = weights.map((weight) => (amount * weight) / sum);
  const lost = weights.map((weight) => (amount * weight) % sum);
  const left = amount - shares.reduce((total, share) => total + share, 0n);
  const byLoss = lost.map((_, position) => position);
  byLoss.sort((a, b) => (lost[a]! > lost[b]! ? -1 : lost[a]! < lost[b]! ? 1 : a - b));
  for (const position of byLoss.slice(0, Number(left))) shares[position]! += 1n;
  return shares;
}
