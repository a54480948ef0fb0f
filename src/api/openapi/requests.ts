import type { Operation, Schema } from './document.ts';

/**
 * What a request may leave out is optional in the document too: a parameter that has a default, and a body
 * where null, which is how an absent one arrives, would do.
 */
export function markOptional({ parameters = [], requestBody }: Operation): void {
  for (const parameter of parameters) {
    if (parameter.schema?.default !== undefined) parameter.required = false;
  }
  if (requestBody === undefined) return;
  const media = Object.values(requestBody.content);
  requestBody.required = !media.some(({ schema }) => schema !== undefined && acceptsNull(schema));
  for (const one of media) {
    if (one.schema) one.schema = withoutNull(one.schema);
  }
}

const isNull = (schema: Schema) => schema.type === 'null';
const branchesOf = (schema: Schema) => schema.anyOf as Schema[] | undefined;

function acceptsNull(schema: Schema): boolean {
  return branchesOf(schema)?.some(isNull) === true;
}

function withoutNull(schema: Schema): Schema {
  const [only, ...others] = branchesOf(schema)?.filter((branch) => !isNull(branch)) ?? [];
  if (only === undefined) return schema;
  return others.length === 0 ? only : { ...schema, anyOf: [only, ...others] };
}
