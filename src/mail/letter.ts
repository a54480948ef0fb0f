import type { MailSender } from './sender.ts';

/** The order that a mail is about. Money is in minor units of `currency`. */
export interface MailOrder {
  id: string;
  /** As people say it: 261122-1823-9F3A2C. */
  number: string;
  currency: string;
  placedAt: Date;
  customer: { email: string; name: string };
  /** What has been paid; 0 where no payment is on record. */
  captured: number;
}

/** Units of one item of the order. */
export interface MailLine {
  sku: string;
  name: string;
  quantity: number;
}

export interface MailSettings {
  shop: MailSender;
  /** Where the order can be looked at; undefined where nowhere. */
  link: string | undefined;
}

/** What a mail says, whatever it is written in. Every text is one line of words, not yet escaped. */
export interface Letter {
  subject: string;
  heading: string;
  /** The first sentence after the greeting: what has happened, and to which order. */
  opening: string;
  lines: readonly LetterLine[];
  total?: { label: string; sum: string };
  /** Label and value. */
  facts?: readonly (readonly [label: string, value: string])[];
  sections: readonly { title: string; words: string }[];
  /** What the reader may do first, ahead of looking at the order. */
  action?: { label: string; href: string };
}

export interface LetterLine {
  name: string;
  sku: string;
  /** How many, such as `2 x £4.00`. */
  amount: string;
  sum?: string;
}

/** What every mail about an order has around its letter. */
export interface Envelope {
  orderId: string;
  number: string;
  greeting: string;
  /** The order's number and when it was placed. */
  order: readonly (readonly [label: string, value: string])[];
  shopName: string;
  /** Who writes. */
  signature: readonly string[];
  /** What the reader may do, the most useful first. */
  links: readonly { label: string; href: string }[];
}

export interface MailContent {
  subject: string;
  text: string;
  html: string;
}
