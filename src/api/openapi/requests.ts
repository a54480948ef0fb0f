import type { Operation, Schema } from './document.ts';

/**
 * What a request may leave out is optional in the document too: a parameter, or a member of a body, that has a default,
 * and a body where null, which is how an absent one arrives, would do.
 */
export function markOptional({ parameters = [], requestBody }: Operation): void {
  for (const parameter of parameters) {
    if (parameter.schema?.default !== undefined) parameter.required = false;
  }
  if (requestBody === undefined) return;
  const media = Object.values(requestBody.content);
  requestBody.required = !media.some(({ schema }) => schema !== undefined && acceptsNull(schema));
  for (const one of media) {
    if (one.schema) one.schema = withDefaultsOptional(withoutNull(one.schema));
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

/** Answers may hold the same schemas, and have every member: what is changed is a copy. */
function withDefaultsOptional(schema: Schema): Schema {
  const copy = { ...schema };
  const members = Object.entries((schema.properties ?? {}) as Record<string, Schema>);
  if (members.length > 0) {
    const names = members.filter(([, member]) => member.default === undefined).map(([name]) => name);
    const required = ((schema.required ?? []) as string[]).filter((name) => names.includes(name));
    copy.properties = Object.fromEntries(
      members.map(([name, member]) => [name, withDefaultsOptional(member)]),
    );
    if (required.length > 0) copy.required = required;
    else delete copy.required;
  }
  if (schema.items !== undefined) copy.items = withDefaultsOptional(schema.items as Schema);
  const branches = branchesOf(schema);
  if (branches) copy.anyOf = branches.map(withDefaultsOptional);
  return copy;
}
