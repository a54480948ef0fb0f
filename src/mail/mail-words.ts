import type { LetterLine, MailLine, MailOrder, Section } from './letter.ts';
import { postalLines } from './postal-lines.ts';
import { oneLine } from './sender.ts';

/** 1 unit, 2 units. */
export function units(count: number): string {
  return `${count} ${count === 1 ? 'unit' : 'units'}`;
}

/** An item of which only the number of units matters. */
export function unitsOf({ name, sku, quantity }: MailLine): LetterLine {
  return { name: oneLine(name), sku: oneLine(sku), amount: units(quantity) };
}

/** Where an order goes; nothing where it does not say. */
export function destination(title: string, { deliverTo }: MailOrder): Section[] {
  return deliverTo.length === 0 ? [] : [{ title, words: postalLines(deliverTo) }];
}

/** The subject of a mail about an order: the number for people, the id for those who have to look it up. */
export function subjectOf(words: string, { number, id }: MailOrder): string {
  return `${words} ${number} (${id})`;
}
