import type { Schema } from './schemas.ts';

/** What is said to people, and what values look like: no client depends on it. */
const said = ['description', 'summary', 'title', 'example', 'examples', 'tags', 'default', 'externalDocs'];
/** Their members have names of the author's choice, such as `description`. */
const maps = ['properties', 'schemas', 'responses', 'headers', 'content', 'paths', 'webhooks'];

/** The part of an OpenAPI document that clients are made from, in a steady order: a change of it is one of the API. */
export function contractOf({ paths, webhooks, components }: Schema): Schema {
  return without({ paths, webhooks, components: { schemas: components.schemas } }, false);
}

function without(node: Schema, isMap: boolean): Schema {
  if (Array.isArray(node)) return node.map((one) => without(one, false));
  if (node === null || typeof node !== 'object') return node;
  const kept = Object.entries(node)
    .filter(([name, value]) => value !== undefined && (isMap || !said.includes(name)))
    .map(([name, value]) => {
      if (isMap) return [name, without(value, false)];
      return [name, name === 'headers' ? namesOf(value) : without(value, maps.includes(name))];
    }) as [string, Schema][];
  return Object.fromEntries(kept.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** Answers have headers by name: what is said of each is the same everywhere. */
const namesOf = (headers: Schema) =>
  Object.fromEntries(
    Object.keys(headers)
      .toSorted()
      .map((name) => [name, {}]),
  );
