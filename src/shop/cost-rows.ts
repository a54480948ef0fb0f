import { type CostLine, costLines, type ShownCosts } from '../markup/cost-lines.ts';
import { type Html, html } from '../markup/html.ts';

/** The rows of a table below the lines, to the total and the tax in it. */
export function costRows(costs: ShownCosts): Html[] {
  return costLines(costs).map(
    ({ label, sum, isTotal }: CostLine) =>
      html`<tr${isTotal ? html` class="total"` : []}><th scope="row">${label}</th><td>${sum}</td></tr>\n`,
  );
}
