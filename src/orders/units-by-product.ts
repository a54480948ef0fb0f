/** How many units are named of each product, by its id in lower case: one that is named twice counts twice. */
export function unitsByProduct(
  units: readonly { readonly productId: string; readonly quantity: number }[],
): Map<string, number> {
  const sums = new Map<string, number>();
  for (const { productId, quantity } of units) {
    const id = productId.toLowerCase();
    sums.set(id, (sums.get(id) ?? 0) + quantity);
  }
  return sums;
}
