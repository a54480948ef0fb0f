import { formatMoney } from '../markup/format-money.ts';
import { type Html, html } from '../markup/html.ts';
import type { Costs } from './api-answers.ts';

/** The rows from the sum of the lines to the total. */
export function costRows(costs: Costs): Html[] {
  const { charges, discounts, taxes, itemsTotal, taxTotal, pricesIncludeTax, total, currency } = costs;
  const row = (name: string, amount: number) =>
    html`<tr><th scope="row">${name}</th><td>${formatMoney(amount, currency)}</td></tr>\n`;
  const taxRows = taxes
    .filter(({ amount }) => amount > 0)
    .map(({ rate, amount }) => row(`${pricesIncludeTax ? 'of which tax' : 'Tax'}, ${percent(rate)}`, amount));
  const totalRow = html`<tr class="total"><th scope="row">Total</th><td>${formatMoney(total, currency)}</td></tr>\n`;
  const isPlain = charges.length === 0 && discounts.length === 0 && (pricesIncludeTax || taxTotal === 0);
  return [
    ...(isPlain ? [] : [row('Goods', itemsTotal)]),
    ...discounts.map(({ code, label, amount }) => row(code ?? label, -amount)),
    ...charges.map(({ label, amount }) => row(label, amount)),
    ...(pricesIncludeTax ? [totalRow, ...taxRows] : [...taxRows, totalRow]),
  ];
}

/** A rate of millionths as people write it: 175000 is 17.5 %. */
function percent(rate: number): string {
  return `${rate / 10_000} %`;
}
