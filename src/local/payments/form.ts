import { invalid } from './wire-error.ts';

export interface Form {
  [name: string]: string | Form;
}

const MOST_FIELDS = 500;
const DEEPEST = 6;

/** Reads a form as Stripe writes it, `a[b][0][c]=d`, into objects; lists have the keys 0, 1, 2. */
export function readForm(text: string): Form {
  const form: Form = Object.create(null);
  const fields = [...new URLSearchParams(text)];
  if (fields.length > MOST_FIELDS) throw invalid('Too many parameters');
  for (const [name, value] of fields) {
    const path = name.replaceAll(']', '').split('[');
    if (path.length > DEEPEST) throw invalid(`Parameter ${name.slice(0, 100)} is nested too deeply`);
    const last = path.pop() as string;
    let place = form;
    for (const step of path) {
      const next = place[step];
      const deeper: Form = typeof next === 'object' ? next : Object.create(null);
      place[step] = deeper;
      place = deeper;
    }
    // `expand[]=a&expand[]=b` numbers itself.
    place[last === '' ? String(Object.keys(place).length) : last] = value;
  }
  return form;
}

export const textOf = (form: Form, name: string): string | undefined => {
  const value = form[name];
  return typeof value === 'string' ? value : undefined;
};

export const formOf = (form: Form, name: string): Form => {
  const value = form[name];
  return typeof value === 'object' ? value : {};
};

/** Texts of a form or list; 50 of up to 500 characters, as Stripe's metadata. */
export function textsOf(form: Form): Record<string, string> {
  const texts = Object.entries(form).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  if (texts.length > 50 || texts.some(([name, value]) => name.length > 40 || value.length > 500))
    throw invalid('Metadata has up to 50 keys of up to 40 characters, with values of up to 500', 'metadata');
  return Object.fromEntries(texts);
}

/** A positive whole number of Stripe's units. */
export function amountOf(form: Form, name: string): number | undefined {
  const value = textOf(form, name);
  if (value === undefined) return undefined;
  if (!/^\d{1,12}$/.test(value) || Number(value) === 0)
    throw invalid(`Invalid integer: ${value.slice(0, 40)}`, name, 'parameter_invalid_integer');
  return Number(value);
}

export function required<T>(value: T | undefined, name: string): T {
  if (value === undefined) throw invalid(`Missing required param: ${name}.`, name, 'parameter_missing');
  return value;
}
