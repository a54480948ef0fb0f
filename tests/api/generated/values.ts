import fc from 'fast-check';

// biome-ignore lint/suspicious/noExplicitAny: a schema of the document
export type Schema = any;
type Any = fc.Arbitrary<unknown>;

const text = (maxLength: number) => fc.string({ unit: 'binary', maxLength });
export const junk: Any = fc.oneof(
  fc.constantFrom<unknown>(null, true, '', -1, 0, 1e21, 1.5, [], {}, '\u0000', '\ud800', '1', 'null'),
  text(30),
  fc.jsonValue({ maxDepth: 3 }),
);

/** Answers that come later only make a run longer. */
const OF_WAITING = [0, 26, -1];

export interface Values {
  /** What the schema asks for, at its edges too. `name` is the member or parameter that it is for. */
  right(schema: Schema, name?: string): Any;
  /** The same with something else now and then, at any depth. */
  any(schema: Schema, name?: string): Any;
}

/**
 * Values for the schemas of a document.
 * @param resolve what a reference of the document stands for
 * @param idsFor ids that there are, by the name of the member that holds one
 */
export function valuesFor(
  resolve: (schema: Schema) => Schema,
  idsFor: (name: string) => readonly string[],
): Values {
  const made = (given: Schema, name: string, wild: boolean): Any => {
    const inner = (schema: Schema, of: string) =>
      wild
        ? fc.oneof({ weight: 9, arbitrary: made(schema, of, true) }, { weight: 1, arbitrary: junk })
        : made(schema, of, false);
    const schema = resolve(given) ?? {};
    const branches: Schema[] | undefined = schema.anyOf ?? schema.oneOf;
    if (branches) return fc.oneof(...branches.map((one) => inner(one, name)));
    if (Array.isArray(schema.type))
      return fc.oneof(...schema.type.map((type: string) => inner({ ...schema, type }, name)));
    if (schema.const !== undefined) return fc.constant(schema.const);
    if (schema.enum) return fc.constantFrom(...schema.enum);
    switch (schema.type) {
      case 'integer':
      case 'number':
        return name === 'wait' ? fc.constantFrom(...OF_WAITING) : integer(schema);
      case 'boolean':
        return fc.boolean();
      case 'array':
        return fc.array(inner(schema.items, name), {
          minLength: wild ? 0 : (schema.minItems ?? 0),
          maxLength: 4,
        });
      case 'object':
        return object(schema, inner, wild);
      case 'null':
        return fc.constant(null);
      default:
        return rightText(schema, idsFor(name));
    }
  };
  return {
    right: (schema, name = '') => made(schema, name, false),
    any: (schema, name = '') =>
      fc.oneof({ weight: 9, arbitrary: made(schema, name, true) }, { weight: 1, arbitrary: junk }),
  };
}

function integer({ minimum = -10, maximum = 1_000 }: Schema): Any {
  return fc.oneof(
    { weight: 1, arbitrary: fc.constantFrom(minimum, maximum, minimum - 1, maximum + 1) },
    { weight: 4, arbitrary: fc.integer({ min: Math.max(minimum, -1_000), max: Math.min(maximum, 1_000) }) },
  );
}

function object(schema: Schema, inner: (schema: Schema, name: string) => Any, wild: boolean): Any {
  const required: string[] = schema.required ?? [];
  const members = Object.entries<Schema>(schema.properties ?? {}).map(([name, member]) => {
    const value = inner(member, name);
    if (required.includes(name) && !wild) return [name, value];
    return [name, fc.option(value, { nil: undefined, freq: required.includes(name) ? 20 : 1 })];
  });
  const unknown = fc.oneof(
    { weight: wild ? 15 : 100, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: fc.tuple(text(5), junk) },
  );
  return fc
    .tuple(fc.record(Object.fromEntries(members)), unknown)
    .map(([whole, more]) => (more ? { ...(whole as object), [more[0]]: more[1] } : whole));
}

function rightText(schema: Schema, ids: readonly string[]): Any {
  const { format, examples, pattern, minLength = 0, maxLength = 50 } = schema;
  if (format === 'uuid')
    return fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...ids) }, { weight: 1, arbitrary: fc.uuid() });
  const example = fc.constantFrom(...(examples ?? ['x']).map(String));
  if (format === 'date-time')
    return fc.oneof(
      example,
      fc.constantFrom('2026-11-27T00:00:00Z', '0001-01-01T00:00:00Z', '9999-12-31T23:59:59Z'),
    );
  const edges = fc.constantFrom('a'.repeat(minLength), 'a'.repeat(maxLength), 'a'.repeat(maxLength + 1));
  return fc.oneof(
    { weight: 4, arbitrary: example },
    { weight: 1, arbitrary: text(12) },
    { weight: 1, arbitrary: edges },
    ...(pattern ? [{ weight: 2, arbitrary: fc.stringMatching(new RegExp(pattern), { maxLength: 40 }) }] : []),
  );
}
