import { allocate } from './allocate.ts';
import { halfUp, MILLION } from './half-up.ts';
import { type Discount, type Line, type Pricing, type PricingContext, PricingError } from './pricing.ts';

/** A line or a charge while it is priced. */
interface Position {
  readonly amount: bigint;
  readonly quantity: bigint;
  readonly taxRate: number | null;
  /** Of `amount`, after the discounts so far. */
  left: bigint;
  tax: bigint;
}

/**
 * What lines cost together: the one place that knows. Pure, in integers. The rules, all half up:
 *
 * 1. A line is its price times its quantity.
 * 2. Discounts come off one after another, each shared by those that it is for by what is left of them, never below 0.
 *    One of some units of each line is rounded once a line.
 * 3. Lines and charges of one tax rate are a group. Tax is rounded once a group, as EN 16931 asks of an invoice (BR-CO-14,
 *    BR-CO-17): `base x rate` on top, or `base x rate / (1 + rate)` out of prices that include it.
 * 4. The group's tax goes back to its members by what is left of them, charges behind lines.
 *
 * Shares go to the largest remainder, and to the lower position where two are the same.
 *
 * @param lines with non-negative prices and rates, as are those of `context`
 * @throws {PricingError} where an amount is no safe integer
 */
export function price(lines: readonly Line[], context: PricingContext): Pricing {
  const { pricesIncludeTax } = context;
  const items = lines.map((line) => positionOf(BigInt(line.unitPrice), line.quantity, line.taxRate));
  const charges = context.charges.map((charge) => positionOf(BigInt(charge.amount), 1, charge.taxRate));
  const shipping = charges.filter((_, n) => context.charges[n]!.type === 'SHIPPING');
  const discounts = context.discounts.map((discount) => {
    const { source, code, label } = discount;
    const amount = takeOff(discount, discount.on === 'items' ? among(items, discount.positions) : shipping);
    return { source, ...(code !== undefined && { code }), label, amount: safe(amount) };
  });
  const taxes = taxOf([...items, ...charges], pricesIncludeTax);

  const itemsTotal = sum(items, ({ amount }) => amount);
  const chargesTotal = sum(charges, ({ amount }) => amount);
  const left = sum([...items, ...charges], (position) => position.left);
  const taxTotal = sum(taxes, ({ amount }) => amount);
  return {
    items: items.map(costsOf),
    charges: charges.map((charge, n) => ({ ...context.charges[n]!, ...costsOf(charge) })),
    discounts,
    taxes: taxes.map(({ rate, base, amount }) => ({ rate, base: safe(base), amount: safe(amount) })),
    itemsTotal: safe(itemsTotal),
    discountTotal: safe(itemsTotal + chargesTotal - left),
    chargesTotal: safe(chargesTotal),
    taxTotal: safe(taxTotal),
    pricesIncludeTax,
    total: safe(pricesIncludeTax ? left : left + taxTotal),
  };
}

function positionOf(unitPrice: bigint, quantity: number, taxRate: number | null): Position {
  const amount = unitPrice * BigInt(quantity);
  return { amount, quantity: BigInt(quantity), taxRate, left: amount, tax: 0n };
}

function among(items: readonly Position[], places: readonly number[] | undefined): readonly Position[] {
  if (places === undefined) return items;
  const wanted = new Set(places);
  return items.filter((_, place) => wanted.has(place));
}

/** Takes a discount off what it is for. @returns how much that was */
function takeOff({ kind, value, units }: Discount, positions: readonly Position[]): bigint {
  if (units !== undefined) return takeOffUnits(BigInt(value), units, positions);
  const lefts = positions.map(({ left }) => left);
  const left = lefts.reduce((total, amount) => total + amount, 0n);
  const wanted = kind === 'percent' ? halfUp(left * BigInt(value), MILLION) : BigInt(value);
  const amount = wanted < left ? wanted : left;
  for (const [n, share] of allocate(amount, lefts).entries()) positions[n]!.left -= share;
  return amount;
}

/** Takes a percentage off some units of each position: all units of a line have the same part of what is left of it. */
function takeOffUnits(millionths: bigint, units: readonly number[], positions: readonly Position[]): bigint {
  let taken = 0n;
  for (const [n, position] of positions.entries()) {
    const share = halfUp(position.left * BigInt(units[n]!) * millionths, position.quantity * MILLION);
    position.left -= share;
    taken += share;
  }
  return taken;
}

/** Taxes what is left of the positions. @returns the groups, the highest rate first */
function taxOf(positions: readonly Position[], isIncluded: boolean) {
  const groups = Map.groupBy(positions, ({ taxRate }) => taxRate);
  const rates = [...groups.keys()].filter((rate) => rate !== null).sort((a, b) => b - a);
  return rates.map((rate) => {
    const members = groups.get(rate)!;
    const lefts = members.map(({ left }) => left);
    const left = lefts.reduce((total, amount) => total + amount, 0n);
    const millionths = BigInt(rate);
    const amount = halfUp(left * millionths, isIncluded ? MILLION + millionths : MILLION);
    for (const [n, share] of allocate(amount, lefts).entries()) members[n]!.tax = share;
    return { rate, base: isIncluded ? left - amount : left, amount };
  });
}

function costsOf({ amount, left, tax, taxRate }: Position) {
  return { amount: safe(amount), discount: safe(amount - left), tax: safe(tax), taxRate };
}

function sum<T>(all: readonly T[], amountOf: (one: T) => bigint): bigint {
  return all.reduce((total, one) => total + amountOf(one), 0n);
}

function safe(amount: bigint): number {
  if (amount > BigInt(Number.MAX_SAFE_INTEGER)) throw new PricingError();
  return Number(amount);
}
