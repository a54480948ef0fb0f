import { type Html, html } from '../../../markup/html.ts';
import { orderPath } from '../job-labels.ts';
import { card, time } from '../layout.ts';
import { inWords, unitsIn } from './actions/units.ts';
import type { OrderDetails } from './order-details.ts';
import type { OrderRecord } from './sql/find-order.ts';
import type { ParcelRecord, ReturnRecord } from './sql/find-records.ts';

/** Parcels and returns of an order, each with what can be done with it; no card where there is none. */
export function recordsCards({ order, records }: OrderDetails): Html[] {
  if (records === undefined) return [];
  const { parcels, returns } = records;
  return [
    ...(parcels.length > 0
      ? [
          entries(
            'parcels',
            'Parcels',
            parcels.map((parcel) => parcelEntry(order, parcel)),
          ),
        ]
      : []),
    ...(returns.length > 0
      ? [
          entries(
            'returns',
            'Returns',
            returns.map((one) => returnEntry(order, one)),
          ),
        ]
      : []),
  ];
}

function entries(id: string, title: string, rows: Html[]): Html {
  return card({ id, title, width: 'half', content: html`<ul class="entries">${rows}</ul>` });
}

function parcelEntry(order: OrderRecord, parcel: ParcelRecord): Html {
  const path = `${orderPath(order.id)}/parcels/${parcel.id}`;
  const slip = html`<a href="${orderPath(order.id)}/packing-slip?parcel=${parcel.id}">Packing slip</a>`;
  const open = html`<a data-scope="orders:write" href="${path}/delivered">Delivered</a><a data-scope="orders:write" href="${path}/undo">Take back</a>`;
  const state = parcel.deliveredAt ? html`delivered ${time(parcel.deliveredAt)}` : html`on its way`;
  return html`<li><div class="row"><strong>${time(parcel.createdAt)}</strong><span class="soft">${state}</span></div>
<div class="any">${inWords(unitsIn(order, parcel.items))}</div>${tracking(parcel)}
<p class="buttons">${slip}${parcel.deliveredAt ? [] : open}</p></li>`;
}

function tracking({ carrier, trackingNumber, trackingUrl }: ParcelRecord): Html | Html[] {
  const words = [carrier, trackingNumber].filter((part) => part !== null).join(' · ');
  if (words === '' && trackingUrl === null) return [];
  // Only of the web: whoever wrote it, no link of ours runs a script.
  const isLink = trackingUrl !== null && /^https?:\/\//i.test(trackingUrl);
  const link = isLink
    ? html`<a href="${trackingUrl}" rel="noreferrer noopener">${words || trackingUrl}</a>`
    : html`${words}`;
  return html`<div class="soft small any">${link}</div>`;
}

const returnWords: Record<ReturnRecord['status'], string> = {
  REQUESTED: 'announced',
  PARTIALLY_RECEIVED: 'partly here',
  RECEIVED: 'here',
  REFUSED: 'refused',
};

function returnEntry(order: OrderRecord, one: ReturnRecord): Html {
  const path = `${orderPath(order.id)}/returns/${one.id}`;
  const isOpen = one.status === 'REQUESTED' || one.status === 'PARTIALLY_RECEIVED';
  const buttons = isOpen
    ? html`<p class="buttons"><a data-scope="orders:write" class="button primary" href="${path}/receive">Receive</a><a data-scope="orders:write" href="${path}/refuse">Refuse</a></p>`
    : [];
  const reasons = [...new Set(one.items.map((item) => item.reason))].slice(0, 3).join('; ');
  return html`<li><div class="row"><strong>${time(one.createdAt)}</strong><span class="soft">${returnWords[one.status]}</span></div>
<div class="any">${inWords(unitsIn(order, one.items))}</div><div class="soft small any">${reasons}</div>${buttons}</li>`;
}
