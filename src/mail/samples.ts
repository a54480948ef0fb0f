import { cancelledMail } from './cancelled-mail.ts';
import { confirmationMail } from './confirmation-mail.ts';
import type { MailContent, MailOrder, MailSettings } from './letter.ts';
import { refundedMail } from './refunded-mail.ts';
import { returnReceivedMail } from './return-received-mail.ts';
import { shippedMail } from './shipped-mail.ts';

/** A mail of every kind, about orders that never were: to be looked at. */
export interface SampleMail {
  /** Of its address. */
  id: string;
  title: string;
  /** When a buyer gets it. */
  when: string;
  order: MailOrder;
  write(settings: MailSettings): MailContent;
}

const id = '019ab1f4-77a0-7d31-9c52-4be1d19f3a2c';
const placed: MailOrder = {
  id,
  number: '251123-1823-9F3A2C',
  currency: 'GBP',
  placedAt: new Date('2025-11-23T18:23:00Z'),
  customer: { email: 'ada@example.com', name: 'Ada Lovelace' },
  captured: 0,
  deliverTo: ['Ada Lovelace', '12 St James’s Square', 'London SW1Y 4JH', 'United Kingdom'],
};
const paid = { ...placed, captured: 11_475 };

const mugs = { sku: 'KIT-MUG-OAT', name: 'Stoneware mug, oat', quantity: 4 };
const casserole = {
  sku: 'KIT-CAS-4',
  name: 'Enamel casserole, 4 l, in cast iron under three coats of enamel',
  quantity: 2,
};
const twoMugs = { ...mugs, quantity: 2 };

export const sampleMails: readonly SampleMail[] = [
  {
    id: 'confirmation',
    title: 'Confirmation',
    when: 'An order was placed.',
    order: placed,
    write: (settings) =>
      confirmationMail(
        {
          ...placed,
          itemsTotal: 12_200,
          discounts: [{ label: 'WELCOME10', amount: 1_220 }],
          charges: [{ label: 'Standard parcel', amount: 495 }],
          taxes: [{ rate: 200_000, amount: 1_913 }],
          pricesIncludeTax: true,
          total: 11_475,
          items: [
            { ...mugs, unitPrice: 950, lineTotal: 3_800 },
            { ...casserole, unitPrice: 4_200, lineTotal: 8_400 },
          ],
        },
        settings,
      ),
  },
  {
    id: 'shipped',
    title: 'Shipped, with a number to track',
    when: 'The last of an order was sent out.',
    order: placed,
    write: (settings) =>
      shippedMail(
        placed,
        {
          carrier: 'Royal Mail',
          trackingNumber: 'JD 0002 2218 3201 9876 543',
          trackingUrl: 'https://track.example/JD0002221832019876543',
          items: [mugs, casserole],
          unitsToCome: 0,
        },
        settings,
      ),
  },
  {
    id: 'shipped-in-part',
    title: 'Shipped in part',
    when: 'Some of an order was sent out, and nothing is known of the parcel.',
    order: placed,
    write: (settings) =>
      shippedMail(
        placed,
        { carrier: null, trackingNumber: null, trackingUrl: null, items: [twoMugs], unitsToCome: 4 },
        settings,
      ),
  },
  {
    id: 'cancelled',
    title: 'Cancelled by the buyer',
    when: 'All of an order was cancelled before it was paid.',
    order: placed,
    write: (settings) =>
      cancelledMail(
        placed,
        { reason: 'customer', refund: true, amount: 11_475, items: [mugs, casserole], unitsLeft: 0 },
        settings,
      ),
  },
  {
    id: 'cancelled-in-part',
    title: 'Cancelled in part',
    when: 'Some of an order that was paid was cancelled.',
    order: paid,
    write: (settings) =>
      cancelledMail(
        paid,
        { reason: 'inventory', refund: true, amount: 1_710, items: [twoMugs], unitsLeft: 4 },
        settings,
      ),
  },
  {
    id: 'expired',
    title: 'Expired',
    when: 'An order was not paid in time.',
    order: placed,
    write: (settings) =>
      cancelledMail(
        placed,
        { reason: 'expired', refund: true, amount: 11_475, items: [mugs, casserole], unitsLeft: 0 },
        settings,
      ),
  },
  {
    id: 'return-received',
    title: 'Return received',
    when: 'Some of what was to be sent back has come.',
    order: paid,
    write: (settings) =>
      returnReceivedMail(paid, { refund: true, amount: 1_710, items: [twoMugs], unitsAwaited: 1 }, settings),
  },
  {
    id: 'refunded',
    title: 'Refunded',
    when: 'Money was paid back.',
    order: paid,
    write: (settings) => refundedMail(paid, { amount: 1_710 }, settings),
  },
];
