import { formatMoney } from './format-money.ts';
import { percent } from './percent.ts';

/** What an order costs; money in minor units of `currency`, rates in millionths. */
export interface ShownCosts {
  currency: string;
  itemsTotal: number;
  discounts: readonly { label: string; amount: number }[];
  charges: readonly { label: string; amount: number }[];
  taxes: readonly { rate: number; amount: number }[];
  pricesIncludeTax: boolean;
  total: number;
}

/** An amount and what it is for, as people read them. */
export interface CostLine {
  label: string;
  sum: string;
  /** What is to be paid. */
  isTotal?: true;
}

/**
 * What stands below the lines of an order: what they come to, what is taken off and comes on top, what is to be paid, and
 * behind that the tax that is in it. Of an order that costs what its lines cost, the total alone.
 */
export function costLines(order: ShownCosts): CostLine[] {
  const { discounts, charges, taxes, pricesIncludeTax, currency } = order;
  const line = (label: string, amount: number): CostLine => ({ label, sum: formatMoney(amount, currency) });
  const onTop = pricesIncludeTax
    ? []
    : taxes.map(({ rate, amount }) => line(`Tax ${percent(rate)} %`, amount));
  const above = [
    ...discounts.map(({ label, amount }) => line(label, -amount)),
    ...charges.map(({ label, amount }) => line(label, amount)),
    ...onTop,
  ];
  const within = pricesIncludeTax
    ? taxes.map(({ rate, amount }) => line(`Includes ${percent(rate)} % tax`, amount))
    : [];
  return [
    ...(above.length > 0 ? [line('Items', order.itemsTotal), ...above] : []),
    { ...line('Total', order.total), isTotal: true },
    ...within,
  ];
}
