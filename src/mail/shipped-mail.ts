import type { MailContent, MailLine, MailOrder, MailSettings } from './letter.ts';
import { destination, subjectOf, units, unitsOf } from './mail-words.ts';
import { oneLine } from './sender.ts';
import { webLink } from './web-link.ts';
import { writeMail } from './write-mail.ts';

/** A fulfilment, as its mail tells of it. */
export interface Shipment {
  carrier: string | null;
  trackingNumber: string | null;
  trackingUrl: string | null;
  items: readonly MailLine[];
  /** Units of the order that are still to be shipped. */
  unitsToCome: number;
}

/** Tells that all or some of an order is on its way. */
export function shippedMail(order: MailOrder, shipment: Shipment, settings: MailSettings): MailContent {
  const { carrier, trackingNumber, unitsToCome } = shipment;
  const what = unitsToCome === 0 ? 'Your order' : 'Part of your order';
  const track = webLink(shipment.trackingUrl);
  const facts = [
    ['Carrier', carrier],
    ['Tracking number', trackingNumber],
  ] as const;
  const letter = {
    subject: subjectOf(`${what} is on its way:`, order),
    heading: `${what} is on its way`,
    opening: `We have sent this out of your order ${order.number}:`,
    lines: shipment.items.map(unitsOf),
    facts: facts.flatMap(([label, value]) => (value ? [[label, oneLine(value)] as const] : [])),
    sections: [
      ...destination('It goes to', order),
      {
        title: 'What happens next',
        words:
          unitsToCome === 0
            ? 'This was the last of it: nothing else is to come.'
            : `The rest of the order (${units(unitsToCome)}) will follow. We write again when it is on its way.`,
      },
    ],
    ...(track === undefined ? {} : { action: { label: 'Track the parcel', href: track } }),
  };
  return writeMail(letter, order, settings);
}
