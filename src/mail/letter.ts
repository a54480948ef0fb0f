import type { CostLine } from '../markup/cost-lines.ts';
import type { MailSender } from './sender.ts';

/** The order that a mail is about. Money is in minor units of `currency`. */
export interface MailOrder {
  id: string;
  /** As people say it: 261122-1823-9F3A2C. */
  number: string;
  currency: string;
  placedAt: Date;
  /** A guest who left no address has neither. */
  customer: { email: string | null; name: string | null };
  /** What has been paid; 0 where no payment is on record. */
  captured: number;
  /** Where it goes, a line each, as it was typed; empty where the order does not say. */
  deliverTo: readonly string[];
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

/** A mail that brings a link to a person. Nothing in it is what a stranger typed. */
export interface LinkToWrite {
  shop: MailSender;
  /** Of the person's account, as it was written; null where there is none. */
  name: string | null;
  /** Address of the link, with its token. */
  href: string;
  /** The order that it leads to, if it leads to one. */
  order?: { number: string } | undefined;
}

/** What a mail says, whatever it is written in. Every text is one line of words, not yet escaped. */
export interface Letter {
  subject: string;
  heading: string;
  /** The first sentence after the greeting: what has happened, and to which order. */
  opening: string;
  lines: readonly LetterLine[];
  /** What the lines come to, below them. */
  sums?: readonly CostLine[];
  /** Label and value. */
  facts?: readonly (readonly [label: string, value: string])[];
  sections: readonly Section[];
  /** What the reader may do first, ahead of looking at the order. */
  action?: { label: string; href: string };
}

/** Words in one piece, or lines below each other. */
export interface Section {
  title: string;
  words: string | readonly string[];
}

export interface LetterLine {
  name: string;
  sku: string;
  /** How many, such as `2 x £4.00`. */
  amount: string;
  sum?: string;
}

/** What every mail has around its letter. */
export interface Envelope {
  greeting: string;
  /** Words of the opening that are found at a glance: the order's number. */
  highlight?: string;
  /** The order's number and when it was placed; empty where a mail is about no order. */
  order: readonly (readonly [label: string, value: string])[];
  shopName: string;
  /** Who writes. */
  signature: readonly string[];
  /** What the reader may do, the most useful first. */
  links: readonly { label: string; href: string }[];
  /** The last line: the id of the order. */
  footnote?: string;
}

export interface MailContent {
  subject: string;
  text: string;
  html: string;
}
