// biome-ignore lint/suspicious/noExplicitAny: JSON Schema out of a document
export type Schema = any;

/** A schema of a document, and what its references are looked up in. */
export interface Placed {
  document: Schema;
  schema: Schema;
}

/** What a reference stands for; anything else stands for itself. */
export function resolve({ document, schema }: Placed): Schema {
  if (schema?.$ref === undefined) return schema ?? {};
  const parts: string[] = schema.$ref.slice('#/'.length).split('/');
  const target = parts.reduce((node: Schema, part) => node?.[part], document);
  return resolve({ document, schema: target });
}

/** The ways in which a value may fit: one for each alternative and each type, without references and `allOf`. */
export function alternatives({ document, schema }: Placed): Schema[] {
  const whole = merged({ document, schema });
  const among: Schema[] | undefined = whole.anyOf ?? whole.oneOf;
  if (among !== undefined) return among.flatMap((one) => alternatives({ document, schema: one }));
  if (Array.isArray(whole.type)) return whole.type.map((type: string) => ({ ...whole, type }));
  return [whole];
}

function merged({ document, schema }: Placed): Schema {
  const whole = resolve({ document, schema });
  if (whole.allOf === undefined) return whole;
  const parts: Schema[] = whole.allOf.map((part: Schema) => merged({ document, schema: part }));
  return {
    ...Object.assign({}, ...parts),
    properties: Object.assign({}, ...parts.map(({ properties }) => properties)),
    required: parts.flatMap(({ required = [] }) => required),
  };
}

/** The only values that fit, where the schema names them. */
export function valuesOf({ const: only, enum: several }: Schema): unknown[] | undefined {
  return only === undefined ? several : [only];
}

/** True where every value of the one type is one of the other. */
export const isWithin = (type: unknown, wider: unknown) =>
  wider === undefined || type === wider || (type === 'integer' && wider === 'number');
