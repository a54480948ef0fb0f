import type { Drift } from './find-drift.ts';

/** A difference in words for an operator, one line for each thing that is wrong. */
export function describeDrift(drift: Drift): string[] {
  const { productId, sku, stock, ledger, ordered, sold } = drift;
  return [
    `${sku} (${productId}): stock ${stock}, ledger ${ledger}, ordered ${ordered}, sold ${sold}`,
    ...faultsOf(drift).map((fault) => `  ${fault}`),
  ];
}

/** What is wrong that no movement can put right, each with what to do; none where `repairDrift` was enough. */
export function beyondRepair({ productId, beganAtVersion, ordered, sold }: Drift): string[] {
  return [
    ...(beganAtVersion === null
      ? []
      : [
          `The ledger is only ever added to, so the movement of version ${beganAtVersion} stays as it is. Note what happened and keep it, or restore the table from a backup.`,
        ]),
    ...(ordered === sold
      ? []
      : [
          `Only the orders or the ledger can be wrong here, not the stock. Compare the orders of the product with its sales (GET /products/${productId}/stock-movements): who wrote to one of the two past Holdfast has to undo it.`,
        ]),
  ];
}

function faultsOf({ stock, ledger, ordered, sold, beganAtVersion }: Drift): string[] {
  const faults: string[] = [];
  if (beganAtVersion !== null) {
    faults.push(`the movement of version ${beganAtVersion} does not follow from the one before it`);
  }
  if (stock !== ledger) {
    faults.push(
      `the stock is ${units(stock - ledger)} than the sum of its movements: it was changed without a movement`,
    );
  }
  if (ordered !== sold) {
    faults.push(
      `orders hold ${units(ordered - sold)} than the ledger has sales: orders or movements were written without the other`,
    );
  }
  return faults;
}

const units = (difference: number): string =>
  `${Math.abs(difference)} ${Math.abs(difference) === 1 ? 'unit' : 'units'} ${difference > 0 ? 'more' : 'less'}`;
