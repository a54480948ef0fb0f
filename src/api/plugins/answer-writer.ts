import fastJsonStringify, { type Schema } from 'fast-json-stringify';

/**
 * What writes answers of a schema as JSON. It is compiled for the first of them, a few milliseconds each: half of what a
 * process does before it is ready would be for operations that it may never see.
 */
export function answerWriter(schema: unknown): (answer: unknown) => string {
  let write: ReturnType<typeof fastJsonStringify> | undefined;
  return (answer) => {
    write ??= fastJsonStringify(asWritten(schema) as Schema);
    return write(answer);
  };
}

/**
 * The schema as it is to be written by: with `nullable` where something is or is null, and without what only a request is held
 * against. The library would hold each such value against a validator that it compiles besides, to find out which of both it is,
 * and that says on the console which formats it does not know.
 */
function asWritten(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(asWritten);
  if (schema === null || typeof schema !== 'object') return schema;
  const { anyOf, ...more } = Object.fromEntries(
    Object.entries(schema)
      .filter(([name, member]) => name !== 'format' || typeof member !== 'string' || member === 'date-time')
      .map(([name, member]) => [name, asWritten(member)]),
  );
  if (!Array.isArray(anyOf)) return more;
  const others = anyOf.filter(({ type }) => type !== 'null');
  return others.length === 1 && anyOf.length === 2
    ? { ...others[0], ...more, nullable: true }
    : { ...more, anyOf };
}
