import type { Books } from './books.ts';
import { type Form, formOf, textOf, textsOf } from './form.ts';
import { invalid } from './wire-error.ts';

/** A page of a list, newest first, as Stripe pages: `limit`, `starting_after`, `created[gte]`, and equal members. */
export function page(
  url: string,
  shelf: Iterable<{ id: string; created: number }>,
  query: Form,
  equal: readonly string[] = [],
): object {
  const limit = Number(textOf(query, 'limit') ?? 10);
  if (!(Number.isInteger(limit) && limit >= 1 && limit <= 100)) throw invalid('Invalid limit', 'limit');
  const created = formOf(query, 'created');
  const from = Number(textOf(created, 'gte') ?? Number.NEGATIVE_INFINITY);
  const to = Number(textOf(created, 'lte') ?? Number.POSITIVE_INFINITY);
  let found = [...shelf].reverse();
  for (const name of equal) {
    const value = textOf(query, name);
    if (value !== undefined)
      found = found.filter((item) => (item as Record<string, unknown>)[name] === value);
  }
  const after = textOf(query, 'starting_after');
  const start = after === undefined ? 0 : found.findIndex((item) => item.id === after) + 1;
  if (after !== undefined && start === 0) throw invalid(`No such object: '${after}'`, 'starting_after');
  found = found.slice(start).filter((item) => item.created >= from && item.created <= to);
  return { object: 'list', url, has_more: found.length > limit, data: found.slice(0, limit) };
}

/** Puts whole objects in the place of their ids, where `expand[]` asks for it: `a.b`, and `data.a` in lists. */
export function expand(books: Books, answer: object, query: Form): object {
  const paths = Object.values(textsOf(formOf(query, 'expand')));
  if (paths.length === 0) return answer;
  const whole = structuredClone(answer);
  for (const path of paths) open(books, whole, path.split('.').slice(0, 4));
  return whole;
}

function open(books: Books, place: object, [name, ...rest]: string[]): void {
  if (Array.isArray(place)) {
    for (const item of place) open(books, item, [name ?? '', ...rest]);
    return;
  }
  const members = place as Record<string, unknown>;
  // Of a charge they are there only where they are asked for.
  if (members.object === 'charge' && name === 'refunds')
    members.refunds = structuredClone(refundsOf(books, String(members.id)));
  if (name === undefined || !Object.hasOwn(members, name)) return;
  const value = members[name];
  if (typeof value === 'string') members[name] = structuredClone(find(books, value)) ?? value;
  const next = members[name];
  if (rest.length > 0 && typeof next === 'object' && next !== null) open(books, next, rest);
}

const refundsOf = (books: Books, charge: string): object =>
  page(`/v1/charges/${charge}/refunds`, books.refunds.values(), { charge }, ['charge']);

function find(books: Books, id: string): object | undefined {
  return books.intents.get(id) ?? books.charges.get(id) ?? books.refunds.get(id);
}
