import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openShop, type Shop } from '../../setup/api.ts';
import type { Caller, Method } from '../../setup/caller.ts';
import { type Operation, resolved } from '../../setup/openapi.ts';

/** What nobody thought of: requests made from the document, right and wrong, each answer held against it. */

const REQUESTS = 2_000;
const SEED = 20_261_127;

let shop: Shop;
let known: string[];
let callers: Caller[];
beforeAll(async () => {
  shop = await openShop({ LOG_LEVEL: 'silent' });
  const products = await Promise.all([1, 2, 3].map(() => shop.product({ stock: 1_000 })));
  const buyer = await shop.buyerWith([products[0]!.id, 2]);
  const order = await buyer.post('/orders');
  known = [...products.map(({ id }) => id), order.body.id];
  callers = [shop.anyone, buyer, shop.admin, shop.admin, await shop.buyer()];
});
afterAll(() => shop.close());

// biome-ignore lint/suspicious/noExplicitAny: a schema of the document
type Schema = any;

const text = (maxLength: number) => fc.string({ unit: 'binary', maxLength });
const junk = fc.oneof(
  fc.constantFrom<unknown>(null, true, '', -1, 0, 1e21, 1.5, [], {}, '\u0000', '\ud800', '1', 'null'),
  text(30),
  fc.jsonValue({ maxDepth: 3 }),
);

/** Mostly what the schema asks for, at its edges too; now and then something else. */
function anyFor(schema: Schema, depth = 0): fc.Arbitrary<unknown> {
  return fc.oneof({ weight: 9, arbitrary: rightFor(schema, depth) }, { weight: 1, arbitrary: junk });
}

function rightFor(given: Schema, depth: number): fc.Arbitrary<unknown> {
  const schema = resolve(given);
  if (schema.anyOf) return fc.oneof(...schema.anyOf.map((one: Schema) => anyFor(one, depth + 1)));
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  switch (schema.type) {
    case 'integer': {
      const { minimum = -10, maximum = 1_000 } = schema;
      return fc.oneof(
        fc.constantFrom(minimum, maximum, minimum - 1, maximum + 1),
        fc.integer({ min: Math.max(minimum, -1_000), max: Math.min(maximum, 1_000) }),
      );
    }
    case 'array':
      return fc.array(anyFor(schema.items, depth + 1), { maxLength: 4 });
    case 'object': {
      const required: string[] = schema.required ?? [];
      const members = Object.entries(schema.properties ?? {}).map(([name, member]) => [
        name,
        fc.option(anyFor(member, depth + 1), { nil: undefined, freq: required.includes(name) ? 20 : 2 }),
      ]);
      const unknown = fc.oneof(
        { weight: 15, arbitrary: fc.constant(undefined) },
        { weight: 1, arbitrary: fc.tuple(text(5), junk) },
      );
      return fc
        .tuple(fc.record(Object.fromEntries(members)), unknown)
        .map(([made, more]) => (more ? { ...(made as object), [more[0]]: more[1] } : made));
    }
    case 'null':
      return fc.constant(null);
    default:
      return rightText(schema);
  }
}

function rightText({ format, examples, minLength = 0, maxLength = 50 }: Schema): fc.Arbitrary<string> {
  const example = fc.constantFrom(...(examples ?? ['x']).map(String));
  if (format === 'uuid')
    return fc.oneof(
      fc.constantFrom(0, 1, 2, 3).map((n) => known[n]!),
      fc.uuid(),
    );
  if (format === 'date-time')
    return fc.oneof(example, fc.constant('2026-11-27T00:00:00Z'), fc.constant('0001-01-01T00:00:00Z'));
  return fc.oneof(
    example,
    text(12),
    fc.constantFrom('a'.repeat(minLength), 'a'.repeat(maxLength), 'a'.repeat(maxLength + 1)),
  );
}

const resolve = (schema: Schema): Schema => resolved(shop.document, schema) ?? {};

const asText = (value: unknown) => String(typeof value === 'object' ? JSON.stringify(value) : value);
/** What Node lets into a header. */
const forHeader = (value: unknown) => asText(value).replace(/[^\x20-\x7e]/g, '');

interface Made {
  caller: number;
  parameters: Record<string, unknown>;
  extra: Record<string, string>;
  body: unknown;
}

function requestOf({ spec }: Operation): fc.Arbitrary<Made> {
  const parameters = Object.fromEntries(
    (spec.parameters ?? []).map((parameter: Schema) => [
      `${parameter.in} ${parameter.name}`,
      fc.option(anyFor(parameter.schema), { nil: undefined, freq: parameter.in === 'path' ? 100 : 2 }),
    ]),
  );
  const schema = spec.requestBody?.content?.['application/json']?.schema;
  const extra = fc.oneof(
    { weight: 6, arbitrary: fc.constant({}) },
    {
      weight: 1,
      arbitrary: fc.constantFrom<Record<string, string>>(
        { accept: 'application/json; charset=utf-8' },
        { accept: 'text/html' },
        { authorization: 'Bearer rubbish' },
        { 'if-none-match': '*' },
        { 'if-match': '"1"' },
        { 'content-type': 'text/plain' },
        { 'idempotency-key': 'the-same' },
        { 'x-forwarded-for': '203.0.113.9' },
      ),
    },
  );
  return fc.record({
    caller: fc.nat({ max: 4 }),
    parameters: fc.record(parameters) as fc.Arbitrary<Record<string, unknown>>,
    extra,
    body: schema ? anyFor(schema) : fc.constant(undefined),
  });
}

function urlOf({ path }: Operation, parameters: Record<string, unknown>): string {
  const of = (place: string) =>
    Object.entries(parameters).flatMap(([key, value]) =>
      key.startsWith(`${place} `) && value !== undefined
        ? [[key.slice(place.length + 1), asText(value)]]
        : [],
    ) as [string, string][];
  const named = Object.fromEntries(of('path'));
  const filled = path.replace(/\{(\w+)\}/g, (_, name) =>
    encodeURIComponent((named[name] ?? known[0]!).toWellFormed()),
  );
  const query = of('query').map(([name, value]) => `${name}=${encodeURIComponent(value.toWellFormed())}`);
  return query.length === 0 ? filled : `${filled}?${query.join('&')}`;
}

test(`${REQUESTS} requests made from the document are answered as it says, and none with 5xx`, async () => {
  // Passwords cost a hash each, and the archive empties the shop: a few of them do.
  const dear = ['POST /register', 'POST /login', 'DELETE /products/{id}'];
  const operations = shop.operations.flatMap((operation) => {
    const isDear = dear.includes(`${operation.method} ${operation.path}`);
    return Array.from({ length: isDear ? 1 : 4 }, () => operation);
  });
  const requests = fc
    .nat({ max: operations.length - 1 })
    .chain((n) => requestOf(operations[n]!).map((made) => ({ operation: operations[n]!, made })));
  const statuses = new Map<number, number>();
  for (const { operation, made } of fc.sample(requests, { numRuns: REQUESTS, seed: SEED })) {
    const headers: Record<string, string> = { ...made.extra };
    for (const [key, value] of Object.entries(made.parameters))
      if (key.startsWith('header ') && value !== undefined) headers[key.slice(7)] = forHeader(value);
    const url = urlOf(operation, made.parameters);
    const call = { method: operation.method as Method, url, headers, body: made.body };
    // Sending holds the answer against the document.
    const answer = await callers[made.caller]!.send(call);
    expect({ call, status: answer.status, text: answer.text }).toEqual({
      call,
      status: expect.toSatisfy((status: number) => status < 500),
      text: answer.text,
    });
    statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
  }
  // It got past the front door.
  for (const status of [200, 201, 204, 400, 401, 403, 404, 406, 412])
    expect([status, (statuses.get(status) ?? 0) > 0]).toEqual([status, true]);
}, 240_000);
