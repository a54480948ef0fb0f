import { isDeepStrictEqual } from 'node:util';
import type { Document, Media, Operation, Schema } from './document.ts';

/** Their values are data, not schemas. */
const dataKeywords = new Set(['const', 'default', 'enum', 'example', 'examples', 'required']);
/** Their values map names of the author's choice to schemas. */
const mapKeywords = new Set(['properties', 'patternProperties', '$defs']);

/**
 * Moves every schema with a `title` to `components.schemas` under that name and leaves a reference. Routes hold
 * whole schemas, which is what validators and serialisers compile; a client reads one `Product`.
 *
 * @throws where two different schemas have one title
 */
export function nameSchemas(document: Document): void {
  const { schemas } = document.components;
  for (const operation of operationsOf(document)) {
    for (const holder of schemaHolders(operation)) {
      if (holder.schema) holder.schema = named(holder.schema, schemas) as Schema;
    }
  }
}

export function operationsOf(document: Document): Operation[] {
  const items = [...Object.values(document.paths), ...Object.values(document.webhooks ?? {})];
  return items.flatMap((item) => Object.values(item));
}

function schemaHolders(operation: Operation): { schema?: Schema }[] {
  const bodies = [operation.requestBody, ...Object.values(operation.responses)];
  const media = bodies.flatMap((body): Media[] => Object.values(body?.content ?? {}));
  return [...(operation.parameters ?? []), ...media];
}

function named(value: unknown, schemas: Record<string, Schema>): unknown {
  if (Array.isArray(value)) return value.map((item) => named(item, schemas));
  if (typeof value !== 'object' || value === null) return value;
  const { title, ...keywords } = value as Schema;
  const schema = Object.fromEntries(
    Object.entries(keywords).map(([keyword, inner]) => {
      if (dataKeywords.has(keyword)) return [keyword, inner];
      if (mapKeywords.has(keyword)) return [keyword, mapped(inner as Record<string, Schema>, schemas)];
      return [keyword, named(inner, schemas)];
    }),
  );
  if (typeof title !== 'string') return schema;
  const known = schemas[title];
  if (known && !isDeepStrictEqual(known, schema)) throw new Error(`Two schemas have the title ${title}`);
  schemas[title] = schema;
  return { $ref: `#/components/schemas/${title}` };
}

function mapped(members: Record<string, Schema>, schemas: Record<string, Schema>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(members).map(([name, schema]) => [name, named(schema, schemas)]));
}
