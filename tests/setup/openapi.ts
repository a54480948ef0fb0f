import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import findMyWay from 'find-my-way';
import type { Answer, Call } from './caller.ts';

// biome-ignore lint/suspicious/noExplicitAny: a document of somebody else's making
type Json = any;

export interface Operation {
  method: string;
  /** As in the document: /products/{id} */
  path: string;
  spec: Json;
}

/** What references to the document's components begin with. */
const DOCUMENT = 'document';

export type ResponseCheck = (call: Call, answer: Answer) => void;

const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];

/** What can go wrong before an operation is found out about: any of them may answer so. */
const anywhere = [405, 417];

/** Headers that tell a client something: an answer has none that the document does not name. */
const telling = [
  'allow',
  'cache-status',
  'etag',
  'idempotent-replayed',
  'location',
  'retry-after',
  'www-authenticate',
  'x-request-id',
];

export function operationsOf(document: Json): Operation[] {
  return Object.entries(document.paths as Record<string, Json>).flatMap(([path, item]) =>
    Object.entries(item as Record<string, Json>)
      .filter(([method]) => methods.includes(method))
      .map(([method, spec]) => ({ method: method.toUpperCase(), path, spec })),
  );
}

/** What a reference of the document stands for; anything else stands for itself. */
export function resolved(document: Json, node: Json): Json {
  const path: string | undefined = node?.$ref;
  if (path === undefined) return node;
  const parts = path.slice('#/'.length).split('/');
  return resolved(
    document,
    parts.reduce((at: Json, part) => at[part], document),
  );
}

/** With nothing but itself in it: every reference is replaced by what it stands for. */
export function inlined(document: Json, node: Json): Json {
  if (Array.isArray(node)) return node.map((one) => inlined(document, one));
  if (node === null || typeof node !== 'object') return node;
  const whole = resolved(document, node);
  return Object.fromEntries(Object.entries(whole).map(([name, member]) => [name, inlined(document, member)]));
}

/** By the text of the document: most shops of a process have the same, and schemas take long to compile. */
const checks = new Map<string, ResponseCheck>();

/**
 * Holds answers against the document: the status is declared, the content type is, the body fits its
 * schema and has nothing that the schema does not name.
 */
export function responseCheck(document: Json): ResponseCheck {
  const text = JSON.stringify(document);
  const check = checks.get(text) ?? newCheck(JSON.parse(text));
  checks.set(text, check);
  return check;
}

function newCheck(document: Json): ResponseCheck {
  const misfit = misfitOf(document);
  const router = findMyWay({ ignoreTrailingSlash: true });
  for (const { method, path, spec } of operationsOf(document)) {
    router.on(method as 'GET', path.replace(/\{(\w+)\}/g, ':$1'), () => {}, { spec });
  }

  return ({ method, url }, { status, headers, text, body }) => {
    const route = router.find(method as 'GET', url.split('?', 1)[0]!);
    if (!route) return;
    const where = `${method} ${url} answered ${status}`;
    const response = route.store.spec.responses[status];
    if (!response) {
      if (anywhere.includes(status)) return;
      throw new Error(`${where}, which the document does not declare: ${text}`);
    }
    if (status === 401 && headers['www-authenticate'] === undefined)
      throw new Error(`${where} without WWW-Authenticate (RFC 9110, section 15.5.2)`);
    const declared = Object.keys(response.headers ?? {}).map((name) => name.toLowerCase());
    for (const name of telling) {
      if (headers[name] !== undefined && !declared.includes(name))
        throw new Error(`${where} with ${name}, which the document does not declare`);
    }
    if (method === 'HEAD' || status === 204 || status === 304) {
      if (text !== '') throw new Error(`${where} with a body`);
      return;
    }
    const type = headers['content-type']?.split(';', 1)[0] ?? 'nothing';
    const content = response.content?.[type];
    if (!content) throw new Error(`${where} as ${type}, which the document does not declare`);
    if (!type.endsWith('json')) return;
    const why = misfit(content.schema, body);
    if (why !== undefined) throw new Error(`${where} against its schema: ${why}\n${text}`);
  };
}

/** Says what does not fit a schema of the document, where members that it does not name do not either. */
export function misfitOf(document: Json): (schema: Json, value: unknown) => string | undefined {
  // Formats that no other API has are not known here, which is nothing to say.
  const ajv = new Ajv2020({ strict: false, allErrors: true, validateSchema: false, logger: false });
  addFormats.default(ajv);
  ajv.addFormat('unicode', (text: string) => text.isWellFormed());
  // Once, and not with each schema that refers to it.
  ajv.addSchema({ $id: DOCUMENT, components: closed(document.components ?? {}, basesOf(document)) });
  const validators = new Map<Json, ValidateFunction>();
  const validatorOf = (schema: Json) => {
    const known = validators.get(schema);
    if (known) return known;
    const made = ajv.compile(closed(schema, new Set()));
    validators.set(schema, made);
    return made;
  };
  return (schema, value) => {
    const validate = validatorOf(schema);
    return validate(value) ? undefined : ajv.errorsText(validate.errors);
  };
}

/** Schemas that others are made of with `allOf`: what they do not name the others may. */
function basesOf(document: Json): Set<Json> {
  const bases = Object.values<Json>(document.components?.schemas ?? {}).flatMap(({ allOf = [] }) => allOf);
  return new Set(bases.map((base) => (base.$ref ? at(document, base.$ref) : base)));
}

/** What a reference such as `#/components/schemas/Order` names. */
export function at(document: Json, reference: string): Json {
  const path = reference.slice(2).split('/');
  return path.reduce((node, part) => node?.[part.replaceAll('~1', '/')], document);
}

/** The schema without room for members that it does not name, unless it says that it has. */
function closed(schema: Json, bases: Set<Json>): Json {
  if (Array.isArray(schema)) return schema.map((item) => closed(item, bases));
  if (typeof schema !== 'object' || schema === null) return schema;
  const copy = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, closed(value, bases)]));
  if (typeof copy.$ref === 'string') copy.$ref = copy.$ref.replace(/^#/, `${DOCUMENT}#`);
  if (copy.allOf) copy.unevaluatedProperties = false;
  const isOpen = bases.has(schema) || copy.additionalProperties !== undefined;
  if (copy.type === 'object' && copy.properties && !isOpen) copy.additionalProperties = false;
  return copy;
}
