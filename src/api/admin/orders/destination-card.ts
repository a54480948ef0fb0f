import { addressLines } from '../../../addresses/address-lines.ts';
import type { KeptAddress } from '../../../addresses/postal-address.ts';
import { type AddressKind, addressKinds } from '../../../entities/order-address.entity.ts';
import { type Html, html } from '../../../markup/html.ts';
import { orderPath } from '../job-labels.ts';
import { card, list } from '../layout.ts';
import { addressRefusal, kindWords } from './actions/change-address.ts';
import type { OrderRecord } from './sql/find-order.ts';

/** Where an order goes, how its buyer is reached, and what they wrote. */
export function destinationCard(order: OrderRecord): Html {
  const { contact, addresses } = order;
  const path = orderPath(order.id);
  const mayChange = addressRefusal(order) === undefined;
  const entry = (kind: AddressKind) => {
    const address = addresses?.[kind];
    const words = address ? 'Correct' : 'Add';
    const link = html`<a data-scope="orders:write" href="${path}/${kind.toLowerCase()}-address">${words}</a>`;
    return html`<p class="soft small">${kindWords[kind]}</p>${address ? addressBlock(address) : html`<p class="soft">None.</p>`}${mayChange ? html`<p class="buttons">${link}</p>` : []}`;
  };
  const facts = [
    ...(contact?.phone ? ([['Telephone', contact.phone]] as const) : []),
    ...(contact?.note ? ([['Note', writtenLines(contact.note.split(/\r?\n/))]] as const) : []),
  ];
  return card({
    id: 'destination',
    title: 'Where it goes',
    width: 'half',
    content: html`${addressKinds.map(entry)}${facts.length > 0 ? list(facts) : []}`,
  });
}

/** As it stands on a parcel, with the telephone. */
export function addressBlock(address: KeptAddress): Html {
  const lines = addressLines(address);
  return html`<p class="any">${writtenLines(address.phone === undefined ? lines : [...lines, address.phone])}</p>`;
}

export const writtenLines = (lines: readonly string[]): Html =>
  html`${lines.map((line, n) => (n === 0 ? html`${line}` : html`<br>${line}`))}`;
