import { EXAMPLE_ID } from '../schemas.ts';
import type { Schema } from './document.ts';

/** Texts of formats that say what they look like. */
const byFormat: Readonly<Record<string, string>> = {
  uuid: EXAMPLE_ID,
  'date-time': '2026-11-22T18:00:00.000Z',
  email: 'ada@example.org',
  uri: 'https://shop.example/',
  'web-address': 'https://shop.example/',
};

/** Whether members that may be left out are in an example: of what is asked for, only what has to be said. */
export type Extent = 'whole' | 'least';

/**
 * A value that fits the schema, made of the examples of its members; `npm test` holds each against its schema.
 * @param schema whole, without references
 */
export function exampleOf(schema: Schema, extent: Extent): unknown {
  const {
    examples,
    default: usual,
    const: only,
    enum: several,
    type,
  } = schema as {
    examples?: unknown[];
    default?: unknown;
    const?: unknown;
    enum?: unknown[];
    type?: string | string[];
  };
  const given = examples?.[0] ?? usual ?? only ?? several?.[0];
  if (given !== undefined) return given;
  const branches = (schema.anyOf ?? schema.oneOf) as Schema[] | undefined;
  if (branches) return exampleOf(branches.find((one) => one.type !== 'null') ?? {}, extent);
  switch (Array.isArray(type) ? type.find((one) => one !== 'null') : type) {
    case 'object':
      return membersOf(schema, extent);
    case 'array':
      return schema.items ? [exampleOf(schema.items as Schema, extent)] : [];
    case 'integer':
    case 'number':
      return Math.max((schema.minimum as number | undefined) ?? 0, 0);
    case 'boolean':
      return true;
    case 'string':
      return byFormat[schema.format as string] ?? 'text';
    default:
      return null;
  }
}

function membersOf(schema: Schema, extent: Extent): object {
  const members = Object.entries((schema.properties ?? {}) as Record<string, Schema>);
  const required = (schema.required ?? []) as string[];
  // A change of which nothing has to be said says one thing.
  const named =
    extent === 'whole'
      ? members
      : members.filter(([name], at) => required.includes(name) || (required.length === 0 && at === 0));
  return Object.fromEntries(named.map(([name, member]) => [name, exampleOf(member, extent)]));
}
