import { type Html, html } from '../../../../markup/html.ts';
import type { ItemUnits } from '../../../../order-life/command.ts';
import type { LeavingUnits } from '../../../../order-life/cost-of-units.ts';
import { faultOf } from '../../actions/fields.ts';
import type { Form } from '../../actions/form.ts';
import { counted } from '../../format.ts';
import type { ItemRecord, OrderRecord } from '../sql/find-order.ts';
import type { RecordedUnits } from '../sql/find-records.ts';

/** Units of one of the order's lines that something can be done with. */
export interface UnitsOfItem {
  item: ItemRecord;
  units: number;
}

/** Units that are neither cancelled nor shipped. */
export const openItems = ({ items }: OrderRecord): UnitsOfItem[] =>
  items
    .map((item) => ({ item, units: item.quantity - item.cancelled - item.fulfilled }))
    .filter(({ units }) => units > 0);

/** The lines that a record names; those beyond what was read of the order are left out. */
export function unitsIn({ items }: OrderRecord, recorded: readonly RecordedUnits[]): UnitsOfItem[] {
  const byPosition = new Map(items.map((item) => [item.position, item]));
  return recorded.flatMap(({ position, quantity }) => {
    const item = byPosition.get(position);
    return item ? [{ item, units: quantity }] : [];
  });
}

export const sumOf = (chosen: readonly UnitsOfItem[]): number =>
  chosen.reduce((sum, { units }) => sum + units, 0);

/** A field for the units of each line, named by its place. @param filled whether all of them stand in it at first */
export function unitsTable(
  form: Form,
  choices: readonly UnitsOfItem[],
  columns: readonly { name: string; words: string; filled: boolean }[],
): Html {
  const isNew = form.filledIn.length === 0;
  const rows = choices.map(({ item, units }) => {
    const cells = columns.map(({ name, words, filled }) => {
      const field = `${name}.${item.position}`;
      const value = isNew ? (filled ? String(units) : '0') : form.raw(field);
      return html`<td class="number"><input class="units" type="number" inputmode="numeric" min="0" max="${units}" name="${field}" value="${value}" aria-label="${words}: ${item.name}">${faultOf(form, field)}</td>`;
    });
    return html`<tr><th scope="row" class="any">${item.name}<br><span class="soft small"><span class="mono">${item.sku}</span> · of ${units}</span></th>${cells}</tr>`;
  });
  const heads = columns.map(({ words }) => html`<th scope="col" class="number">${words}</th>`);
  return html`<div class="scroll"><table><thead><tr><th scope="col">Item</th>${heads}</tr></thead><tbody>${rows}</tbody></table></div>${faultOf(form, columns[0]?.name ?? '')}`;
}

/** The units that were chosen, and in the faults what is wrong: too many, or none at all under the column's name. */
export function readUnits(form: Form, choices: readonly UnitsOfItem[], name: string): UnitsOfItem[] {
  const chosen = choices.map(({ item, units }) => {
    const field = `${name}.${item.position}`;
    return { item, units: form.has(field) ? form.integer(field, { min: 0, max: units }) : 0 };
  });
  return chosen.filter(({ units }) => units > 0);
}

export function demandSome(form: Form, name: string, chosen: readonly UnitsOfItem[]): void {
  if (chosen.length === 0) form.faults.set(name, 'Choose at least one unit');
}

/** As operations name units. */
export const asItemUnits = (chosen: readonly UnitsOfItem[]): ItemUnits[] =>
  chosen.map(({ item, units }) => ({ productId: item.productId, quantity: units }));

/** As their cost is asked for; a line that is named twice is one. */
export function asLeaving(chosen: readonly UnitsOfItem[]): LeavingUnits[] {
  const byItem = Map.groupBy(chosen, ({ item }) => item);
  return [...byItem].map(([item, units]) => ({ item, quantity: sumOf(units) }));
}

/** Lines that one sentence names. */
const MOST_NAMED = 10;

/** `2 units of Mug, 1 unit of Jug` */
export function inWords(chosen: readonly UnitsOfItem[]): string {
  const named = chosen
    .slice(0, MOST_NAMED)
    .map(({ item, units }) => `${counted(units, 'unit')} of ${item.name}`);
  const rest = chosen.length - named.length;
  return [...named, ...(rest > 0 ? [`and of ${counted(rest, 'more line')}`] : [])].join(', ');
}
