import { html } from '../../../markup/html.ts';
import { orderNumber } from '../../../orders/order-number.ts';
import { count } from '../format.ts';
import { orderPath } from '../job-labels.ts';
import { card, list, operatorPage, time } from '../layout.ts';
import { openItems, sumOf, type UnitsOfItem, unitsIn } from './actions/units.ts';
import { addressBlock, writtenLines } from './destination-card.ts';
import type { OrderRecord } from './sql/find-order.ts';
import type { ParcelRecord } from './sql/find-records.ts';

/** What lies in a parcel, or what is still to be packed: a sheet to be printed, without prices. */
export function packingSlip(order: OrderRecord, parcel: ParcelRecord | undefined): string {
  const number = orderNumber(order.id);
  const packed = parcel ? unitsIn(order, parcel.items) : openItems(order);
  const carrier = [parcel?.carrier, parcel?.trackingNumber].filter(Boolean).join(' · ');
  const destination = order.addresses?.SHIPPING;
  const facts = list([
    ['Order', number],
    ['Placed', time(order.createdAt)],
    ['For', destination ? addressBlock(destination) : order.customer.name],
    ...(order.contact?.note ? ([['Note', writtenLines(order.contact.note.split(/\r?\n/))]] as const) : []),
    ...(parcel ? ([['Shipped', time(parcel.createdAt)]] as const) : []),
    ...(carrier === '' ? [] : ([['Carrier', carrier]] as const)),
  ]);
  const content = card({
    id: 'slip',
    title: `Packing slip ${number}`,
    content: html`${facts}${packed.length === 0 ? html`<p class="soft">Nothing is left to be packed.</p>` : table(packed)}
<p class="soft small noprint">Print this page with your browser. <a href="${orderPath(order.id)}">Back to the order</a></p>`,
  });
  return operatorPage({
    title: `Packing slip ${number}`,
    content: html`<div class="narrow">${content}</div>`,
  });
}

function table(packed: readonly UnitsOfItem[]) {
  const rows = packed.map(
    ({
      item,
      units,
    }) => html`<tr><th scope="row" class="any">${item.name}<br><span class="soft small mono">${item.sku}</span></th>
<td class="number">${count(units)}</td><td class="number"><span class="box"></span></td></tr>`,
  );
  return html`<table><thead><tr><th scope="col">Item</th><th scope="col" class="number">Units</th><th scope="col" class="number">Packed</th></tr></thead>
<tbody>${rows}</tbody><tfoot><tr><th scope="row">Together</th><td class="number">${count(sumOf(packed))}</td><td></td></tr></tfoot></table>`;
}
