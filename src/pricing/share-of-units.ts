import { halfUp } from './half-up.ts';

/** Units of a line that leave it, cancelled or given back, after others have left it. */
export interface LeavingUnits {
  /** Units that the line had when the order was written. */
  readonly of: number;
  /** Units that have left before. */
  readonly before: number;
  readonly units: number;
}

/**
 * What of a line's frozen amount (its price, its discount, its tax) goes with units that leave it: what is due for all that
 * have left by then, half up, less what was due before. So all shares add up to the amount, however many units go at a
 * time, and depend on nothing but numbers of the line itself.
 *
 * @param amount minor units, not negative
 */
export function shareOfUnits(amount: number, { of, before, units }: LeavingUnits): number {
  const due = (left: number) => halfUp(BigInt(amount) * BigInt(left), BigInt(of));
  return Number(due(before + units) - due(before));
}

/** A line as an order keeps it. */
export interface FrozenLine {
  readonly unitPrice: number;
  readonly quantity: number;
  readonly discount: number;
  readonly tax: number;
}

/** What units of a frozen line cost: each amount by its own share. */
export interface UnitsCost {
  readonly price: number;
  readonly discount: number;
  readonly tax: number;
  /** What was to be paid for them: the discount taken off, and the tax on top where prices do not include it. */
  readonly amount: number;
}

/** What the next `units` of a line cost, of which `before` have left already. */
export function costOfUnits(
  line: FrozenLine,
  before: number,
  units: number,
  pricesIncludeTax: boolean,
): UnitsCost {
  const leaving = { of: line.quantity, before, units };
  const price = line.unitPrice * units;
  const discount = shareOfUnits(line.discount, leaving);
  const tax = shareOfUnits(line.tax, leaving);
  return { price, discount, tax, amount: price - discount + (pricesIncludeTax ? 0 : tax) };
}
